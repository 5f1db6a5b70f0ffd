/** Frigate and the gateway, played by an nginx of their own: doubles that are slower than what they test would be all that is measured. */
import { mkdirSync, existsSync, readFileSync, writeFileSync } from "node:fs";
import { createServer, get } from "node:http";
import { join } from "node:path";
import { startNginx } from "../rig/nginx.ts";
import { close, connectionsOf, freePorts, listen, portOf } from "../rig/ports.ts";
import { removeScratch, scratchDirectory } from "../rig/scratch.ts";
import { bodies } from "./loads.ts";
import { processorTimeOf } from "./stand.ts";
import { onFreePorts } from "../rig/run.ts";

export interface Doubles {
  /** Addresses in the configurations to those that play them. */
  readonly backends: ReadonlyMap<string, string>;
  /** How often each was asked; all zero where nothing is counted. */
  counts(): Promise<Counts>;
  /** Seconds of processor time that they have used. */
  processorTime(): number;
  stop(): Promise<void>;
}

export interface Counts {
  readonly gateway: number;
  /** Frigate's `/auth`. */
  readonly auth: number;
  /** Everything else of Frigate. */
  readonly frigate: number;
}

export interface DoublesOptions {
  /** Writes down every request, which takes time. */
  readonly counted: boolean;
  /** Milliseconds the gateway thinks. */
  readonly gatewayDelay: number;
}

/** Who asks, as the gateway says it and as Frigate says it. */
const person = { user: "alice", group: "frigate_admins", role: "admin" } as const;

/** A path that leaves no trace. */
const uncounted = "/uncounted";

const gatewayHeaders = {
  "X-Auth-Request-User": "00000000-0000-4000-8000-000000000001",
  "X-Auth-Request-Preferred-Username": person.user,
  "X-Auth-Request-Email": `${person.user}@example.com`,
  "X-Auth-Request-Groups": person.group,
} as const;

/** Starts both. */
export async function startDoubles(options: DoublesOptions): Promise<Doubles> {
  const slow = options.gatewayDelay === 0 ? null : await startSlowGateway(options.gatewayDelay);
  const directory = scratchDirectory();
  writeBodies(directory);
  const { nginx, frigate, gateway } = await startFast(directory, options.counted);
  return {
    backends: new Map([
      ...[5001, 5002, 8082, 1984].map((port) => [`127.0.0.1:${port}`, `127.0.0.1:${frigate}`] as const),
      ["127.0.0.1:4180", `127.0.0.1:${slow?.port ?? gateway}`],
    ]),
    counts: async () => {
      await everythingWritten(frigate);
      return {
        gateway: slow === null ? lines(join(directory, "gateway.log")) : slow.count(),
        auth: lines(join(directory, "auth.log")),
        frigate: lines(join(directory, "frigate.log")),
      };
    },
    processorTime: nginx.processorTime,
    stop: async () => {
      await slow?.stop();
      await nginx.stop();
      removeScratch(directory);
    },
  };
}

const startFast = (directory: string, counted: boolean) =>
  onFreePorts(async () => {
    const [frigate = 0, gateway = 0] = await freePorts(2);
    const text = configuration({ directory, counted, frigate, gateway });
    const nginx = await startNginx({ text, directory, directories: [join(directory, "tmp")] });
    return { nginx: { ...nginx, processorTime: processorTimeOf(text) }, frigate, gateway };
  });

function writeBodies(directory: string): void {
  mkdirSync(directory, { recursive: true });
  writeFileSync(join(directory, "thumbnail.jpg"), bodies.thumbnail.text);
  writeFileSync(join(directory, "events.json"), bodies.json.text);
}

interface DoublesConfiguration {
  readonly directory: string;
  readonly counted: boolean;
  readonly frigate: number;
  readonly gateway: number;
}

function configuration({ directory, counted, frigate, gateway }: DoublesConfiguration): string {
  const log = (name: string): string => `access_log ${counted ? join(directory, `${name}.log`) : "off"};`;
  const temporary = ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"]
    .map((name) => `${name}_temp_path ${directory}/tmp/${name};`)
    .join(" ");
  const yes = Object.entries(gatewayHeaders)
    .map(([name, value]) => `add_header ${name} ${value} always;`)
    .join(" ");
  return `\
${process.getuid?.() === 0 ? "user root;" : ""}
pid ${directory}/nginx.pid;
error_log ${directory}/error.log;
daemon off;
worker_processes 1;
events { worker_connections 4096; }
http {
  ${temporary}
  open_file_cache max=10;
  sendfile on;
  keepalive_requests 1000000;
  server {
    listen 127.0.0.1:${frigate} backlog=4096;
    root ${directory};
    location = /auth {
      ${log("auth")}
      add_header Remote-User ${person.user} always;
      add_header Remote-Role ${person.role} always;
      return 202 "";
    }
    location = ${uncounted} {
      access_log off;
      return 204;
    }
    location / {
      ${log("frigate")}
      types { } default_type application/json;
      rewrite ^ /events.json break;
    }
    location ~ jpg$ {
      ${log("frigate")}
      types { } default_type image/jpeg;
      rewrite ^ /thumbnail.jpg break;
    }
  }
  server {
    listen 127.0.0.1:${gateway} backlog=4096;
    ${log("gateway")}
    ${yes}
    return 202 "";
  }
}
`;
}

/**
 * nginx writes a request down when its answer has been sent, which may have arrived by then. The one worker takes requests in
 * turn: once it has answered another one, it is through with those before.
 */
const everythingWritten = (port: number): Promise<void> =>
  new Promise((resolve, reject) => {
    get({ host: "127.0.0.1", port, path: uncounted, agent: false }, (response) => {
      response.on("end", () => resolve()).resume();
    }).on("error", reject);
  });

const lines = (file: string): number =>
  existsSync(file) ? readFileSync(file, "utf8").split("\n").length - 1 : 0;

/** A gateway that thinks: its answers come late, but take it no more of the processor than needed. */
async function startSlowGateway(delay: number) {
  let count = 0;
  const server = createServer((_, response) => {
    count += 1;
    setTimeout(() => {
      response.writeHead(202, { ...gatewayHeaders, "Content-Length": 0 });
      response.end();
    }, delay);
  });
  const connections = connectionsOf(server);
  await listen(server);
  return { port: portOf(server), count: () => count, stop: () => close(server, connections) };
}
