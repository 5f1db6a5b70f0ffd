/** A real nginx on loopback. */
import { spawn, spawnSync } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { delimiter, dirname, join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { findModule } from "../../generator/inspect/evaluate/tools.ts";
import { hasModule, modules, type NginxBuild } from "./nginx-build.ts";
import { RigProblem } from "./surroundings.ts";
import { endWithTests, type Stop } from "./scratch.ts";

/**
 * The nginx to run: `$NGINX`, or the one on PATH; Debian keeps it where only root's PATH looks.
 * @throws RigProblem when there is none.
 */
export function findNginx(): string {
  const named = process.env["NGINX"];
  if (named !== undefined && named !== "") return named;
  const directories = [...(process.env["PATH"] ?? "").split(delimiter), "/usr/sbin"];
  const found = directories.map((directory) => join(directory, "nginx")).find(existsSync);
  if (found === undefined) throw new RigProblem("there is no nginx: name one with $NGINX, or install it");
  return found;
}

/** The environment without $NGINX, which nginx itself takes for a list of sockets to inherit (src/core/nginx.c). */
function nginxEnvironment(): NodeJS.ProcessEnv {
  const { NGINX: _, ...others } = process.env;
  return others;
}

let known: NginxBuild | null = null;

/** What {@link findNginx}'s nginx can do. */
export function nginxBuild(): NginxBuild {
  known ??= readBuild(
    spawnSync(findNginx(), ["-V"], { encoding: "utf8", env: nginxEnvironment() }).stderr ?? "",
    findModule,
  );
  return known;
}

/** Reads the output of `nginx -V`; modules that are not built in are where `find` says. */
export function readBuild(about: string, find: (module: string) => string | null): NginxBuild {
  const [, major, minor, patch] = /nginx\/(\d+)\.(\d+)\.(\d+)/.exec(about) ?? [];
  if (major === undefined) throw new RigProblem(`nginx -V does not tell its version:\n${about}`);
  const configured = /^configure arguments:(.*)$/m.exec(about)?.[1] ?? "";
  // "built with OpenSSL 3.0.1 (running with OpenSSL 3.0.2)": the second counts where there is one
  const openssl = /(?:running|built) with OpenSSL (\d+)\.(\d+)/.exec(
    about.replace(/built with.*\(running/, "(running"),
  );
  const confPath = /--conf-path=(\S+)/.exec(configured)?.[1];
  const prefix = /--prefix=(\S+)/.exec(configured)?.[1] ?? "/usr/local/nginx";
  return {
    version: [Number(major), Number(minor), Number(patch)],
    openssl: openssl === null ? null : [Number(openssl[1]), Number(openssl[2])],
    configured,
    confDirectory: confPath === undefined ? join(prefix, "conf") : dirname(confPath),
    loadable: modules
      .flatMap(({ files }) => files)
      .map(find)
      .filter((file) => file !== null),
  };
}

/** Whether this nginx makes HLS of recordings. */
export const canVod = (): boolean =>
  modules
    .filter(({ name }) => name === "nginx-vod-module")
    .every((module) => hasModule(nginxBuild(), module));

/** How to get what {@link canVod} looks for. */
export const needsVod =
  "needs nginx-vod-module and nginx-secure-token-module: `nix develop` has an nginx with both, or name yours with $NGINX, or a directory of loadable modules with $NGINX_MODULES";

/** Where nginx runs, and what it reads: a text as `runnable` makes it. */
export interface NginxConfiguration {
  readonly text: string;
  readonly directory: string;
  readonly directories: readonly string[];
}

/** `nginx -t`: whether nginx takes the configuration, and what it says. */
export function checkNginx(configuration: NginxConfiguration): {
  readonly ok: boolean;
  readonly output: string;
} {
  const result = spawnSync(findNginx(), ["-t", "-e", "stderr", ...writeOut(configuration)], {
    encoding: "utf8",
    env: nginxEnvironment(),
  });
  if (result.error !== undefined) throw result.error;
  return { ok: result.status === 0, output: result.stderr };
}

export interface RunningNginx {
  /** What nginx has logged so far. */
  errorLog(): string;
  /** Has it read its configuration anew; resolves when only new workers take connections. */
  reload(): Promise<void>;
  /** Ends its workers at once, as a crash does; it starts others. */
  killWorkers(): void;
  /** Ends nginx for certain. */
  readonly stop: Stop;
}

/** Somebody was faster and listens on one of the ports. */
export class PortTaken extends Error {
  override readonly name = "PortTaken";
}

/**
 * Starts nginx and waits until it listens.
 * @throws PortTaken, or RigProblem with what nginx says when it does not start.
 */
export async function startNginx(configuration: NginxConfiguration): Promise<RunningNginx> {
  const check = checkNginx(configuration);
  if (!check.ok && !/still could not bind|Address already in use/.test(check.output)) {
    throw new RigProblem(`nginx refuses the configuration:\n${check.output}`);
  }
  const log = join(configuration.directory, "error.log");
  const errorLog = (): string => (existsSync(log) ? readFileSync(log, "utf8") : "");
  const program = spawn(findNginx(), ["-e", log, ...writeOut(configuration)], {
    stdio: "ignore",
    env: nginxEnvironment(),
  });
  const stop = endWithTests(program);
  const pidFile = pidFileOf(configuration.text);
  // nginx writes this file when it has all its listeners; a connection would not tell whose listener it met.
  const deadline = Date.now() + 30_000;
  while (!existsSync(pidFile) || readFileSync(pidFile, "utf8").trim() !== String(program.pid)) {
    if (program.exitCode !== null || Date.now() > deadline || /Address already in use/.test(errorLog())) {
      await stop();
      if (/Address already in use/.test(errorLog())) throw new PortTaken(errorLog());
      throw new RigProblem(`nginx does not start:\n${errorLog()}`);
    }
    await pause(5);
  }
  const master = Number(program.pid);
  return { errorLog, stop, reload: () => reload(master), killWorkers: () => killWorkers(master) };
}

/**
 * Sends SIGHUP. Old workers stay while they have connections, and say in their titles that they take no new ones.
 * @throws RigProblem when nginx keeps the old ones.
 */
async function reload(master: number): Promise<void> {
  const old = processesOf(master);
  process.kill(master, "SIGHUP");
  const deadline = Date.now() + 30_000;
  const isDone = (): boolean =>
    processesOf(master).some((child) => !old.includes(child) && isWorker(child)) &&
    old.every((child) => /^$|shutting down/.test(titleOf(child)));
  while (!isDone()) {
    if (Date.now() > deadline) throw new RigProblem("nginx does not reload");
    await pause(5);
  }
}

function killWorkers(master: number): void {
  for (const child of processesOf(master).filter(isWorker)) process.kill(child, "SIGKILL");
}

/** Processes nginx has started, the cache's among them. */
const processesOf = (master: number): readonly number[] =>
  readFileSync(`/proc/${master}/task/${master}/children`, "utf8").split(" ").filter(Boolean).map(Number);

const isWorker = (child: number): boolean => titleOf(child).includes("worker process");

/** Empty when the process is gone. */
function titleOf(child: number): string {
  try {
    return readFileSync(`/proc/${child}/cmdline`, "utf8").replaceAll("\0", " ").trim();
  } catch {
    return "";
  }
}

function pidFileOf(text: string): string {
  const file = /^pid (\S+);$/m.exec(text)?.[1];
  if (file === undefined) throw new RigProblem("the configuration names no pid file");
  return file;
}

function writeOut({ text, directory, directories }: NginxConfiguration): readonly string[] {
  for (const needed of directories) mkdirSync(needed, { recursive: true });
  const file = join(directory, "nginx.conf");
  writeFileSync(file, text);
  return ["-p", directory, "-c", file];
}
