/** A client that sends what it is told, byte by byte: no path is tidied, no header is checked, none is added unasked. */
import type { Socket } from "node:net";
import { answerOn, connect, type Target } from "./connection.ts";
import { readResponse, type Read, type Response } from "./response.ts";

export type HeaderLine = readonly [name: string, value: string];

export interface Request {
  readonly method: string;
  /** The request line's target, as is. */
  readonly path: string;
  /** All header lines; nothing but the length of the body is added to them. */
  readonly headers: readonly HeaderLine[];
  readonly body?: Buffer | string | undefined;
  /** Sends the body in chunks instead of stating its length. */
  readonly chunked?: boolean;
}

/** One request on a connection of its own. */
export const send = (target: Target, request: Request): Promise<Response> =>
  onNewConnection(target, bytesOf(request), request.method);

/** Any bytes at all; `method` says how to read the answer. */
export const sendRaw = (target: Target, bytes: Buffer | string, method = "GET"): Promise<Response> =>
  onNewConnection(target, [bytes], method);

async function onNewConnection(
  target: Target,
  bytes: readonly (Buffer | string)[],
  method: string,
): Promise<Response> {
  const connection = await connect(target);
  try {
    return (await exchange(connection, bytes, method)).response;
  } finally {
    connection.destroy();
  }
}

/** Asks for a websocket; the key is the same for all, as nobody here looks whether it is another one. */
export const handshake: readonly HeaderLine[] = [
  ["Connection", "Upgrade"],
  ["Upgrade", "websocket"],
  ["Sec-WebSocket-Version", "13"],
  ["Sec-WebSocket-Key", "dGhlIHNhbXBsZSBub25jZQ=="],
];

export interface Upgraded {
  readonly response: Response;
  /** Sends bytes and waits for as many to come back. */
  echo(bytes: Buffer): Promise<Buffer>;
  close(): void;
}

/** Asks for a websocket. Without 101 the connection is closed already, and `echo` fails. */
export async function upgrade(target: Target, request: Omit<Request, "method">): Promise<Upgraded> {
  const connection = await connect(target);
  const headers = [...request.headers, ...handshake];
  const { response, rest } = await exchange(
    connection,
    bytesOf({ ...request, method: "GET", headers }),
    "GET",
  );
  if (response.status !== 101) connection.destroy();
  return { response, echo: (bytes) => echo(connection, bytes, rest), close: () => connection.destroy() };
}

/** The first whole response, which may come before everything is sent: a server that refuses a body does not wait for it. */
const exchange = (socket: Socket, bytes: readonly (Buffer | string)[], method: string): Promise<Read> =>
  answerOn(socket, bytes, (received, ended) => readResponse(received, method, ended));

/** A request as it is sent. */
export function bytesOf({ method, path, headers, body, chunked = false }: Request): readonly Buffer[] {
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
