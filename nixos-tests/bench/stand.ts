/** A configuration in a real nginx on loopback, over plain HTTP, in front of fast doubles. */
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { directories, internalAddress } from "../../generator/schema/frigate.ts";
import {
  directivesNamed,
  valuesOf,
  type Directive,
  type NginxFile,
} from "../../generator/inspect/nginx/parse.ts";
import { both, mapDirectives, withArguments, type Mutation } from "../rig/mutate.ts";
import { removeScratch, scratchDirectory } from "../rig/scratch.ts";
import { bodies } from "./loads.ts";
import { onFreePorts, freePortsFor, frigateHost, locationOf, runOnLoopback } from "../rig/run.ts";

/** A configuration that runs. */
export interface Standing {
  /** Port of the virtual host. */
  readonly port: number;
  /** Seconds of processor time that nginx has used. */
  processorTime(): number;
  stop(): Promise<void>;
}

/**
 * Starts nginx with the configuration, everything behind it played by `backends`.
 * @throws RigProblem when nginx refuses the configuration, or it has no virtual host for Frigate.
 */
export const stand = (file: NginxFile, backends: ReadonlyMap<string, string>): Promise<Standing> =>
  onFreePorts(() => standOnce(overPlainHttp(file), backends));

async function standOnce(file: NginxFile, backends: ReadonlyMap<string, string>): Promise<Standing> {
  const ports = await freePortsFor(file);
  const host = frigateHost(file, internalAddress.port);
  const directory = scratchDirectory();
  try {
    layOutBodies(directory, host.webRoot);
    const { conf, nginx } = await runOnLoopback(file, host, { directory, ports, backends });
    const stop = async (): Promise<void> => {
      await nginx.stop();
      removeScratch(directory);
    };
    const workers = workersOf(conf.text);
    const processorTime = (): number => processorTimeOf(workers());
    return { port: ports.get(host.publicPort ?? 0) ?? 0, processorTime, stop };
  } catch (error) {
    removeScratch(directory);
    throw error;
  }
}

/** The children of the nginx that a configuration runs in, which are its workers. */
export function workersOf(text: string): () => readonly number[] {
  const file = /^pid (\S+);$/m.exec(text)?.[1] ?? "";
  const master = readFileSync(file, "utf8").trim();
  const children = `/proc/${master}/task/${master}/children`;
  return () => readFileSync(children, "utf8").split(" ").filter(Boolean).map(Number);
}

/** Seconds of processor time that the main threads of these processes have used. */
export const processorTimeOf = (processes: readonly number[]): number =>
  processes.reduce((sum, pid) => sum + nanoseconds(`/proc/${pid}/schedstat`) / 1e9, 0);

const nanoseconds = (file: string): number => Number(readFileSync(file, "utf8").split(" ")[0]);

/** Files that are served by nginx itself, as large as such files are. */
function layOutBodies(directory: string, webRoot: string): void {
  const write = (file: string, text: string): void => {
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, text);
  };
  write(join(directory, webRoot, bodies.asset.path), bodies.asset.text);
  // Without the vod module, /vod/ serves files from nginx's default root.
  for (const path of bodies.segments.paths) write(join(directory, "html", path), bodies.segments.text);
  mkdirSync(join(directory, directories.state), { recursive: true });
}

/** Encryption costs every configuration the same, and would only hide what differs. */
const withoutTls: Mutation = (file) =>
  mapDirectives(file, (directive) => {
    if (directive.name === "listen" && valuesOf(directive).includes("ssl"))
      return withArguments(directive, ...valuesOf(directive).filter((word) => word !== "ssl"));
    return directive.name.startsWith("ssl_") || directive.name === "http2" ? null : directive;
  });

/** The server that leads from http to https has the name of the one that is meant. */
const withoutRedirectingServer: Mutation = (file) =>
  mapDirectives(file, (directive) =>
    directive.name === "server" && directive.block !== null && redirects(directive) ? null : directive,
  );

const redirects = (server: Directive): boolean =>
  locationOf({ directive: server }, "/api/") === undefined &&
  directivesNamed(server.block, "location").some((item) =>
    directivesNamed(item.block, "return").some((answer) => valuesOf(answer)[0] === "301"),
  );

const overPlainHttp: Mutation = both(withoutTls, withoutRedirectingServer);
