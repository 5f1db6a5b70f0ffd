/** Websockets: once open, nobody asks again. */
import { nobody, person } from "../askers.ts";
import { volley, type Attack } from "./attack.ts";
import type { Shot } from "./shot.ts";

const sockets = [
  "/ws",
  "/live/jsmpeg/front_door",
  "/live/mse/api/ws?src=front_door",
  "/live/webrtc/api/ws?src=front_door",
];

const odd = [
  ["Upgrade: websocket", "Connection: keep-alive"],
  ["Upgrade: WebSocket", "Connection: upgrade"],
  ["Upgrade: websocket\r\nUpgrade: h2c", "Connection: Upgrade"],
  ["Upgrade: x", "Connection: Upgrade"],
  ["Upgrade:", "Connection: Upgrade"],
  ["Connection: Upgrade"],
];

const without = volley("websockets without a session", 1, () => [
  ...sockets.map((path): Shot => ({ by: nobody, path, upgrade: true })),
  ...sockets.flatMap((path) => odd.map((lines): Shot => ({ by: nobody, path, lines }))),
  ...sockets.map((path): Shot => ({ by: nobody, path, upgrade: true, method: "POST" })),
  ...sockets.map((path): Shot => ({
    by: nobody,
    path,
    upgrade: true,
    lines: ["Sec-WebSocket-Protocol: alice"],
  })),
]);

const as = volley("websockets with a session", 2, ({ subject }) =>
  (["admin", "viewer", "gardener"] as const).flatMap((role) =>
    ["/ws", "/live/jsmpeg/garden"].map((path): Shot => ({ by: person(subject, role), path, upgrade: true })),
  ),
);

export const websockets: readonly Attack[] = [without, as];
