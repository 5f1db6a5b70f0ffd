/** A server that plays a backend: answers, and remembers what it was asked, header lines included. */
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { createServer as createSecureServer } from "node:https";
import type { Socket } from "node:net";
import type { Duplex } from "node:stream";
import { TLSSocket } from "node:tls";
import type { Certificate } from "./certificate.ts";
import { close, connectionsOf, listen, portOf } from "./ports.ts";

/** A request as it reached a backend. */
export interface BackendRequest {
  readonly server: string;
  readonly method: string;
  /** Path and query as in the request line. */
  readonly url: string;
  /** Names and values in turn, as sent: order, case and repetitions kept. */
  readonly rawHeaders: readonly string[];
  readonly bodyBytes: number;
  /** Counts the connections of this server from 1. */
  readonly connection: number;
  /** The name asked for in the handshake, over TLS only; null where none was. */
  readonly serverName?: string | null;
}

export interface Answer {
  readonly status: number;
  readonly headers?: readonly (readonly [name: string, value: string])[];
  readonly body?: string | Buffer;
  /** Sent in place of all that, after which the connection ends. */
  readonly raw?: string | Buffer;
  /** With `raw`: the connection does not end, and nothing more is said. */
  readonly falls?: "silent";
}

/** What a backend says; `start` is the beginning of the body. */
export type Handler = (request: BackendRequest, start: string) => Answer | Promise<Answer>;

export interface DoubleOptions {
  readonly name: string;
  readonly answer: Handler;
  /** Takes upgrades to a websocket and sends back whatever comes in; others get the answer as if they were none. */
  readonly echoesWebsocket?: boolean;
  /** Unix socket to listen on in place of a port. */
  readonly socket?: string | undefined;
  /** Speaks TLS, and shows this. */
  readonly tls?: Certificate | undefined;
}

export interface Double {
  /** `127.0.0.1:port`, or `unix:path`. */
  readonly address: string;
  /** How many connections there have been. */
  readonly connections: () => number;
  /** Ends all connections and refuses new ones. */
  readonly goDown: () => Promise<void>;
  /** Listens again, on the same port. */
  readonly comeUp: () => Promise<void>;
  readonly stop: () => Promise<void>;
}

/** The value of the first header line of that name, as most frameworks read it; null without one. */
export function headerOf(request: Pick<BackendRequest, "rawHeaders">, name: string): string | null {
  return headersOf(request, name)[0] ?? null;
}

/** The values of all header lines of that name. */
export function headersOf(
  { rawHeaders }: Pick<BackendRequest, "rawHeaders">,
  name: string,
): readonly string[] {
  return rawHeaders.filter(
    (_, index) => index % 2 === 1 && rawHeaders[index - 1]?.toLowerCase() === name.toLowerCase(),
  );
}

export const json = (status: number, value: unknown, headers: Answer["headers"] = []): Answer => ({
  status,
  headers: [["Content-Type", "application/json"], ...headers],
  body: JSON.stringify(value),
});

const keptOfBody = 64 * 1024;

