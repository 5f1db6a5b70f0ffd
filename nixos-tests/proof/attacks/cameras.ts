/** A role that may see one camera only asks for another one's pictures. Frigate looks at files and streams from 0.18 on. */
import { words } from "../../../generator/inspect/collections.ts";
import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { directories } from "../../../generator/schema/frigate.ts";
import { since } from "../../rig/frigate-config.ts";
import { person } from "../askers.ts";
import type { Standing, Subject } from "../subject.ts";
import { volley, type Attack } from "./attack.ts";
import { marker, type Shot } from "./shot.ts";

const limited = (subject: Subject): boolean => since(subject, "0.18");

/** Every way to the front door's pictures that is somebody's idea of one. */
const files = words(`
  /clips/front_door-1.jpg /clips/%66ront_door-1.jpg /clips//front_door-1.jpg
  //clips/front_door-1.jpg /clips%2ffront_door-1.jpg /x/../clips/front_door-1.jpg
  /clips/garden-1.jpg/../front_door-1.jpg /clips/./front_door-1.jpg
  /clips/front_door-1.jpg?x=/clips/garden-1.jpg /clips/front_door-1.jpg#/clips/garden-1.jpg
  /clips/front_door-1.jpg;/garden /clips/garden-1.jpg%00/../front_door-1.jpg
  /clips/garden-/../front_door-1.jpg /clips/previews/front_door/1.mp4
  /clips/previews/garden/../front_door/1.mp4 /clips/previews/garden/%2e%2e/front_door/1.mp4
  /clips/previews/garden/..%2ffront_door/1.mp4 /clips/previews/garden%2f../front_door/1.mp4
  /recordings/2024-05-01/10/front_door/00.00.mp4
  /recordings/2024-05-01/10/garden/../front_door/00.00.mp4
  /recordings//2024-05-01/./10/front_door/00.00.mp4 /recordings/2024-05-01/10//front_door/00.00.mp4
  /recordings/x/../2024-05-01/10/front_door/00.00.mp4 /exports/front_door.mp4
  /exports/%2e/front_door.mp4 /exports//front_door.mp4 /exports/front_door.mp4/
  /exports/front%5fdoor.mp4 /EXPORTS/front_door.mp4 http://a?b/exports/front_door.mp4 /clips/
  /exports/ /recordings/2024-05-01/10/
`);

const hosts = [undefined, ["a?b"], ["a#b"], ["x/clips/garden-1.jpg?"], ["garden"]];

const media = volley(
  "another camera's files",
  4,
  (standing) =>
    files.flatMap((path) =>
      hosts.map((host): Shot => ({ by: person(standing.subject, "gardener"), path, hosts: host })),
    ),
  limited,
);

/** Pictures of a face, in a directory with the person's name, which has a blank. */
export function layOutFace({ rig }: Standing): void {
  const file = join(rig.directory, directories.state, "clips/faces/Jane Doe/1.webp");
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, "picture of the front door");
}

const faces = volley(
  "a face, in a path with a blank",
  4,
  (standing) => {
    layOutFace(standing);
    const path = "clips/faces/Jane%20Doe/1.webp";
    const starts = ["/", "//", "/x/../", "/./", "/%2e/", "/x/%2e%2e/", "/x%2f%2e%2e%2f", "/clips/../"];
    // More dots than an expression may step back over that is compiled to machine code (pcre_jit).
    return ["", `#/${".".repeat(1400)}y`, "#/..", `?/${".".repeat(1400)}`].flatMap((end) =>
      starts.map((start): Shot => ({
        by: person(standing.subject, "gardener"),
        path: `${start}${path}${end}`,
      })),
    );
  },
  limited,
);

const streams = words(`
  /live/mse/api/ws?src=front_door /live//mse/api/ws?src=front_door //live/mse/api/ws?src=front_door
  /live/./mse/api/ws?src=front_door /live/x/../mse/api/ws?src=front_door
  /live/%2e/mse/api/ws?src=front_door /live/mse/api/%77s?src=front_door
  /live%2fmse/api/ws?src=front_door /live/mse/api/ws?%73rc=front_door
  /live/mse/api/ws?src=garden&src=front_door /live/mse/api/ws?src=front_door&src=garden
  /live/mse/api/ws?src=garden&%73rc=front%5fdoor /live/mse/api/ws?src=garden%26src=front_door
  /live/mse/api/ws?SRC=front_door /live/mse/api/ws /live/mse/api/ws?src=
  /live/mse/api/ws?src=front_door_sub /live/mse/api/ws?src=rtsp://192.0.2.9/other
  /live/mse/api/ws/?src=front_door /live/mse/api/wsx?src=front_door
  /live/mse/api/ws%20?src=front_door /live/mse/api/ws%0a?src=front_door
  /live/mse/api/ws;a=b?src=front_door /live/mse/api/ws%3Fsrc=garden?src=front_door
  http://a?b/live/mse/api/ws?src=front_door /live/webrtc/api/ws?src=front_door
  /live/webrtc/api/%77s?src=front_door /api/go2rtc/api/ws?src=front_door
`);

const live = volley(
  "another camera's streams",
  4,
  ({ subject }) => [
    ...streams.flatMap((path) =>
      hosts.map((host): Shot => ({ by: person(subject, "gardener"), path, upgrade: true, hosts: host })),
    ),
    ...["/api/go2rtc/webrtc", "/api//go2rtc/webrtc", "/api/go2rtc/webrtc/", "/api/go2rtc/webrtcx"].map(
      (path): Shot => ({
        by: person(subject, "gardener"),
        path: `${path}?src=front_door`,
        method: "POST",
        body: "v=0",
      }),
    ),
    ...["/api/go2rtc/streams", "/api/go2rtc/api/streams", "/api/go2rtc/api/streams?src=garden"].map(
      (path): Shot => ({ by: person(subject, "gardener"), path }),
    ),
  ],
  limited,
);

/** Headers by which the question could be made to be about something else, or about nothing. */
const misled = volley(
  "another camera's files, with headers about another address",
  4,
  ({ subject, rig }) => {
    const own = `https://${rig.hostname}/clips/garden-1.jpg`;
    const lists = [
      [`X-Original-URL: ${own}`],
      [`X_Original_URL: ${own}`],
      ["X-Original-URL:"],
      [`X-Original-URL: ${own}`, `X-Original-URL: ${own}`],
      ["Connection: X-Original-URL"],
      ["Connection: close, X-Original-URL, X-Frigate-Uri"],
      ["X-Frigate-Uri: /clips/garden-1.jpg", `X-Original-URI: ${marker}`],
      ["X-Forwarded-Uri: /clips/garden-1.jpg", `X-Rewrite-URL: ${own}`],
      [`X-Server-Port: ${rig.frigate.config.internalPort}`],
    ];
    const goals = ["/clips/front_door-1.jpg", "/exports/front_door.mp4"];
    return lists.flatMap((lines) =>
      goals.map((path): Shot => ({ by: person(subject, "gardener"), path, lines })),
    );
  },
  limited,
);

export const cameras: readonly Attack[] = [media, faces, live, misled];
