/** A configuration in a real nginx on loopback, over plain HTTP, in front of fast doubles. */
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { directories } from "../../generator/schema/frigate.ts";
import {
  directivesNamed,
  valuesOf,
  type Directive,
  type NginxFile,
} from "../../generator/inspect/nginx/parse.ts";
import { runnable } from "../rig/conf.ts";
import { layOutFiles } from "../rig/files.ts";
import { both, mapDirectives, withArguments, type Mutation } from "../rig/mutate.ts";
import { nginxBuild, PortTaken, startNginx } from "../rig/nginx.ts";
import { needsOf, RigProblem } from "../rig/places.ts";
import { freePorts, hasIpv6 } from "../rig/ports.ts";
import { removeScratch, scratchDirectory } from "../rig/scratch.ts";
import { bodies } from "./loads.ts";

/** A configuration that runs. */
export interface Standing {
  /** Port of the virtual host. */
  readonly port: number;
  /** Seconds of processor time that nginx has used. */
  processorTime(): number;
  stop(): Promise<void>;
}

const attempts = 5;

/**
 * Starts nginx with the configuration, everything behind it played by `backends`.
 * @throws RigProblem when nginx refuses the configuration, or it has no virtual host for Frigate.
 */
export async function stand(file: NginxFile, backends: ReadonlyMap<string, string>): Promise<Standing> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await standOnce(overPlainHttp(file), backends);
    } catch (error) {
      // Between finding a free port and listening on it, somebody else may have been faster.
      if (!(error instanceof PortTaken) || attempt === attempts) throw error;
    }
  }
}

async function standOnce(file: NginxFile, backends: ReadonlyMap<string, string>): Promise<Standing> {
  const needs = needsOf(file);
  const free = await freePorts(needs.ports.length);
  const ports = new Map(needs.ports.map((port, index) => [port, free[index] ?? 0]));
  const host = frigateHost(file);
  const directory = scratchDirectory();
  try {
    const conf = runnable(file, {
      directory,
      ports,
      backends,
      certificate: null,
      nginx: nginxBuild(),
      ipv6: hasIpv6(),
      user: process.getuid?.() === 0 ? "root" : null,
    });
    layOutFiles(directory, host.webRoot);
    layOutBodies(directory, host.webRoot);
    const nginx = await startNginx({ ...conf, directory });
    const stop = async (): Promise<void> => {
      await nginx.stop();
      removeScratch(directory);
    };
    return { port: ports.get(host.port) ?? 0, processorTime: processorTimeOf(conf.text), stop };
  } catch (error) {
    removeScratch(directory);
    throw error;
  }
}

/** Seconds of processor time of the children of the nginx that a configuration runs in, which are its workers. */
export function processorTimeOf(text: string): () => number {
  const file = /^pid (\S+);$/m.exec(text)?.[1] ?? "";
  const master = readFileSync(file, "utf8").trim();
  const children = `/proc/${master}/task/${master}/children`;
  return () =>
    readFileSync(children, "utf8")
      .split(" ")
      .filter(Boolean)
      .map((child) => `/proc/${child}/schedstat`)
      .reduce((sum, stat) => sum + nanoseconds(stat) / 1e9, 0);
}

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

interface Host {
  readonly port: number;
  readonly webRoot: string;
}

/** The first listener of the virtual host that has Frigate's API. */
function frigateHost(file: NginxFile): Host {
  const http = file.body.find((item): item is Directive => item.kind === "directive" && item.name === "http");
  const server = directivesNamed(http?.block ?? null, "server").find(hasApi);
  const listen = directivesNamed(server?.block ?? null, "listen")[0];
  const port = /(\d+)$/.exec(listen === undefined ? "" : (valuesOf(listen)[0] ?? ""))?.[1];
  const page = directivesNamed(server?.block ?? null, "location").find(
    (item) => valuesOf(item).join(" ") === "/",
  );
  const root = directivesNamed(page?.block ?? null, "root").flatMap(valuesOf)[0];
  if (port === undefined || root === undefined)
    throw new RigProblem("no virtual host has a location /api/ and a listener");
  return { port: Number(port), webRoot: root };
}

const hasApi = (server: Directive): boolean =>
  directivesNamed(server.block, "location").some((item) => valuesOf(item).join(" ") === "/api/");

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
  !hasApi(server) &&
  directivesNamed(server.block, "location").some((item) =>
    directivesNamed(item.block, "return").some((answer) => valuesOf(answer)[0] === "301"),
  );

const overPlainHttp: Mutation = both(withoutTls, withoutRedirectingServer);
