/** The real oauth2-proxy, started as systemd would start a configuration's unit. */
import { spawn, spawnSync } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { get } from "node:http";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { RigProblem } from "../rig/surroundings.ts";
import { freePorts } from "../rig/ports.ts";
import { endWithTests, removeScratch, scratchDirectory } from "../rig/scratch.ts";
import type { Secrets } from "./secrets.ts";
import { flag, type Unit } from "./unit.ts";

/** Everything that is not as the unit says. All else is, and these flags have to be there. */
const moved = (surroundings: Surroundings, address: string) => ({
  "http-address": `http://${address}`,
  "oidc-issuer-url": surroundings.issuer,
});

/** What is the unit's and not known before the tests: where the provider is, and secrets. */
export interface Surroundings {
  readonly program: string;
  readonly issuer: string;
  readonly secrets: Secrets;
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
 * @throws RigProblem with its log when it does not, or what a script before it says when that fails.
 */
export async function startOauth2Proxy(unit: Unit, surroundings: Surroundings): Promise<Oauth2Proxy> {
  for (let attempt = 1; ; attempt += 1) {
    const [port = 0] = await freePorts(1);
    const started = await startOn(`127.0.0.1:${port}`, unit, surroundings);
    if (typeof started !== "string") return started;
    // Somebody else may have been faster.
    if (attempt === attempts || !started.includes("address already in use")) throw new RigProblem(started);
  }
}

/** The result is the log when it ends before it answers. */
async function startOn(
  address: string,
  unit: Unit,
  surroundings: Surroundings,
): Promise<Oauth2Proxy | string> {
  const home = makeHome(unit, surroundings.secrets);
  const child = spawn(surroundings.program, argumentsOf(unit, moved(surroundings, address), home), {
    cwd: home.directory,
    env: home.environment,
    stdio: ["ignore", "pipe", "pipe"],
  });
  let log = "";
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding("utf8").on("data", (text: string) => (log += text));
  }
  child.once("error", (error) => (log += `${surroundings.program}: ${error.message}`));
  const end = endWithTests(child);
  const stop = async (): Promise<void> => {
    await end();
    removeScratch(home.directory);
  };
  const closed = new Promise<void>((resolve) => child.once("close", () => resolve()));
  const deadline = Date.now() + 30_000;
  const start = `http://${address}${flag(unit, "proxy-prefix")}/start`;
  while (!(await leadsTo(start, surroundings.issuer))) {
    if (child.pid === undefined || child.exitCode !== null || Date.now() > deadline) {
      await stop();
      await closed;
      return `oauth2-proxy does not start:\n${log}`;
    }
    await pause(10);
  }
  return { address, log: () => log, stop };
}

/** What systemd has ready for a program. */
interface Home {
  readonly directory: string;
  /** `%d` in the unit. */
  readonly credentials: string;
  /** Directories below /run, with what plays them. */
  readonly runtime: ReadonlyMap<string, string>;
  readonly environment: Readonly<Record<string, string>>;
}

/** Makes the unit's directories and runs its scripts. */
function makeHome(unit: Unit, secrets: Secrets): Home {
  const directory = scratchDirectory();
  try {
    const credentials = join(directory, "credentials");
    mkdirSync(credentials, { mode: 0o700 });
    for (const [name, file] of unit.credentials) writeFileSync(join(credentials, name), secrets.file(file));
    const runtime = new Map(
      unit.runtimeDirectories.map((name) => [`/run/${name}`, join(directory, "run", name)]),
    );
    for (const path of runtime.values()) mkdirSync(path, { recursive: true, mode: 0o700 });
    const environment = {
      ...(unit.hasEnvironmentFile ? asEnvironment(secrets.environment) : {}),
      ...(unit.credentials.size === 0 ? {} : { CREDENTIALS_DIRECTORY: credentials }),
      ...(runtime.size === 0 ? {} : { RUNTIME_DIRECTORY: [...runtime.values()].join(":") }),
    };
    for (const script of unit.scripts) run(script, environment);
    return { directory, credentials, runtime, environment };
  } catch (error) {
    removeScratch(directory);
    throw error;
  }
}

function run(script: string, environment: Readonly<Record<string, string>>): void {
  const { status, stderr } = spawnSync("sh", ["-c", script], {
    encoding: "utf8",
    env: { ...environment, PATH: process.env["PATH"] },
  });
  if (status !== 0) throw new RigProblem(`ExecStartPre of oauth2-proxy fails:\n${stderr}`);
}

function argumentsOf({ flags }: Unit, changes: Readonly<Record<string, string>>, home: Home): string[] {
  for (const name of Object.keys(changes)) {
    if (!flags.some(([each]) => each === name)) throw new RigProblem(`the unit has no flag --${name}`);
  }
  return flags.map(([name, value]) => `--${name}=${changes[name] ?? movedPath(value, home)}`);
}

function movedPath(value: string, { credentials, runtime }: Home): string {
  for (const [path, place] of runtime) {
    if (value.startsWith(`${path}/`)) return `${place}${value.slice(path.length)}`;
  }
  return value.replaceAll("%d", credentials);
}

const asEnvironment = (secrets: Readonly<Record<string, string>>): Record<string, string> =>
  Object.fromEntries(
    Object.entries(secrets).map(([name, value]) => [
      `OAUTH2_PROXY_${name.toUpperCase().replaceAll("-", "_")}`,
      value,
    ]),
  );

/** Whether this very oauth2-proxy answers: no other one sends people to this provider. */
const leadsTo = (url: string, issuer: string): Promise<boolean> =>
  new Promise((resolve) => {
    get(url, (response) => {
      response.resume();
      resolve(response.headers.location?.startsWith(`${issuer}/`) ?? false);
    }).once("error", () => resolve(false));
  });
