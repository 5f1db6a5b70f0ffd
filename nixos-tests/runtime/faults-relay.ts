/** Stands before a backend's double, so that the backend can be away, and back, in the middle of a test. */
import { connect, createServer, type Socket } from "node:net";
import { close, listen, portOf } from "../rig/ports.ts";

export interface Relay {
  /** `127.0.0.1:port`. */
  readonly address: string;
  /** Passes everything on to this address from now on. */
  leadTo(address: string): void;
  /** Ends all connections and refuses new ones. */
  goDown(): Promise<void>;
  /** Listens again, on the same port. */
  comeUp(): Promise<void>;
}

/** Starts one on a free port; take it down for certain. */
export async function startRelay(): Promise<Relay> {
  const sockets = new Set<Socket>();
  let goal: { readonly host: string; readonly port: number } | null = null;
  const keep = (socket: Socket): Socket => {
    sockets.add(socket);
    return socket.on("error", () => socket.destroy()).once("close", () => sockets.delete(socket));
  };
  const server = createServer((client) => {
    if (goal === null) {
      client.destroy();
      return;
    }
    const backend = keep(connect(goal));
    keep(client).once("close", () => backend.destroy());
    backend.once("close", () => client.destroy());
    client.pipe(backend).pipe(client);
  });
  await listen(server);
  const port = portOf(server);
  return {
    address: `127.0.0.1:${port}`,
    leadTo: (address) => {
      const [host = "", number = ""] = address.split(":");
      goal = { host, port: Number(number) };
    },
    goDown: () => close(server, sockets),
    comeUp: () => listen(server, port),
  };
}
