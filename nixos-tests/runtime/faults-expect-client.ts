/** A client that sends a body only when it is asked to (RFC 9110 §10.1.1, `Expect: 100-continue`). */
import { bytesOf, type HeaderLine } from "../rig/client.ts";
import { answerOn, connect } from "../rig/connection.ts";
import { readResponse, type Read, type Response } from "../rig/response.ts";
import type { Rig } from "../rig/rig.ts";

export interface Continued {
  readonly response: Response;
  /** Whether the body was asked for. */
  readonly continued: boolean;
}

/** Posts the body to the rig's public listener. */
export async function postExpectingContinue(
  rig: Rig,
  path: string,
  headers: readonly HeaderLine[],
  body: Buffer,
): Promise<Continued> {
  const socket = await connect(rig.target("public"));
  const all: readonly HeaderLine[] = [
    ["Host", rig.hostname],
    ["Expect", "100-continue"],
    ["Content-Length", String(body.length)],
    ...headers,
  ];
  let continued = false;
  const read = (received: Buffer, ended: boolean): Read | null => {
    if (!continued && received.toString("latin1", 0, 12) === "HTTP/1.1 100") {
      continued = true;
      socket.write(body);
    }
    return readResponse(received, "POST", ended);
  };
  const { response } = await answerOn(socket, bytesOf({ method: "POST", path, headers: all }), read);
  socket.destroy();
  return { response, continued };
}
