/** A gateway's preset as a user writes it down, with the gateway's double and a real nginx. */
import { isDeepStrictEqual } from "node:util";
import { afterAll } from "vitest";
import { type Rendered } from "../../generator/inspect/evaluate/configuration.ts";
import { firstUnknownVersion, type Version } from "../../generator/schema/frigate.ts";
import { gateways, type Gateway as GatewayFacts, type GatewayName } from "../../generator/schema/gateways.ts";
import type { Certificate } from "../rig/certificate.ts";
import { frigateOf } from "../rig/fixtures.ts";
import { guardedHost } from "../rig/gateway-complaints.ts";
import { addressOf, contractOf, type Contract, type Person } from "../rig/gateway-contracts.ts";
import { type Gateway } from "../rig/gateway.ts";
import type { Mutation } from "../rig/mutate.ts";
import { type Rig, type RigRequest } from "../rig/rig.ts";
import { uncached } from "./samples.ts";
import { accepted, renderText, base } from "../support/evaluate.ts";
import { startGuardedRig } from "../rig/guarded-rig.ts";

export const presets = Object.keys(gateways) as readonly GatewayName[];
export const factsOf = (preset: GatewayName): GatewayFacts => gateways[preset];

export const publicUrl = `https://${guardedHost}`;

/** Groups that roles are mapped from: with a blank and a dot, as names may have. */
const groups = { admin: "Frigate Admins", kids: "the.kids" } as const;

/** Somebody, and the role their groups give them. */
export interface Member extends Person {
  readonly role: "admin" | "viewer" | "kids";
}

export const members = [
  { name: "ada", address: "127.0.3.1", groups: [groups.admin], role: "admin" },
  { name: "kim", address: "127.0.3.2", groups: ["staff", groups.kids, "everybody"], role: "kids" },
  { name: "pat", address: "127.0.3.3", groups: ["staff", groups.kids, groups.admin], role: "admin" },
  { name: "xan", address: "127.0.3.4", groups: [`${groups.admin} 2`, `not ${groups.admin}`, "theXkids"], role: "viewer" },
  { name: "nan", address: "127.0.3.5", groups: [], role: "viewer" },
] as const satisfies readonly Member[]; // prettier-ignore

/** What stands besides in `services.frigate.nginx`. */
export interface Plan {
  readonly preset: GatewayName;
  /** Frigate's, 0.17 where nothing is said; the double of one that is not known yet is the newest. */
  readonly version?: Version | typeof firstUnknownVersion;
  /** Lines of Nix. */
  readonly settings?: string;
  /** Address of the gateway in the configuration, as `host:port` or `unix:path`; the preset's where nothing is said. */
  readonly at?: string;
  /** The gateway speaks TLS, with this certificate. */
  readonly tls?: Certificate;
  readonly trusted?: Certificate;
  readonly mutate?: Mutation;
  /** Further addresses of the configuration, and what plays them. */
  readonly backends?: ReadonlyMap<string, string>;
}

export interface Stand {
  readonly preset: GatewayName;
  readonly contract: Contract;
  readonly gateway: Gateway;
  readonly rig: Rig;
  /** The request as somebody the gateway knows, past the cache of Frigate's answers. */
  as(person: Person, request: RigRequest): RigRequest;
  /** Forgets what has been asked, and has everybody behave again. */
  reset(): void;
  stop(): Promise<void>;
}

/** The preset, and what it cannot know: who is who, and where a page on another host is. */
const settingsOf = (preset: GatewayName): string => {
  const { roleHeader, signIn } = factsOf(preset);
  const roleMap =
    roleHeader === null
      ? ""
      : `reverseProxy.roleMap = { admin = [ "${groups.admin}" ]; kids = [ "${groups.kids}" ]; };`;
  const page = signIn.kind === "elsewhere" ? `signIn.url = "${signIn.example}";` : "";
  return `preset = "${preset}"; ${roleMap} ${page}`;
};

/**
 * Evaluates the configuration, which has TLS like the examples.
 * @throws Error when an assertion does not hold.
 */
export const renderPlan = ({ preset, version = "0.17", settings = "" }: Plan): Rendered =>
  accepted(
    renderText(`{ lib, pkgs, ... }: {
  imports = [ ${base} ];
  services.frigate.package = pkgs.frigate // { version = "${version}.0"; };
  services.frigate.settings.auth.roles.kids = [ "front" ];
  services.frigate.nginx = lib.mkMerge [ { ${settingsOf(preset)} } { ${settings} } ];
  services.nginx.virtualHosts."${guardedHost}" = { enableACME = true; forceSSL = true; };
  security.acme = { acceptTerms = true; defaults.email = "me@example.com"; };
}`),
  );

/** Starts it. Stop it for certain. */
export async function standBehind(plan: Plan): Promise<Stand> {
  const { preset, version = "0.17", at: address = addressOf(preset), tls, trusted, mutate, backends } = plan;
  const contract = contractOf(preset);
  const { rig, gateway, stop } = await startGuardedRig(
    { contract, people: members, address, tls },
    {
      rendered: renderPlan(plan),
      frigate: frigateOf(version === firstUnknownVersion ? "0.18.1" : version),
      backends,
      trusted: trusted?.certificate,
      mutate,
    },
  );
  return {
    preset,
    contract,
    gateway,
    rig,
    as: (person, request) => asSomebody(contract, person, request),
    reset: () => {
      gateway.reset();
      gateway.behave({ kind: "as it should" });
      rig.frigate.reset();
      rig.frigate.answerQuestions(null);
    },
    stop,
  };
}

function asSomebody({ cookie }: Contract, { name, address }: Person, request: RigRequest): RigRequest {
  const headers = [uncached, ...(request.headers ?? [])];
  if (cookie === null || cookie === undefined) return { ...request, headers, from: address };
  return { ...request, headers: [["Cookie", `${cookie}=${name}`], ...headers] };
}

/** Call it at the top of a test file: each plan is started once, and stopped when the file is done. */
export function standsOfFile(): (plan: Plan) => Promise<Stand> {
  const started: { readonly plan: Plan; readonly starting: Promise<Stand> }[] = [];
  afterAll(async () => {
    const stands = await Promise.allSettled(started.map(({ starting }) => starting));
    await Promise.all(stands.map((stand) => (stand.status === "fulfilled" ? stand.value.stop() : undefined)));
  });
  return async (plan) => {
    const known = started.find((one) => isDeepStrictEqual(one.plan, plan));
    const starting = known?.starting ?? standBehind(plan);
    if (known === undefined) started.push({ plan, starting });
    const stand = await starting;
    stand.reset();
    return stand;
  };
}
