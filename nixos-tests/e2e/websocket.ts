/** A websocket server for a browser: says who is there, as Frigate would understand it, and repeats what it is told. */
import { createServer, type IncomingMessage } from "node:http";
import type { Duplex } from "node:stream";
import { switchesProtocols } from "../rig/double.ts";
import { close, connectionsOf, listen, portOf } from "../rig/ports.ts";

export interface WebsocketServer {
  /** `127.0.0.1:port`. */
  readonly address: string;
  /** Handshakes there have been. */
  handshakes(): number;
  stop(): Promise<void>;
}

/** Starts one on a free port. The rig's double sends frames back masked, which browsers do not take from a server. */
export async function startWebsocketServer(): Promise<WebsocketServer> {
  let handshakes = 0;
  const server = createServer((_, response) => void response.writeHead(426).end());
  const sockets = connectionsOf(server);
  server.on("upgrade", (request: IncomingMessage, socket: Duplex) => {
    handshakes += 1;
    socket.write(switchesProtocols(request.headers["sec-websocket-key"] ?? ""));
    const who = `${request.headers["remote-user"] ?? ""} (${request.headers["remote-role"] ?? ""})`;
    answerFrames(socket, (text) => `${who}: ${text}`);
  });
  await listen(server);
  return {
    address: `127.0.0.1:${portOf(server)}`,
    handshakes: () => handshakes,
    stop: () => close(server, sockets),
  };
}

/** Answers text frames of up to 125 bytes (RFC 6455 §5.2); anything else ends the connection. */
function answerFrames(socket: Duplex, answer: (text: string) => string): void {
  let received = Buffer.alloc(0);
  socket.on("data", (chunk: Buffer) => {
    received = Buffer.concat([received, chunk]);
    for (;;) {
      const [first = 0, second = 0] = received;
      const length = second & 0x7f;
      if (received.length < 6 || received.length < 6 + length) return;
      if (first !== 0x81 || length > 125) return void socket.destroy();
      const mask = received.subarray(2, 6);
      const text = received.subarray(6, 6 + length).map((byte, index) => byte ^ (mask[index % 4] ?? 0));
      received = received.subarray(6 + length);
      const bytes = Buffer.from(answer(Buffer.from(text).toString()));
      socket.write(Buffer.concat([Buffer.from([0x81, bytes.length]), bytes]));
    }
  });
}
