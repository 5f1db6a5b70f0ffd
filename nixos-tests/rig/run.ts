/** Any configuration in a real nginx on loopback, on ports that are free. */
import { serversOf, type Server } from "../../generator/inspect/nginx/effective.ts";
import { directivesNamed, valuesOf, type NginxFile } from "../../generator/inspect/nginx/parse.ts";
import { selfSigned } from "./certificate.ts";
import { runnable, type Runnable } from "./conf.ts";
import { layOutFiles } from "./files.ts";
import { nginxBuild, PortTaken, startNginx, type RunningNginx } from "./nginx.ts";
import { needsOf, readListener, RigProblem, type Surroundings } from "./surroundings.ts";
import { freePorts, hasIpv6 } from "./ports.ts";

const attempts = 5;

/** Starts again when, between finding a free port and listening on it, somebody else was faster. */
export async function onFreePorts<Started>(start: () => Promise<Started>): Promise<Started> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await start();
    } catch (error) {
      if (!(error instanceof PortTaken) || attempt === attempts) throw error;
    }
  }
}

/** A free port for every port that the configuration listens on. */
export async function freePortsFor(file: NginxFile): Promise<ReadonlyMap<number, number>> {
  const { ports } = needsOf(file);
  const free = await freePorts(ports.length);
  return new Map(ports.map((port, index) => [port, free[index] ?? 0]));
}

/**
 * Lays out what the configuration serves, and starts nginx.
 * @throws RigProblem when nginx refuses it, or it names something nobody plays; PortTaken
 */
export async function runOnLoopback(
  file: NginxFile,
  { webRoot }: Pick<FrigateHost, "webRoot">,
  surroundings: Pick<Surroundings, "directory" | "ports" | "backends" | "trusted">,
): Promise<{ readonly conf: Runnable; readonly nginx: RunningNginx }> {
  const { directory } = surroundings;
  const conf = runnable(file, {
    ...surroundings,
    certificate: needsOf(file).certificate ? selfSigned() : null,
    nginx: nginxBuild(),
    ipv6: hasIpv6(),
    user: process.getuid?.() === 0 ? "root" : null,
  });
  layOutFiles(directory, webRoot);
  return { conf, nginx: await startNginx({ ...conf, directory }) };
}

export interface FrigateHost {
  readonly name: string;
  readonly webRoot: string;
  readonly publicPort: number | null;
  readonly tls: boolean;
  readonly internalPort: number | null;
}

/** The virtual host that has Frigate's API, and how it is reached. Frigate's own listener may be a server of its own. */
export function frigateHost(file: NginxFile, internalPort: number): FrigateHost {
  const servers = serversOf(file).filter((server) => locationOf(server, "/api/") !== undefined);
  const isOpen = (server: Server): boolean => listenersOf(server).some(({ port }) => port !== internalPort);
  const server = servers.find(isOpen) ?? servers[0];
  if (server === undefined) throw new RigProblem("no virtual host has a location /api/");
  const root = directivesNamed(locationOf(server, "/")?.block ?? null, "root").flatMap(valuesOf)[0];
  const open = listenersOf(server).filter(({ port }) => port !== internalPort);
  const secure = open.find(({ words }) => words.includes("ssl"));
  return {
    name: server.names[0] ?? "localhost",
    webRoot: root ?? "/html",
    publicPort: (secure ?? open[0])?.port ?? null,
    tls: secure !== undefined,
    internalPort: servers.flatMap(listenersOf).some(({ port }) => port === internalPort)
      ? internalPort
      : null,
  };
}

/** Ports that a server listens on, each with the words of its `listen`; no unix sockets. */
const listenersOf = ({
  listens,
}: Server): readonly { readonly words: readonly string[]; readonly port: number }[] =>
  listens
    .map((listen) => listen.split(" "))
    .map((words) => ({ words, listener: readListener(words[0] ?? "") }))
    .flatMap(({ words, listener }) => (listener.family === "unix" ? [] : [{ words, port: listener.port }]));

/** A location by its matcher as nginx writes it. */
export const locationOf = ({ directive }: Pick<Server, "directive">, path: string) =>
  directivesNamed(directive.block, "location").find((location) => valuesOf(location).join(" ") === path);
