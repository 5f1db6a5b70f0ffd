/** Asks much in little time: a few connections that stay open, each taking the next request as soon as it is free. */
import type { Socket } from "node:net";
import { bytesOf, type Request } from "../rig/client.ts";
import { answerOn, connect, Unanswered, type Target } from "../rig/connection.ts";
import { readResponse, valueOf, type Response } from "../rig/response.ts";

export interface Lines {
  /**
   * Sends it on a connection that is free, or will be.
   * @throws Error when the connection ends, or nothing comes for too long.
   */
  ask(request: Request): Promise<Response>;
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
  const ask = async (request: Request): Promise<Response> => {
    await turn();
    try {
      const socket = await connection();
      const { response } = await answerOn(
        socket,
        bytesOf(request),
        (received, ended) => readResponse(received, request.method, ended),
        hangs.count < hangsTolerated ? patience : littlePatience,
      );
      const ends = response.status === 101 || valueOf(response, "Connection")?.toLowerCase() === "close";
      if (ends) socket.destroy();
      else idle.push(socket);
      return response;
    } catch (error) {
      if (error instanceof Unanswered) hangs.count += 1;
      throw error;
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