/** Starts a double on a free port; every request is put into `record` before it is answered. */
export async function startDouble(
  options: DoubleOptions,
  record: (request: BackendRequest) => void,
): Promise<Double> {
  const numbers = new WeakMap<Duplex, number>();
  let connections = 0;

  const requestOf = (message: IncomingMessage, bodyBytes: number): BackendRequest => ({
    server: options.name,
    method: message.method ?? "",
    url: message.url ?? "",
    rawHeaders: message.rawHeaders,
    bodyBytes,
    connection: numbers.get(message.socket) ?? 0,
    ...(message.socket instanceof TLSSocket ? { serverName: serverNameOf(message.socket) } : {}),
  });

  // Without time limits: nginx alone decides when a connection ends.
  const server = createHttpServer(options.tls ?? null);
  server.headersTimeout = 0;
  const sockets = connectionsOf(server);
  // Over TLS, requests name the socket within the connection.
  server.on(options.tls === undefined ? "connection" : "secureConnection", (socket: Socket) => {
    numbers.set(socket, (connections += 1));
  });
  server.on("request", (message: IncomingMessage, response: ServerResponse) => {
    let bytes = 0;
    const start: Buffer[] = [];
    message.on("data", (chunk: Buffer) => {
      if (bytes < keptOfBody) start.push(chunk);
      bytes += chunk.length;
    });
    message.on("end", () => {
      const request = requestOf(message, bytes);
      record(request);
      void answer(response, options.answer(request, Buffer.concat(start).toString("utf8", 0, keptOfBody)));
    });
  });
  // What is no HTTP is remembered too: a header that a client could end early may end up here.
  server.on("clientError", (error: Error & { rawPacket?: Buffer }, socket: Duplex) => {
    const url = error.rawPacket?.toString("latin1") ?? error.message;
    if (!socket.writable) return;
    record({
      server: options.name,
      method: "(malformed)",
      url,
      rawHeaders: [],
      bodyBytes: 0,
      connection: numbers.get(socket) ?? 0,
    });
    socket.end("HTTP/1.1 400 Bad Request\r\nConnection: close\r\n\r\n");
  });
  if (options.echoesWebsocket === true) {
    server.on("upgrade", (message: IncomingMessage, socket: Duplex, head: Buffer) => {
      const request = requestOf(message, 0);
      record(request);
      void Promise.resolve(options.answer(request, "")).then((said) => echo(message, socket, head, said));
    });
  }
  const { socket } = options;
  await listen(server, socket ?? 0);
  const place = socket ?? portOf(server);
  return {
    address: typeof place === "string" ? `unix:${place}` : `127.0.0.1:${place}`,
    connections: () => connections,
    goDown: () => close(server, sockets),
    comeUp: () => listen(server, place),
    stop: () => close(server, sockets),
  };
}

function createHttpServer(tls: Certificate | null): Server {
  const options = { keepAliveTimeout: 0, requestTimeout: 0, requireHostHeader: false };
  if (tls === null) return createServer(options);
  return createSecureServer({ ...options, cert: readFileSync(tls.certificate), key: readFileSync(tls.key) });
}

/** Node has `false` for none, which its types do not know of. */
const serverNameOf = (socket: TLSSocket): string | null => {
  const { servername }: { readonly servername?: unknown } = socket;
  return typeof servername === "string" ? servername : null;
};

async function answer(response: ServerResponse, said: Answer | Promise<Answer>): Promise<void> {
  const { raw, falls, ...proper } = await said;
  if (raw === undefined) send(response, proper);
  else if (falls === "silent") response.socket?.write(raw);
  else response.socket?.end(raw);
}

function send(response: ServerResponse, { status, headers = [], body = "" }: Answer): void {
  const bytes = Buffer.from(body);
  for (const [name, value] of headers) response.appendHeader(name, value);
  response.setHeader("Content-Length", bytes.length);
  response.statusCode = status;
  response.end(bytes);
}

/** The answer to the key of a websocket's handshake, RFC 6455 §4.2.2. */
export function switchesProtocols(key: string): string {
  const accept = createHash("sha1").update(`${key}258EAFA5-E914-47DA-95CA-C5AB0DC85B11`).digest("base64");
  return (
    "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n" +
    `Sec-WebSocket-Accept: ${accept}\r\n\r\n`
  );
}

/** Completes the handshake, then sends every byte back; a refusal is answered as such. */
function echo(message: IncomingMessage, socket: Duplex, head: Buffer, { status }: Answer): void {
  const key = message.headers["sec-websocket-key"];
  if (status >= 400 || key === undefined) {
    socket.end(
      `HTTP/1.1 ${status >= 400 ? status : 400} Refused\r\nContent-Length: 0\r\nConnection: close\r\n\r\n`,
    );
    return;
  }
  socket.write(switchesProtocols(key));
  if (head.length > 0) socket.write(head);
  socket.pipe(socket);
}
