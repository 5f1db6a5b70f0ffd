/** The configurations that are put to the proof: the examples, the other gateways, and what neither has. */
import { gateways, type Gateway as GatewayFacts, type GatewayName } from "../../generator/schema/gateways.ts";

/** Who says who people are: Frigate's own sign-in, a proxy in front that is believed, or a gateway that nginx asks. */
export type Authority =
  | { readonly kind: "frigate" }
  | {
      readonly kind: "proxy";
      readonly address: string;
      readonly userHeader: string;
      readonly roleHeader: string;
      /** What it shows Frigate, where the address does not count. */
      readonly secret?: string;
    }
  | { readonly kind: "gateway"; readonly name: GatewayName };

/** A program that is let in by its address. */
export interface NamedClient {
  readonly name: string;
  readonly address: string;
  readonly paths: readonly string[];
  readonly user: string;
  readonly role: string;
}

/** How people get a role that is not one of Frigate's own. */
export interface Gardeners {
  /** Text of a NixOS module. */
  readonly settings: string;
  /** What the header lists of their groups. */
  readonly group: string;
}

/** A configuration file, and what is true of it by its own words. */
export interface Configuration {
  /** Path from the project's root. */
  readonly file: string;
  /** In place of the file's name. */
  readonly name?: string;
  /** Text of a NixOS module that is added to the file. */
  readonly more?: string;
  /** There is no listener for Frigate's own calls. */
  readonly internal?: false;
  readonly authority: Authority;
  readonly clients: readonly NamedClient[];
  /** Group of the roles that people get by a group; without one, the role itself is named. */
  readonly groups: Readonly<Partial<Record<RoleName, string>>>;
  /** How gardeners get their role; by a group of `reverseProxy.roleMap` where nothing is said. */
  readonly gardeners?: Gardeners;
  /** Backends of the file that are none of Frigate's or its gateway's, and that nobody here asks for anything. */
  readonly neighbours?: readonly string[];
}

/** The roles that somebody who asks may have; a gardener sees the camera `garden` only, and only from Frigate 0.17 on. */
export type RoleName = "admin" | "viewer" | "gardener";

const frigate = { kind: "frigate" } as const;
const byGateway = (name: GatewayName): Authority => ({ kind: "gateway", name });

/** What is true of the examples, by name, as a person reads them. */
const examples = {
  plain: { authority: frigate, clients: [], groups: {} },
  "kanidm-oauth2-proxy": {
    authority: byGateway("oauth2-proxy"),
    clients: [],
    groups: { admin: "frigate_admins", viewer: "frigate_users" },
  },
  kanidm: {
    authority: byGateway("oauth2-proxy"),
    clients: [],
    // The header lists roles: Kanidm makes them of groups.
    groups: { admin: "admin", viewer: "viewer" },
    gardeners: {
      settings: `{ services.frigate.nginx.kanidm.roles.gardener = [ "gardeners" ];
        services.kanidm.provision.groups.gardeners.members = [ ]; }`,
      group: "gardener",
    },
    neighbours: ["127.0.0.1:8443"],
  },
  authelia: {
    authority: byGateway("authelia"),
    clients: [],
    groups: { admin: "admins", viewer: "family" },
  },
  authentik: {
    authority: byGateway("authentik"),
    clients: [],
    groups: { admin: "Frigate Admins", viewer: "Family" },
  },
  "outer-proxy": {
    authority: {
      kind: "proxy",
      address: "192.0.2.2",
      userHeader: "Remote-User",
      roleHeader: "Remote-Groups",
    },
    clients: [],
    groups: { admin: "admins", viewer: "family" },
  },
  "machine-clients": {
    authority: frigate,
    clients: [
      {
        name: "home_assistant",
        address: "192.0.2.8",
        paths: ["/api", "/clips", "/live", "/recordings", "/vod", "/ws"],
        user: "home-assistant",
        role: "viewer",
      },
      {
        name: "prometheus",
        address: "192.0.2.9",
        paths: ["/api/metrics"],
        user: "prometheus",
        role: "viewer",
      },
    ],
    groups: {},
  },
} as const satisfies Readonly<Record<string, Omit<Configuration, "file">>>;

