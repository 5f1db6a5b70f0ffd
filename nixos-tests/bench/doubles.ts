/**
 * Frigate and the gateway, played by an nginx of their own: doubles that are slower than what they test would be all that is
 * measured. A Frigate that costs what the real one costs is a process of its own.
 */
import { mkdirSync, existsSync, readFileSync, writeFileSync } from "node:fs";
import { createServer, get } from "node:http";
import { join } from "node:path";
import { startNginx } from "../rig/nginx.ts";
import { close, connectionsOf, freePorts, listen, portOf } from "../rig/ports.ts";
import { removeScratch, scratchDirectory } from "../rig/scratch.ts";
import { onFreePorts } from "../rig/run.ts";
import { startCostlyFrigate } from "./costly-frigate.ts";
import { answers, authHeaders, person, uncounted } from "./frigate-answers.ts";
import { processorTimeOf, workersOf } from "./stand.ts";

export interface Doubles {
  /** Addresses in the configurations to those that play them. */
  readonly backends: ReadonlyMap<string, string>;
  /** How often each was asked; all zero where nothing is counted. */
  counts(): Promise<Counts>;
  /** Waits until Frigate has dealt with what the last client asked and did not wait for. */
  settle(): Promise<void>;
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
  readonly frigate: FrigateKind;
}

/** A Frigate that costs next to nothing shows nginx; the costly one counts, whatever `counted` says. */
export type FrigateKind = "cheap" | "costly";

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
  const fast = await startFast(directory, options.counted);
  const costly = options.frigate === "costly" ? await startCostlyFrigate() : null;
  const frigate = costly?.port ?? fast.frigate;
  const counts = async (): Promise<Counts> => {
    const [, own] = await Promise.all([ask(fast.frigate, uncounted), ask(frigate, uncounted)]);
    return {
      gateway: slow === null ? lines(join(directory, "gateway.log")) : slow.count(),
      ...(costly === null
        ? { auth: lines(join(directory, "auth.log")), frigate: lines(join(directory, "frigate.log")) }
        : (JSON.parse(own) as Pick<Counts, "auth" | "frigate">)),
    };
  };
  return {
    backends: new Map([
      ...[5001, 5002, 8082, 1984].map((port) => [`127.0.0.1:${port}`, `127.0.0.1:${frigate}`] as const),
      ["127.0.0.1:4180", `127.0.0.1:${slow?.port ?? fast.gateway}`],
    ]),
    counts,
    settle: async () => {
      await ask(frigate, uncounted);
    },
    processorTime: () => processorTimeOf([...fast.workers(), ...(costly === null ? [] : [costly.pid])]),
    stop: async () => {
      await costly?.stop();
      await slow?.stop();
      await fast.stop();
      removeScratch(directory);
    },
  };
}

const startFast = (directory: string, counted: boolean) =>
  onFreePorts(async () => {
    const [frigate = 0, gateway = 0] = await freePorts(2);
    const text = configuration({ directory, counted, frigate, gateway });
    const { stop } = await startNginx({ text, directory, directories: [join(directory, "tmp")] });
    return { stop, workers: workersOf(text), frigate, gateway };
  });

function writeBodies(directory: string): void {
  mkdirSync(directory, { recursive: true });
  for (const { file, text } of Object.values(answers)) writeFileSync(join(directory, file), text);
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
  const headers = (all: Readonly<Record<string, string>>): string =>
    Object.entries(all)
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
      ${headers(authHeaders)}
      return 202 "";
    }
    location = ${uncounted} {
      access_log off;
      return 204;
    }
    location / {
      ${log("frigate")}
      types { } default_type ${answers.events.type};
      rewrite ^ /${answers.events.file} break;
    }
    location ~ jpg$ {
      ${log("frigate")}
      types { } default_type ${answers.thumbnail.type};
      rewrite ^ /${answers.thumbnail.file} break;
    }
  }
  server {
    listen 127.0.0.1:${gateway} backlog=4096;
    ${log("gateway")}
    ${headers(gatewayHeaders)}
    return 202 "";
  }
}
`;
}

/**
 * The body of an answer. nginx writes a request down when its answer has been sent, which may have arrived by then; but both
 * doubles take requests in turn: once they have answered another one, they are through with those before.
 */
const ask = (port: number, path: string): Promise<string> =>
  new Promise((resolve, reject) => {
    get({ host: "127.0.0.1", port, path, agent: false }, (response) => {
      let body = "";
      response.on("data", (data: Buffer) => (body += data.toString()));
      response.on("end", () => resolve(body)).on("error", reject);
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
