/** Asks much in little time: a few connections that stay open, each taking the next request as soon as it is free. */
import { connect as connectTcp, type Socket } from "node:net";
import { connect as connectTls, createSecureContext } from "node:tls";
import type { HeaderLine, Target } from "../rig/client.ts";
import { readResponse, valueOf, type Response } from "../rig/response.ts";

export interface Asked {
  readonly method: string;
  readonly path: string;
  readonly headers: readonly HeaderLine[];
  readonly body: string | null;
}

export interface Lines {
  /**
   * Sends it on a connection that is free, or will be.
   * @throws Error when the connection ends, or nothing comes for too long.
   */
  ask(asked: Asked): Promise<Response>;
  close(): void;
}

/** How many answers have not come. */
export interface Hangs {
  count: number;
}

/** Milliseconds to wait for an answer, more than nginx waits for a cache lock; and once some have not come. */
const patience = 10_000;
const littlePatience = 500;
const hangsTolerated = 4;

/** Opens connections when they are needed, at most `count` at a time. */
export function openLines(target: Target, count: number, hangs: Hangs): Lines {
  const waiting: (() => void)[] = [];
  const idle: Socket[] = [];
  const open = new Set<Socket>();
  let busy = 0;

  const turn = async (): Promise<void> => {
    if (busy >= count) await new Promise<void>((resolve) => waiting.push(resolve));
    else busy += 1;
  };
  const done = (): void => {
    const next = waiting.shift();
    if (next === undefined) busy -= 1;
    else next();
  };
  const connection = async (): Promise<Socket> => {
    for (let socket = idle.pop(); socket !== undefined; socket = idle.pop()) {
      if (!socket.destroyed && socket.readable && socket.writable) return socket;
    }
    const socket = await connect(target);
    open.add(socket);
    socket.once("close", () => open.delete(socket));
    return socket;
  };
  const ask = async (asked: Asked): Promise<Response> => {
    await turn();
    try {
      const socket = await connection();
      const limit = hangs.count < hangsTolerated ? patience : littlePatience;
      const response = await exchange(socket, asked, limit, () => (hangs.count += 1));
      const ends = response.status === 101 || valueOf(response, "Connection")?.toLowerCase() === "close";
      if (ends) socket.destroy();
      else idle.push(socket);
      return response;
    } finally {
      done();
    }
  };
  return {
    ask,
    close: () => {
      for (const socket of open) socket.destroy();
    },
  };
}

const secureContext = createSecureContext();

const connect = ({ port, host = "127.0.0.1", tls, from }: Target): Promise<Socket> =>
  new Promise((resolve, reject) => {
    const local = { port, host, noDelay: true, ...(from === undefined ? {} : { localAddress: from }) };
    const ready = (): void => {
      socket.off("error", reject).on("error", () => {});
      resolve(socket);
    };
    const socket: Socket =
      tls === undefined
        ? connectTcp(local, ready)
        : connectTls({ ...local, servername: tls, rejectUnauthorized: false, secureContext }, ready);
    socket.once("error", reject);
  });

/** One request and its answer; without one the connection is of no further use. */
const exchange = (socket: Socket, asked: Asked, limit: number, onHang: () => void): Promise<Response> =>
  new Promise((resolve, reject) => {
    let received = Buffer.alloc(0);
    const finish = (settle: () => void): void => {
      clearTimeout(late);
      socket.off("data", onData).off("close", onClose);
      settle();
    };
    const fail = (error: unknown): void =>
      finish(() => {
        socket.destroy();
        reject(error);
      });
    const look = (ended: boolean): void => {
      try {
        const read = readResponse(received, asked.method, ended);
        if (read !== null) finish(() => resolve(read.response));
        else if (ended) fail(new Error(`the connection ended after ${received.length} bytes`));
      } catch (error) {
        fail(error);
      }
    };
    const onData = (chunk: Buffer): void => {
      received = Buffer.concat([received, chunk]);
      look(false);
    };
    const onClose = (): void => look(true);
    const late = setTimeout(() => {
      onHang();
      fail(new Error("no answer"));
    }, limit);
    socket.on("data", onData).on("close", onClose);
    socket.write(bytesOf(asked));
  });

function bytesOf({ method, path, headers, body }: Asked): string {
  const length: readonly HeaderLine[] = body === null ? [] : [["Content-Length", String(body.length)]];
  const lines = [...headers, ...length].map(([name, value]) => `${name}: ${value}\r\n`);
  return `${method} ${path} HTTP/1.1\r\n${lines.join("")}\r\n${body ?? ""}`;
}
