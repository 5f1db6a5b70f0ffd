/** Connections to a standing that are used again, as bytes; nothing that happens on them is an error. */
import type { Socket } from "node:net";
import { connect, hear, type Tickets } from "../../rig/connection.ts";
import type { ListenerName } from "../../rig/rig.ts";
import { readResponse, valueOf, type Read, type Response } from "../../rig/response.ts";
import type { Standing } from "../subject.ts";

/** Where a client stands. */
export interface Origin {
  readonly listener: ListenerName;
  /** Loopback address to come from. */
  readonly from?: string | undefined;
  /** Name in the handshake of TLS, where it is not the host's; none where it is empty. */
  readonly serverName?: string | undefined;
}

const keyOf = ({ listener, from = "", serverName = "the host's" }: Origin): string =>
  [listener, from, serverName].join(" ");

/** What came back; `closed`: no whole answer, and the connection ended. */
export type Said =
  | { readonly kind: "answer"; readonly response: Response }
  | { readonly kind: "closed" }
  | { readonly kind: "hung" };

export interface Wire {
  /** One request with one answer. `method` says how to read it. */
  ask(origin: Origin, bytes: Buffer, method: string): Promise<Said>;
  /** All answers on a connection of its own, until nginx ends it: the bytes have to make it do so. */
  talk(
    origin: Origin,
    bytes: Buffer,
  ): Promise<{ readonly answers: readonly Response[]; readonly hung: boolean }>;
  close(): void;
}

/** A double answers within a millisecond. Nothing waits this long but who is never answered. */
const patience = 10_000;

export function openWire({ rig }: Standing): Wire {
  const idle = new Map<string, Socket>();
  const tickets: Tickets = { latest: undefined };
  const connection = async (origin: Origin): Promise<Socket> => {
    const key = keyOf(origin);
    const kept = idle.get(key);
    idle.delete(key);
    if (kept !== undefined && !kept.destroyed && kept.readable) return kept;
    return open(origin);
  };
  const open = ({ listener, from, serverName }: Origin): Promise<Socket> => {
    const target = { ...rig.target(listener), from };
    // A session that is gone on with has the name it began with.
    return serverName === undefined || target.tls === undefined
      ? connect(target, tickets)
      : connect({ ...target, tls: serverName });
  };
  return {
    ask: async (origin, bytes, method) => {
      const socket = await connection(origin);
      const heard = await hear(socket, [bytes], responseTo(method), patience);
      if (heard.kind !== "read") {
        socket.destroy();
        return heard;
      }
      const { response, rest } = heard.read;
      const isOver = valueOf(response, "Connection")?.toLowerCase() !== "keep-alive" || rest.length > 0;
      if (isOver || response.status === 101) socket.destroy();
      else idle.set(keyOf(origin), socket);
      return { kind: "answer", response };
    },
    talk: async (origin, bytes) => {
      const socket = await open(origin);
      const heard = await hear(socket, [bytes], (received, ended) => (ended ? received : null), patience);
      socket.destroy();
      return { answers: heard.kind === "read" ? answersIn(heard.read) : [], hung: heard.kind === "hung" };
    },
    close: () => {
      for (const socket of idle.values()) socket.destroy();
      idle.clear();
    },
  };
}

/** Reads a response; HTTP/0.9 and other bytes that are no response are none. */
const responseTo =
  (method: string) =>
  (received: Buffer, ended: boolean): Read | null => {
    try {
      return readResponse(received, method, ended);
    } catch {
      return null;
    }
  };

function answersIn(received: Buffer): readonly Response[] {
  const found = responseTo("GET")(received, true);
  return found === null ? [] : [found.response, ...answersIn(found.rest)];
}
