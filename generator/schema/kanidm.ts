/**
 * Options of the module for Kanidm: its users and groups in Frigate, through oauth2-proxy on the same host. What it sets up is
 * in kanidm-facts.ts.
 */
import type { AbsolutePath, Duration, EntityName, HostName, RoleName } from "./vocabulary.ts";

/** Everything below `services.frigate`. */
export interface Frigate {
  /** How nginx serves Frigate. */
  nginx: Nginx;
}

/** Everything below `services.frigate.nginx`. */
export interface Nginx {
  /**
   * Sign-in with Kanidm.
   *
   * @changes no route: what oauth2-proxy and Kanidm are told
   */
  kanidm: Kanidm;
}

/** Everything below `services.frigate.nginx.kanidm`. */
export interface Kanidm {
  /**
   * @enable sign-in to Frigate with Kanidm, through oauth2-proxy on this host
   * @changes single sign-on
   */
  enable: boolean;

  /**
   * Name of Frigate among Kanidm's OAuth2 clients.
   *
   * @default "frigate"
   * @example "cameras"
   */
  clientId: EntityName;

  /**
   * File with the secret that Kanidm and oauth2-proxy share, outside the Nix store. White space at its end does not count.
   *
   * Where Kanidm is provisioned on this host, the user `kanidm` must be able to read it. Elsewhere it holds what
   * `kanidm system oauth2 show-basic-secret` prints.
   *
   * @example "/run/secrets/frigate-oauth2"
   */
  clientSecretFile: AbsolutePath;

  /**
   * File with the secret that sessions are encrypted with, outside the Nix store: any text of 16 characters or more.
   * Whoever knows it can sign in as anybody. A new one signs everybody out.
   *
   * @example "/run/secrets/frigate-cookie"
   */
  cookieSecretFile: AbsolutePath;

  /**
   * Name of the host that Kanidm is reached at.
   *
   * @changes refusal
   * @example "idm.example.com"
   */
  domain: HostName;

  /**
   * Whether this host's `services.kanidm.provision` registers Frigate with Kanidm: who may enter, and with which role.
   *
   * Without it, Kanidm has to be told by hand what docs/kanidm.md says.
   *
   * @changes no route: what Kanidm is told
   * @computedDefault kanidmIsProvisioned
   */
  provision: boolean;

  /**
   * Kanidm groups by the role in Frigate that they give: `admin`, `viewer`, or one of `settings.auth.roles`.
   *
   * Members of these groups may enter, as those of {option}`services.frigate.nginx.kanidm.users` may. Who has several
   * roles gets `admin` before `viewer` before the others.
   *
   * @changes identity = /auth, identity = /admitted, identity = /frigate
   * @default { "admin": ["frigate_admins"] }
   * @example { "admin": ["frigate_admins"], "gardener": ["neighbours"] }
   */
  roles: Record<RoleName, EntityName[]>;

  /** How long people stay signed in. */
  session: Session;

  /**
   * Kanidm groups whose members may enter. Their role is {option}`services.frigate.nginx.reverseProxy.defaultRole`, unless
   * they have one by {option}`services.frigate.nginx.kanidm.roles`.
   *
   * @default ["frigate_users"]
   * @example ["family", "neighbours"]
   */
  users: EntityName[];
}

/** Everything below `services.frigate.nginx.kanidm.session`. */
export interface Session {
  /**
   * Time after which people are sent to Kanidm again, which lets them straight back in while they are signed in there. Only
   * then is it noticed that somebody has left a group, or the house.
   *
   * @default "24h"
   * @example "8h"
   */
  lifetime: Duration;

  /**
   * Age at which a session is renewed behind the scenes, with what Kanidm says then; `null`: never.
   *
   * Kanidm ends a session whose renewal is asked for twice at a time, and a page of camera pictures asks many things at a time.
   * Leave this off unless oauth2-proxy keeps its sessions in Redis, where it can lock them.
   *
   * @default null
   * @example "10m"
   */
  refresh: Duration | null;
}