export type ExampleName = keyof typeof examples;

export const exampleNamed = (name: ExampleName): Configuration => ({
  file: `examples/${name}.nix`,
  ...examples[name],
});

export const configurations: readonly Configuration[] = (Object.keys(examples) as ExampleName[]).map(
  exampleNamed,
);

/** The name it was given, or the file's. */
export const nameOf = ({ name, file }: Configuration): string => name ?? file.replace(/^.*\/|\.nix$/g, "");

/** A program that stands next to people who sign in with a gateway. */
const prometheus: NamedClient = {
  name: "prometheus",
  address: "192.0.2.9",
  paths: ["/api/metrics", "/api/stats"],
  user: "prometheus",
  role: "viewer",
};
const withPrometheus = `{ services.frigate.nginx.clients.prometheus = {
  addresses = [ "${prometheus.address}" ];
  paths = [ ${prometheus.paths.map((path) => `"${path}"`).join(" ")} ];
  user = "${prometheus.user}";
}; }`;

/** The gateways that no example has, with what the user has to say of each. */
const unseen = (Object.keys(gateways) as readonly GatewayName[]).filter(
  (name) => !configurations.some(({ authority }) => authority.kind === "gateway" && authority.name === name),
);

function behind(name: GatewayName): Configuration {
  const { roleHeader, signIn }: GatewayFacts = gateways[name];
  const page = signIn.kind === "elsewhere" ? `signIn.url = "${signIn.example}";` : "";
  const roles = roleHeader === null ? "" : 'reverseProxy.roleMap.admin = [ "admins" ];';
  return {
    ...exampleNamed("plain"),
    name,
    authority: byGateway(name),
    groups: roleHeader === null ? {} : { admin: "admins" },
    // Without a header of roles there is nothing to map, and everybody is a viewer.
    ...(roleHeader === null ? { gardeners: { settings: "{ }", group: "gardeners" } } : {}),
    more: `{ services.frigate.nginx = { preset = "${name}"; ${roles} ${page} }; }`,
  };
}

/** The same with a gateway's yes kept for longer than a test takes. */
const remembering = (configuration: Configuration, name: string): Configuration => ({
  ...configuration,
  name,
  more: `{ imports = [ (${configuration.more ?? "{ }"}) ]; services.frigate.nginx.authCache = "1m"; }`,
});

/** What no example has: the other gateways, and examples with something added. */
export const furtherConfigurations: readonly Configuration[] = [
  ...unseen.map(behind),
  {
    ...exampleNamed("outer-proxy"),
    name: "secret without addresses",
    authority: {
      kind: "proxy",
      address: "192.0.2.2",
      userHeader: "Remote-User",
      roleHeader: "Remote-Groups",
      secret: "open sesame",
    },
    more: `{ lib, ... }: { services.frigate = {
      nginx.reverseProxy.trustedAddresses = lib.mkForce [ ];
      settings.proxy.auth_secret = "open sesame";
    }; }`,
  },
  remembering(exampleNamed("kanidm-oauth2-proxy"), "gateway that judges alike, remembered"),
  remembering(exampleNamed("authelia"), "gateway that judges each address of Frigate, remembered"),
  remembering(behind("tailscale"), "people by their address, remembered"),
  remembering(exampleNamed("plain"), "Frigate's own sign-in, remembered"),
  {
    ...exampleNamed("kanidm-oauth2-proxy"),
    name: "client next to a gateway",
    clients: [prometheus],
    more: withPrometheus,
  },
  {
    ...exampleNamed("outer-proxy"),
    name: "client next to a proxy",
    clients: [prometheus],
    more: withPrometheus,
  },
  {
    ...exampleNamed("plain"),
    name: "plain, without internal listener",
    internal: false,
    more: "{ services.frigate.nginx.internalListen = null; }",
  },
  {
    ...exampleNamed("kanidm-oauth2-proxy"),
    name: "gateway, without internal listener",
    internal: false,
    more: "{ services.frigate.nginx.internalListen = null; }",
  },
];
