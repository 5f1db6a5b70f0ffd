/** A websocket server for a browser: says who is there, as Frigate would understand it, and repeats what it is told. */
import { createHash } from "node:crypto";
import { createServer, type IncomingMessage } from "node:http";
import type { Duplex } from "node:stream";
import { portOf } from "../rig/ports.ts";

export interface WebsocketServer {
  /** `127.0.0.1:port`. */
  readonly address: string;
  /** Handshakes there have been. */
  handshakes(): number;
  stop(): Promise<void>;
}

/** Starts one on a free port. The rig's double sends frames back masked, which browsers do not take from a server. */
export async function startWebsocketServer(): Promise<WebsocketServer> {
  const sockets = new Set<Duplex>();
  let handshakes = 0;
  const server = createServer((_, response) => void response.writeHead(426).end());
  server.on("upgrade", (request: IncomingMessage, socket: Duplex) => {
    handshakes += 1;
    sockets.add(socket);
    socket.once("close", () => sockets.delete(socket)).on("error", () => {});
    socket.write(handshake(request.headers["sec-websocket-key"] ?? ""));
    const who = `${request.headers["remote-user"] ?? ""} (${request.headers["remote-role"] ?? ""})`;
    answerFrames(socket, (text) => `${who}: ${text}`);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    address: `127.0.0.1:${portOf(server)}`,
    handshakes: () => handshakes,
    stop: async () => {
      const closed = new Promise((resolve) => server.close(resolve));
      for (const socket of sockets) socket.destroy();
      server.closeAllConnections();
      await closed;
    },
  };
}

/** RFC 6455 §4.2.2. */
function handshake(key: string): string {
  const accept = createHash("sha1").update(`${key}258EAFA5-E914-47DA-95CA-C5AB0DC85B11`).digest("base64");
  return (
    "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n" +
    `Sec-WebSocket-Accept: ${accept}\r\n\r\n`
  );
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
