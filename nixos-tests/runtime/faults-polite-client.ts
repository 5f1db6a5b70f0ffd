/** A client that sends a body only when it is asked to (RFC 9110 §10.1.1, `Expect: 100-continue`). */
import { connect } from "node:tls";
import type { HeaderLine } from "../rig/client.ts";
import { readResponse, type Response } from "../rig/response.ts";
import type { Rig } from "../rig/rig.ts";

export interface Polite {
  readonly response: Response;
  /** Whether the body was asked for. */
  readonly continued: boolean;
}

/** Posts the body to the rig's public listener, which has TLS. */
export function postPolitely(
  rig: Rig,
  path: string,
  headers: readonly HeaderLine[],
  body: Buffer,
): Promise<Polite> {
  const { port, tls = rig.hostname } = rig.target("public");
  const head = [
    `POST ${path} HTTP/1.1`,
    `Host: ${rig.hostname}`,
    "Expect: 100-continue",
    `Content-Length: ${body.length}`,
    ...headers.map(([name, value]) => `${name}: ${value}`),
  ];
  return new Promise((resolve, reject) => {
    const socket = connect({ port, host: "127.0.0.1", servername: tls, rejectUnauthorized: false });
    let received = Buffer.alloc(0);
    let continued = false;
    const look = (ended: boolean): void => {
      if (!continued && received.toString("latin1", 0, 12) === "HTTP/1.1 100") {
        continued = true;
        socket.write(body);
      }
      const read = readResponse(received, "POST", ended);
      if (read !== null) resolve({ response: read.response, continued });
      else if (ended) reject(new Error(`the connection ended after: ${received.toString("latin1")}`));
      if (read !== null || ended) socket.destroy();
    };
    socket.on("error", reject);
    socket.on("secureConnect", () => socket.write(`${head.join("\r\n")}\r\n\r\n`));
    socket.on("data", (chunk: Buffer) => {
      received = Buffer.concat([received, chunk]);
      look(false);
    });
    socket.on("end", () => look(true));
  });
}
