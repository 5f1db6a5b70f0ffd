/** A client that sends what it is told, byte by byte: no path is tidied, no header is checked, none is added unasked. */
import { randomBytes } from "node:crypto";
import { connect as connectTcp, type Socket } from "node:net";
import { connect as connectTls } from "node:tls";
import { readResponse, type Read, type Response } from "./response.ts";

export interface Target {
  readonly port: number;
  readonly host?: string;
  /** Loopback address to come from: on Linux, all of 127.0.0.0/8 can be. */
  readonly from?: string;
  /** Server name for TLS; the certificate is not checked. Without it, plain HTTP. */
  readonly tls?: string;
}

export type HeaderLine = readonly [name: string, value: string];

export interface Request {
  readonly method: string;
  /** The request line's target, as is. */
  readonly path: string;
  /** All header lines; nothing but the length of the body is added to them. */
  readonly headers: readonly HeaderLine[];
  readonly body?: Buffer | string;
  /** Sends the body in chunks instead of stating its length. */
  readonly chunked?: boolean;
}

/** A bound for what should never take long; nothing waits for it to pass. */
const patience = 60_000;

/** One request on a connection of its own. */
export async function send(target: Target, request: Request): Promise<Response> {
  const connection = await open(target);
  try {
    return (await exchange(connection, bytesOf(request), request.method)).response;
  } finally {
    connection.destroy();
  }
}

/** Any bytes at all; `method` says how to read the answer. */
export async function sendRaw(target: Target, bytes: Buffer | string, method = "GET"): Promise<Response> {
  const connection = await open(target);
  try {
    return (await exchange(connection, [Buffer.from(bytes)], method)).response;
  } finally {
    connection.destroy();
  }
}

export interface Upgraded {
  readonly response: Response;
  /** Sends bytes and waits for as many to come back. */
  echo(bytes: Buffer): Promise<Buffer>;
  close(): void;
}

/** Asks for a websocket. Without 101 the connection is closed already, and `echo` fails. */
export async function upgrade(target: Target, request: Omit<Request, "method">): Promise<Upgraded> {
  const connection = await open(target);
  const headers: HeaderLine[] = [
    ...request.headers,
    ["Connection", "Upgrade"],
    ["Upgrade", "websocket"],
    ["Sec-WebSocket-Version", "13"],
    ["Sec-WebSocket-Key", randomBytes(16).toString("base64")],
  ];
  const { response, rest } = await exchange(
    connection,
    bytesOf({ ...request, method: "GET", headers }),
    "GET",
  );
  if (response.status !== 101) connection.destroy();
  return {
    response,
    echo: (bytes) => echo(connection, bytes, rest),
    close: () => connection.destroy(),
  };
}

const open = (target: Target): Promise<Socket> =>
  new Promise((resolve, reject) => {
    const { port, host = "127.0.0.1", tls, from } = target;
    const local = from === undefined ? {} : { localAddress: from };
    const socket =
      tls === undefined
        ? connectTcp({ port, host, ...local })
        : connectTls({ port, host, ...local, servername: tls, rejectUnauthorized: false });
    socket.setTimeout(patience, () => socket.destroy(new Error(`no answer for ${patience} ms`)));
    socket.once("error", reject);
    socket.once(tls === undefined ? "connect" : "secureConnect", () => {
      socket.off("error", reject);
      resolve(socket);
    });
  });

function bytesOf({ method, path, headers, body, chunked = false }: Request): readonly Buffer[] {
  const content = body === undefined ? null : Buffer.from(body);
  const framing =
    content === null ? [] : [chunked ? "Transfer-Encoding: chunked" : `Content-Length: ${content.length}`];
  const lines = [
    `${method} ${path} HTTP/1.1`,
    ...headers.map(([name, value]) => `${name}: ${value}`),
    ...framing,
  ];
  // latin1: a test may want bytes that are no UTF-8
  const head = Buffer.from(`${lines.join("\r\n")}\r\n\r\n`, "latin1");
  if (content === null) return [head];
  return [head, ...(chunked ? chunksOf(content) : [content])];
}

const chunkSize = 64 * 1024;

function chunksOf(content: Buffer): readonly Buffer[] {
  const count = Math.ceil(content.length / chunkSize);
  const pieces = Array.from({ length: count }, (_, index) =>
    content.subarray(index * chunkSize, (index + 1) * chunkSize),
  );
  const framed = pieces.flatMap((piece) => [
    Buffer.from(`${piece.length.toString(16)}\r\n`),
    piece,
    Buffer.from("\r\n"),
  ]);
  return [...framed, Buffer.from("0\r\n\r\n")];
}

/** Writes, and resolves with the first whole response, which may come before everything is written. */
const exchange = (socket: Socket, bytes: readonly Buffer[], method: string): Promise<Read> =>
  new Promise((resolve, reject) => {
    let received = Buffer.alloc(0);
    const look = (ended: boolean): void => {
      try {
        const read = readResponse(received, method, ended);
        if (read !== null) finish(() => resolve(read));
        else if (ended)
          finish(() => reject(new Error(`the connection ended after: ${received.toString("latin1")}`)));
      } catch (error) {
        finish(() => reject(error));
      }
    };
    const onData = (chunk: Buffer): void => {
      received = Buffer.concat([received, chunk]);
      look(false);
    };
    const onEnd = (): void => look(true);
    // A server that refuses a body closes while it is being sent; what it said before counts.
    const onError = (error: Error): void => {
      const read = readResponse(received, method, true);
      finish(() => (read === null ? reject(error) : resolve(read)));
    };
    const finish = (settle: () => void): void => {
      socket.off("data", onData).off("end", onEnd).off("close", onEnd);
      settle();
    };
    socket.on("data", onData).on("end", onEnd).on("close", onEnd).on("error", onError);
    for (const part of bytes) socket.write(part);
  });

const echo = (socket: Socket, bytes: Buffer, before: Buffer): Promise<Buffer> =>
  new Promise((resolve, reject) => {
    let received = before;
    const onData = (chunk: Buffer): void => {
      received = Buffer.concat([received, chunk]);
      if (received.length < bytes.length) return;
      socket.off("data", onData);
      resolve(received);
    };
    socket.on("data", onData);
    socket.once("close", () => reject(new Error("the websocket was closed")));
    if (!socket.write(bytes) && socket.destroyed) reject(new Error("the websocket is closed"));
  });
