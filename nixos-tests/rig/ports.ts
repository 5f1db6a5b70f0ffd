/** What this machine has to listen with. */
import { createServer, type Server, type Socket } from "node:net";
import { networkInterfaces } from "node:os";

/** Whether `[::1]` can be listened on. */
export const hasIpv6 = (): boolean =>
  Object.values(networkInterfaces()).some((addresses) => addresses?.some(({ address }) => address === "::1"));

/**
 * Different ports of 127.0.0.1 that nobody listens on. Somebody may before they are used: who uses them has to be ready to
 * ask again.
 */
export async function freePorts(count: number): Promise<readonly number[]> {
  const servers = Array.from({ length: count }, () => createServer());
  await Promise.all(servers.map((server) => listen(server)));
  const ports = servers.map(portOf);
  await Promise.all(servers.map((server) => close(server)));
  return ports;
}

/** Listens on a port of loopback, any that is free where none is named, or on the unix socket of that path. */
export const listen = (server: Server, place: number | string = 0): Promise<void> =>
  new Promise((resolve, reject) => {
    server.once("error", reject);
    // The bench opens thousands of connections at once.
    const options = typeof place === "string" ? { path: place } : { port: place, host: "127.0.0.1" };
    server.listen({ ...options, backlog: 4096 }, () => {
      server.off("error", reject);
      resolve();
    });
  });

/** The connections of a server that are open, those that are no longer HTTP among them. */
export function connectionsOf(server: Server): ReadonlySet<Socket> {
  const sockets = new Set<Socket>();
  server.on("connection", (socket: Socket) => {
    sockets.add(socket);
    socket.once("close", () => sockets.delete(socket)).on("error", () => {});
  });
  return sockets;
}

/** Ends these connections, and refuses new ones. */
export async function close(server: Server, sockets: Iterable<Socket> = []): Promise<void> {
  if (!server.listening) return;
  const closed = new Promise<void>((resolve) => server.close(() => resolve()));
  for (const socket of sockets) socket.destroy();
  await closed;
}

/** The port a server on a TCP address listens on. */
export function portOf(server: Server): number {
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("the server has no port");
  return address.port;
}
