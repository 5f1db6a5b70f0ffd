/** Connections to a standing that are used again, as bytes; nothing that happens on them is an error. */
import { connect as connectTcp, type Socket } from "node:net";
import { connect as connectTls } from "node:tls";
import type { Target } from "../../rig/client.ts";
import type { ListenerName } from "../../rig/rig.ts";
import { readResponse, valueOf, type Response } from "../../rig/response.ts";
import type { Standing } from "../subject.ts";

/** Where a client stands. */
export interface Place {
  readonly listener: ListenerName;
  /** Loopback address to come from. */
  readonly from?: string;
}

/** What came back; `closed`: no whole answer, and the connection ended. */
export type Said =
  | { readonly kind: "answer"; readonly response: Response }
  | { readonly kind: "closed" }
  | { readonly kind: "hung" };

export interface Wire {
  /** One request with one answer. `method` says how to read it. */
  ask(place: Place, bytes: Buffer, method: string): Promise<Said>;
  /** All answers on a connection of its own, until nginx ends it: the bytes have to make it do so. */
  talk(
    place: Place,
    bytes: Buffer,
  ): Promise<{ readonly answers: readonly Response[]; readonly hung: boolean }>;
  close(): void;
}

/** A double answers within a millisecond. Nothing waits this long but who is never answered. */
const patience = 10_000;

export function openWire({ rig }: Standing): Wire {
  const idle = new Map<string, Socket>();
  const tickets: Tickets = { latest: undefined };
  const connection = async (place: Place): Promise<Socket> => {
    const key = `${place.listener} ${place.from ?? ""}`;
    const kept = idle.get(key);
    idle.delete(key);
    if (kept !== undefined && !kept.destroyed && kept.readable) return kept;
    return open(place);
  };
  const open = ({ listener, from }: Place): Promise<Socket> =>
    connect({ ...rig.target(listener), ...(from === undefined ? {} : { from }) }, tickets);
  return {
    ask: async (place, bytes, method) => {
      const socket = await connection(place);
      const heard = await hear(socket, bytes, (received, ended) => readResponse(received, method, ended));
      if (heard.kind !== "read") {
        socket.destroy();
        return heard;
      }
      const { response, rest } = heard.read;
      const isOver = valueOf(response, "Connection")?.toLowerCase() !== "keep-alive" || rest.length > 0;
      if (isOver || response.status === 101) socket.destroy();
      else idle.set(`${place.listener} ${place.from ?? ""}`, socket);
      return { kind: "answer", response };
    },
    talk: async (place, bytes) => {
      const socket = await open(place);
      const heard = await hear(socket, bytes, (received, ended) => (ended ? received : null));
      socket.destroy();
      return { answers: heard.kind === "read" ? answersIn(heard.read) : [], hung: heard.kind === "hung" };
    },
    close: () => {
      for (const socket of idle.values()) socket.destroy();
      idle.clear();
    },
  };
}

/** TLS goes on where the last connection was: a handshake takes longer than most requests. */
interface Tickets {
  latest: Buffer | undefined;
}

const connect = ({ port, host = "127.0.0.1", tls, from }: Target, tickets: Tickets): Promise<Socket> =>
  new Promise((resolve, reject) => {
    const local = from === undefined ? {} : { localAddress: from };
    const session = tickets.latest === undefined ? {} : { session: tickets.latest };
    const socket =
      tls === undefined
        ? connectTcp({ port, host, ...local })
        : connectTls({ port, host, ...local, ...session, servername: tls, rejectUnauthorized: false });
    socket.on("session", (ticket: Buffer) => {
      tickets.latest = ticket;
    });
    socket.setNoDelay(true);
    socket.once("error", reject);
    socket.once(tls === undefined ? "connect" : "secureConnect", () => {
      // What goes wrong later shows as an end without an answer.
      socket.off("error", reject).on("error", () => {});
      resolve(socket);
    });
  });

type Heard<T> =
  { readonly kind: "read"; readonly read: T } | { readonly kind: "closed" } | { readonly kind: "hung" };

/** Writes, and hands over what comes back until `read` makes something of it. */
const hear = <T>(
  socket: Socket,
  bytes: Buffer,
  read: (received: Buffer, ended: boolean) => T | null,
): Promise<Heard<T>> =>
  new Promise((resolve) => {
    let received = Buffer.alloc(0);
    const finish = (heard: Heard<T>): void => {
      clearTimeout(late);
      socket.off("data", onData).off("end", onEnd).off("close", onEnd);
      resolve(heard);
    };
    const look = (ended: boolean): void => {
      const found = tryRead(read, received, ended);
      if (found !== null) finish({ kind: "read", read: found });
      else if (ended) finish({ kind: "closed" });
    };
    const onData = (chunk: Buffer): void => {
      received = Buffer.concat([received, chunk]);
      look(false);
    };
    const onEnd = (): void => look(true);
    const late = setTimeout(() => finish({ kind: "hung" }), patience);
    socket.on("data", onData).on("end", onEnd).on("close", onEnd);
    if (socket.destroyed) onEnd();
    else socket.write(bytes);
  });

/** HTTP/0.9 and other bytes that are no response are none. */
function tryRead<T>(
  read: (received: Buffer, ended: boolean) => T | null,
  received: Buffer,
  ended: boolean,
): T | null {
  try {
    return read(received, ended);
  } catch {
    return null;
  }
}

function answersIn(received: Buffer): readonly Response[] {
  const found = tryRead((bytes, ended) => readResponse(bytes, "GET", ended), received, true);
  return found === null ? [] : [found.response, ...answersIn(found.rest)];
}
