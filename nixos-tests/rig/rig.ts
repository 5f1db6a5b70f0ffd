/** A rendered configuration in a real nginx, with doubles behind it. */
import { nginxTree, type Rendered } from "../../generator/inspect/evaluate/configuration.ts";
import { type NginxFile } from "../../generator/inspect/nginx/parse.ts";
import { send, upgrade, type HeaderLine, type Request, type Upgraded } from "./client.ts";
import type { Target } from "./connection.ts";
import { type DroppedDirective, type Runnable } from "./conf.ts";
import { recordingsIn } from "./files.ts";
import { frigateConfig, type FrigateConfig } from "./frigate-config.ts";
import { startFrigate, type Frigate } from "./frigate.ts";
import { type RunningNginx } from "./nginx.ts";
import { RigProblem } from "./surroundings.ts";
import type { Response } from "./response.ts";
import { removeScratch, scratchDirectory } from "./scratch.ts";
import { onFreePorts, freePortsFor, frigateHost, type FrigateHost, runOnLoopback } from "./run.ts";

export interface RigOptions {
  readonly rendered: Rendered;
  /** What Frigate is, besides what its settings say. */
  readonly frigate: Pick<FrigateConfig, "version" | "users" | "exports">;
  /** Changes the configuration before nginx sees it: to prove that a test notices when something is missing. */
  readonly mutate?: ((file: NginxFile) => NginxFile) | undefined;
  /** Addresses in the configuration that further doubles play. */
  readonly backends?: ReadonlyMap<string, string> | undefined;
  /** File with the certificates that backends over TLS may have been signed with. */
  readonly trusted?: string | undefined;
}

/** The virtual host's own listeners, and the one for Frigate's own calls. */
export type ListenerName = "public" | "internal";

export interface RigRequest extends Partial<Omit<Request, "headers" | "method">> {
  readonly path: string;
  readonly method?: string | undefined;
  /** Header lines besides Host and Connection. */
  readonly headers?: readonly HeaderLine[];
  /** The host's name where nothing else is said; null sends no Host at all. */
  readonly host?: string | null | undefined;
  /** `public` where nothing else is said. */
  readonly listener?: ListenerName;
  /** Loopback address the client has. */
  readonly from?: string | undefined;
}

export interface Rig {
  readonly hostname: string;
  request(request: RigRequest): Promise<Response>;
  upgrade(request: RigRequest): Promise<Upgraded>;
  target(listener: ListenerName): Target;
  readonly frigate: Frigate;
  /** Port in the configuration to the port that plays it. */
  readonly ports: ReadonlyMap<number, number>;
  readonly dropped: readonly DroppedDirective[];
  /** Everything of the host's file system that the configuration names is below this one. */
  readonly directory: string;
  errorLog(): string;
  /** Has nginx read its configuration anew, as `systemctl reload` does; resolves when only new workers take connections. */
  reload(): Promise<void>;
  /** Ends nginx' workers at once, as a crash does. */
  killWorkers(): void;
  stop(): Promise<void>;
}

/**
 * Starts doubles and nginx.
 * @throws RigProblem when nginx refuses the configuration, or it names something nobody plays.
 */
export const startRig = (options: RigOptions): Promise<Rig> => onFreePorts(() => startOnce(options));

async function startOnce({ rendered, frigate, mutate, backends, trusted }: RigOptions): Promise<Rig> {
  const original = nginxTree(rendered);
  const file = mutate === undefined ? original : mutate(original);
  const ports = await freePortsFor(file);
  const directory = scratchDirectory();
  const settings = frigateConfig(rendered.frigateSettings, frigate.version, {
    ...frigate,
    recordings: recordingsIn(directory),
  });
  const host = frigateHost(file, settings.internalPort);

  const double = await startFrigate({ ...settings, internalPort: played(ports, settings.internalPort) });
  const cleanUp = async (): Promise<void> => {
    await double.stop();
    removeScratch(directory);
  };
  try {
    const { conf, nginx } = await runOnLoopback(file, host, {
      directory,
      ports,
      backends: new Map([...double.backends, ...(backends ?? [])]),
      trusted,
    });
    return assemble({ host, ports, double, conf, nginx, directory, cleanUp });
  } catch (error) {
    await cleanUp();
    throw error;
  }
}

/** A port nobody listens on is nobody's: Frigate keeps the number, which no request has. */
const played = (ports: ReadonlyMap<number, number>, port: number): number => ports.get(port) ?? port;

interface Parts {
  readonly host: FrigateHost;
  readonly ports: ReadonlyMap<number, number>;
  readonly double: Frigate;
  readonly conf: Runnable;
  readonly nginx: RunningNginx;
  readonly directory: string;
  readonly cleanUp: () => Promise<void>;
}

function assemble({ host, ports, double, conf, nginx, directory, cleanUp }: Parts): Rig {
  const target = (listener: ListenerName): Target => {
    const original = listener === "public" ? host.publicPort : host.internalPort;
    const port = original === null ? undefined : ports.get(original);
    if (port === undefined) throw new RigProblem(`the configuration has no ${listener} listener`);
    return listener === "public" && host.tls ? { port, tls: host.name } : { port };
  };
  const complete = ({
    host: name = host.name,
    headers = [],
    method = "GET",
    ...rest
  }: RigRequest): Request => ({
    ...rest,
    method,
    headers: [...(name === null ? [] : [["Host", name] as const]), ...headers],
  });
  const reached = ({ listener = "public", from }: RigRequest): Target => ({ ...target(listener), from });
  return {
    hostname: host.name,
    request: (request) => send(reached(request), complete(request)),
    upgrade: (request) => upgrade(reached(request), complete(request)),
    target,
    frigate: double,
    ports,
    dropped: conf.dropped,
    directory,
    errorLog: () => nginx.errorLog(),
    reload: () => nginx.reload(),
    killWorkers: () => nginx.killWorkers(),
    stop: async () => {
      await nginx.stop();
      await cleanUp();
    },
  };
}
