/** The real oauth2-proxy, started as the systemd unit of a configuration would start it. */
import { spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import { writeFileSync } from "node:fs";
import { get } from "node:http";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { ourModule } from "../../generator/evaluate/configuration.ts";
import { evaluateNix } from "../../generator/evaluate/nix.ts";
import { findNixpkgs } from "../../generator/evaluate/nixpkgs.ts";
import { RigProblem } from "../rig/places.ts";
import { freePorts } from "../rig/ports.ts";
import { endWithTests, removeScratch, scratchDirectory } from "../rig/scratch.ts";
import { fromRoot } from "../support/files.ts";

/** What the unit says of how the program is started. */
export interface Unit {
  /** Flags in the order they are given, without their `--`. */
  readonly flags: readonly (readonly [name: string, value: string])[];
  /** Whether secrets come as environment variables, from a file that the configuration names. */
  readonly hasEnvironmentFile: boolean;
  /** Names of the files that systemd hands over. */
  readonly credentials: readonly string[];
}

const expression = `
  { evaluate, nixpkgs, frigateModule, configuration, extra }:
  (import evaluate { inherit nixpkgs frigateModule; modules = [ configuration extra ]; }).oauth2ProxyService.serviceConfig
`;

/**
 * The unit `oauth2-proxy.service` of the configuration in `file`, with the NixOS module `extra` (Nix text) added to it.
 * @throws RigProblem when it does not evaluate.
 */
export function oauth2ProxyUnit(file: string, extra = "{ }"): Unit {
  const outcome = evaluateNix(expression, {
    evaluate: { path: fromRoot("nixos-tests/evaluate/evaluate.nix") },
    nixpkgs: { path: findNixpkgs(undefined).directory },
    frigateModule: { path: ourModule },
    configuration: { path: file },
    extra: { expression: extra },
  });
  if (!outcome.ok) throw new RigProblem(`${file} has no unit of oauth2-proxy:\n${outcome.message}`);
  const service = outcome.value as {
    readonly ExecStart: string;
    readonly EnvironmentFile?: string | null;
    readonly LoadCredential?: readonly string[];
  };
  return {
    flags: wordsOf(service.ExecStart).slice(1).map(flagOf),
    hasEnvironmentFile: (service.EnvironmentFile ?? null) !== null,
    credentials: (service.LoadCredential ?? []).map((entry) => entry.split(":")[0] ?? entry),
  };
}

/** Splits a command line as systemd does; of its quotes, NixOS uses the single ones. */
const wordsOf = (command: string): readonly string[] =>
  [...command.matchAll(/(?:'[^']*'|[^\s'])+/g)].map(([word]) => word.replaceAll("'", ""));

function flagOf(word: string): readonly [string, string] {
  const [, name, value] = /^--([^=]+)=(.*)$/s.exec(word) ?? [];
  if (name === undefined || value === undefined) throw new RigProblem(`no flag of oauth2-proxy: ${word}`);
  return [name, value];
}

export const flag = ({ flags }: Unit, name: string): string => {
  const values = flags.filter(([each]) => each === name).map(([, value]) => value);
  if (values.length !== 1) throw new RigProblem(`the unit has ${values.length} flags --${name}`);
  return values[0] ?? "";
};

/** Everything that is not as the unit says. All else is, and these flags have to be there. */
const moved = (place: Place, address: string) => ({
  "http-address": `http://${address}`,
  "oidc-issuer-url": place.issuer,
});

/** What is the unit's and not known before the tests: where the provider is, and secrets. */
export interface Place {
  readonly program: string;
  readonly issuer: string;
  readonly clientSecret: string;
}

export interface Oauth2Proxy {
  /** `127.0.0.1:port`. */
  readonly address: string;
  /** What it has written so far. */
  log(): string;
  stop(): Promise<void>;
}

const attempts = 5;

/**
 * Starts the unit's oauth2-proxy on a free port, and waits until it answers.
 * @throws RigProblem with its log when it does not.
 */
export async function startOauth2Proxy(unit: Unit, place: Place): Promise<Oauth2Proxy> {
  for (let attempt = 1; ; attempt += 1) {
    const [port = 0] = await freePorts(1);
    const started = await startOn(`127.0.0.1:${port}`, unit, place);
    if (typeof started !== "string") return started;
    // Somebody else may have been faster.
    if (attempt === attempts || !started.includes("address already in use")) throw new RigProblem(started);
  }
}

/** The result is the log when it ends before it answers. */
async function startOn(address: string, unit: Unit, place: Place): Promise<Oauth2Proxy | string> {
  const directory = scratchDirectory();
  const secrets = { "client-secret": place.clientSecret, "cookie-secret": randomBytes(16).toString("hex") };
  writeCredentials(directory, unit, secrets);
  const child = spawn(place.program, argumentsOf(unit, moved(place, address), directory), {
    cwd: directory,
    env: unit.hasEnvironmentFile ? asEnvironment(secrets) : {},
    stdio: ["ignore", "pipe", "pipe"],
  });
  let log = "";
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding("utf8").on("data", (text: string) => (log += text));
  }
  child.once("error", (error) => (log += `${place.program}: ${error.message}`));
  const end = endWithTests(child);
  const stop = async (): Promise<void> => {
    await end();
    removeScratch(directory);
  };
  const closed = new Promise<void>((resolve) => child.once("close", () => resolve()));
  const deadline = Date.now() + 30_000;
  const start = `http://${address}${flag(unit, "proxy-prefix")}/start`;
  while (!(await leadsTo(start, place.issuer))) {
    if (child.pid === undefined || child.exitCode !== null || Date.now() > deadline) {
      await stop();
      await closed;
      return `oauth2-proxy does not start:\n${log}`;
    }
    await pause(10);
  }
  return { address, log: () => log, stop };
}

function argumentsOf(
  { flags }: Unit,
  changes: Readonly<Record<string, string>>,
  credentialsDirectory: string,
): readonly string[] {
  for (const name of Object.keys(changes)) {
    if (!flags.some(([each]) => each === name)) throw new RigProblem(`the unit has no flag --${name}`);
  }
  return flags.map(
    ([name, value]) => `--${name}=${changes[name] ?? value.replaceAll("%d", credentialsDirectory)}`,
  );
}

const asEnvironment = (secrets: Readonly<Record<string, string>>): Record<string, string> =>
  Object.fromEntries(
    Object.entries(secrets).map(([name, value]) => [
      `OAUTH2_PROXY_${name.toUpperCase().replaceAll("-", "_")}`,
      value,
    ]),
  );

function writeCredentials(
  directory: string,
  { credentials }: Unit,
  secrets: Readonly<Record<string, string>>,
): void {
  for (const name of credentials) writeFileSync(join(directory, name), secrets[name] ?? "");
}

/** Whether this very oauth2-proxy answers: no other one sends people to this provider. */
const leadsTo = (url: string, issuer: string): Promise<boolean> =>
  new Promise((resolve) => {
    get(url, (response) => {
      response.resume();
      resolve(response.headers.location?.startsWith(`${issuer}/`) ?? false);
    }).once("error", () => resolve(false));
  });
