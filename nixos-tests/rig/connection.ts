/** Connections to nginx as bytes: nothing that goes wrong on one throws; it shows as an end without an answer. */
import { connect as connectTcp, type Socket } from "node:net";
import { connect as connectTls, createSecureContext } from "node:tls";

export interface Target {
  readonly port: number;
  readonly host?: string;
  /** Loopback address to come from: on Linux, all of 127.0.0.0/8 can be. */
  readonly from?: string | undefined;
  /** Server name for TLS; the certificate is not checked. Without it, plain HTTP. */
  readonly tls?: string | undefined;
}

/** Keeps the latest TLS session to go on with: a handshake takes longer than most requests. */
export interface Tickets {
  latest: Buffer | undefined;
}

const secureContext = createSecureContext();

/** @throws Error when nobody listens there, or the handshake fails. */
export const connect = (
  { port, host = "127.0.0.1", tls, from }: Target,
  tickets?: Tickets,
): Promise<Socket> =>
  new Promise((resolve, reject) => {
    const address = { port, host, noDelay: true, ...(from === undefined ? {} : { localAddress: from }) };
    const session = tickets?.latest === undefined ? {} : { session: tickets.latest };
    const ready = (): void => {
      socket.off("error", reject).on("error", () => {});
      resolve(socket);
    };
    const socket: Socket =
      tls === undefined
        ? connectTcp(address, ready)
        : connectTls(
            { ...address, ...session, servername: tls, rejectUnauthorized: false, secureContext },
            ready,
          );
    socket.once("error", reject);
    if (tickets !== undefined) socket.on("session", (ticket: Buffer) => (tickets.latest = ticket));
  });

/** `closed`: the connection ended before `read` made anything of what came; `hung`: nothing of that for too long. */
export type Heard<T> =
  | { readonly kind: "read"; readonly read: T }
  | { readonly kind: "closed"; readonly received: Buffer }
  | { readonly kind: "hung" };

/**
 * Writes, and hands over what comes back until `read` makes something of it, which may be before everything is written.
 * @param patience milliseconds
 * @throws what `read` throws
 */
export const hear = <T>(
  socket: Socket,
  bytes: readonly (Buffer | string)[],
  read: (received: Buffer, ended: boolean) => T | null,
  patience: number,
): Promise<Heard<T>> =>
  new Promise((resolve, reject) => {
    let received = Buffer.alloc(0);
    const finish = (settle: () => void): void => {
      clearTimeout(late);
      socket.off("data", onData).off("end", onEnd).off("close", onEnd);
      settle();
    };
    const look = (ended: boolean): void => {
      try {
        const found = read(received, ended);
        if (found !== null) finish(() => resolve({ kind: "read", read: found }));
        else if (ended) finish(() => resolve({ kind: "closed", received }));
      } catch (error) {
        finish(() => reject(error));
      }
    };
    const onData = (chunk: Buffer): void => {
      received = Buffer.concat([received, chunk]);
      look(false);
    };
    const onEnd = (): void => look(true);
    const late = setTimeout(() => finish(() => resolve({ kind: "hung" })), patience);
    socket.on("data", onData).on("end", onEnd).on("close", onEnd);
    if (socket.destroyed) onEnd();
    else for (const part of bytes) socket.write(part);
  });

/** {@link hear} for those who need an answer; without one the connection is closed. */
export async function answerOn<T>(
  socket: Socket,
  bytes: readonly (Buffer | string)[],
  read: (received: Buffer, ended: boolean) => T | null,
  patience = 60_000,
): Promise<T> {
  try {
    const heard = await hear(socket, bytes, read, patience);
    switch (heard.kind) {
      case "read":
        return heard.read;
      case "closed":
        throw new Error(`the connection ended after ${heard.received.length} bytes`);
      case "hung":
        throw new Unanswered(`no answer for ${patience} ms`);
    }
  } catch (error) {
    socket.destroy();
    throw error;
  }
}

/** Nothing came for too long. */
export class Unanswered extends Error {
  override readonly name = "Unanswered";
}
