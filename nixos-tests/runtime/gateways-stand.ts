/** A gateway's preset as a user writes it down, with the gateway's double and a real nginx. */
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll } from "vitest";
import { renderConfiguration, type Rendered } from "../../generator/evaluate/configuration.ts";
import { findNixpkgs } from "../../generator/evaluate/nixpkgs.ts";
import { gateways, type Gateway as GatewayFacts, type GatewayName } from "../../generator/schema/gateways.ts";
import type { Certificate } from "../rig/certificate.ts";
import { frigateOf } from "../rig/fixtures.ts";
import { guardedHost } from "../rig/gateway-complaints.ts";
import { addressOf, contractOf, type Contract, type Person } from "../rig/gateway-contracts.ts";
import { startGateway, type Gateway } from "../rig/gateway.ts";
import type { Mutation } from "../rig/mutate.ts";
import { startRig, type Rig, type RigRequest } from "../rig/rig.ts";
import { removeScratch, scratchDirectory } from "../rig/scratch.ts";
import { fromRoot } from "../support/files.ts";
import { uncached } from "./samples.ts";

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

/** Signed in, but not let in. */
export const dan = { name: "dan", address: "127.0.3.9", groups: [groups.admin], denied: true } as const;

/** What stands besides in `services.frigate.nginx`. */
export interface Plan {
  readonly preset: GatewayName;
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
export function renderPlan({ preset, settings = "" }: Plan): Rendered {
  const scratch = scratchDirectory();
  const file = join(scratch, "configuration.nix");
  writeFileSync(
    file,
    `{ lib, ... }:
{
  imports = [ ${JSON.stringify(fromRoot("nixos-tests/fixtures/frigate/base.nix"))} ];
  services.frigate.settings.auth.roles.kids = [ "front" ];
  services.frigate.nginx = lib.mkMerge [ { ${settingsOf(preset)} } { ${settings} } ];
  services.nginx.virtualHosts."${guardedHost}" = { enableACME = true; forceSSL = true; };
  security.acme = { acceptTerms = true; defaults.email = "me@example.com"; };
}
`,
  );
  const rendered = renderConfiguration(file, findNixpkgs(undefined));
  removeScratch(scratch);
  if (rendered.assertions.length > 0) throw new Error(rendered.assertions.join("\n"));
  return rendered;
}

/** Starts it. Stop it for certain. */
export async function standBehind(plan: Plan): Promise<Stand> {
  const { preset, at = addressOf(preset), tls, trusted, mutate, backends = [] } = plan;
  const rendered = renderPlan(plan);
  const contract = contractOf(preset);
  const directory = scratchDirectory();
  const gateway = await startGateway(contract, [...members, dan], {
    ...(at.startsWith("unix:") ? { socket: join(directory, "gateway.sock") } : {}),
    ...(tls === undefined ? {} : { tls }),
  });
  const stopGateway = async (): Promise<void> => {
    await gateway.stop();
    removeScratch(directory);
  };
  try {
    const rig = await startRig({
      rendered,
      frigate: frigateOf("0.17"),
      backends: new Map([[at, gateway.address], ...backends]),
      ...(trusted === undefined ? {} : { trusted: trusted.certificate }),
      ...(mutate === undefined ? {} : { mutate }),
    });
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
      stop: async () => {
        await rig.stop();
        await stopGateway();
      },
    };
  } catch (error) {
    await stopGateway();
    throw error;
  }
}

function asSomebody({ cookie }: Contract, { name, address }: Person, request: RigRequest): RigRequest {
  const headers = [uncached, ...(request.headers ?? [])];
  if (cookie === null || cookie === undefined)
    return { ...request, headers, ...(address === undefined ? {} : { from: address }) };
  return { ...request, headers: [["Cookie", `${cookie}=${name}`], ...headers] };
}

/** Call it at the top of a test file: each plan, the very same object, is started once, and stopped when the file is done. */
export function standsOfFile(): (plan: Plan) => Promise<Stand> {
  const started = new Map<Plan, Promise<Stand>>();
  afterAll(async () => {
    const stands = await Promise.allSettled(started.values());
    await Promise.all(stands.map((stand) => (stand.status === "fulfilled" ? stand.value.stop() : undefined)));
  });
  return async (plan) => {
    const starting = started.get(plan) ?? standBehind(plan);
    started.set(plan, starting);
    const stand = await starting;
    stand.reset();
    return stand;
  };
}
