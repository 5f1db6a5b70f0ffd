/** Configurations by who has a say in who may come in: Frigate, or nginx without it. */
import { firstUnknownVersion } from "../../generator/schema/frigate.ts";
import type { Route } from "../../generator/schema/routes.ts";
import type { HeaderLine } from "../rig/client.ts";
import { frigateOf } from "../rig/fixtures.ts";
import type { Mutation } from "../rig/mutate.ts";
import { startRig, type Rig, type RigRequest } from "../rig/rig.ts";
import { accepted, renderText } from "../support/evaluate.ts";
import { fromRoot } from "../support/files.ts";
import { standBehind, type Member, type Plan, type Stand } from "./gateways-stand.ts";
import { startSituation } from "./rigs.ts";
import { uncached } from "./samples.ts";
import { person, type Situation } from "./situations.ts";

/** A running configuration. */
export interface Standing extends Pick<Stand, "rig" | "stop"> {
  /** The request as somebody who is known, past the cache of Frigate's answers. */
  as(member: Member, request: RigRequest): RigRequest;
}

export interface Configuration {
  readonly name: string;
  /** Whose routes it has. */
  readonly version: Situation["version"];
  /** Whether Frigate is asked about a request for that route. */
  readonly asks: (route: Route) => boolean;
  /** Starts it. Stop it for certain. */
  readonly start: (mutate?: Mutation) => Promise<Standing>;
}

const always = ({ access }: Route): boolean => access === "protected";
const aboutCameras = ({ ofOneCamera }: Route): boolean => ofOneCamera === true;
const never = (): boolean => false;
/** With a gateway, the page asks for a session too. */
const alwaysAndForPages = (route: Route): boolean => always(route) || route.pageOfGateway === true;

const standing = (rig: Rig, shows: (member: Member) => readonly HeaderLine[]): Standing => ({
  rig,
  as: (member, { headers = [], ...request }) => ({
    ...request,
    headers: [...shows(member), uncached, ...headers],
  }),
  stop: () => rig.stop(),
});

/** Frigate itself finds out who is asking. */
const plain = (name: string, mode: "native" | "proxy"): Configuration => ({
  name,
  version: "0.17",
  asks: always,
  start: async (mutate) =>
    standing(await startSituation({ version: "0.17", mode }, mutate), ({ name, role }) =>
      person(name, role).headers(mode),
    ),
});

/** nginx believes a proxy. */
const trusted = (name: string, secret: string, asks: Configuration["asks"]): Configuration => ({
  name,
  version: "0.17",
  asks,
  start: async (mutate) =>
    standing(await startTrusted(secret, mutate), ({ name, role }) => [
      ["Remote-User", name],
      ["Remote-Groups", role === "admin" ? "frigate admins" : "staff"],
      ["X-Proxy-Secret", secret],
    ]),
});

const startTrusted = (secret: string, mutate: Mutation | undefined): Promise<Rig> =>
  startRig({
    rendered: accepted(
      renderText(`{ pkgs, ... }: {
  imports = [ ${fromRoot("nixos-tests/fixtures/frigate/sso-outer-proxy.nix")} ];
  services.frigate.package = pkgs.frigate // { version = "0.17.0"; };
  services.frigate.settings.proxy.auth_secret = "${secret}";
}`),
    ),
    frigate: frigateOf("0.17"),
    mutate,
  });

/** nginx asks a gateway; one role is limited to one camera. */
const gateway = (
  { preset, version }: Required<Pick<Plan, "preset" | "version">>,
  asks: Configuration["asks"],
): Configuration => ({
  name: `${preset}, Frigate ${version}`,
  version: version === firstUnknownVersion ? "0.18.1" : version,
  asks,
  start: (mutate) => standBehind({ preset, version, ...(mutate === undefined ? {} : { mutate }) }),
});

export const configurations: readonly Configuration[] = [
  plain("Frigate's own sign-in", "native"),
  plain("a proxy that Frigate believes", "proxy"),
  trusted("a trusted proxy with a secret", "shared-secret", always),
  trusted("a trusted proxy without one", "", never),
  gateway({ preset: "oauth2-proxy", version: "0.17" }, never),
  gateway({ preset: "authelia", version: "0.17" }, never),
  gateway({ preset: "oauth2-proxy", version: "0.18" }, aboutCameras),
  gateway({ preset: "authelia", version: "0.18.1" }, aboutCameras),
  gateway({ preset: "authelia", version: firstUnknownVersion }, alwaysAndForPages),
];
