/** Methods that some readers pass over, and words that are none. */
import { volley, type Attack } from "./attack.ts";
import { outsiderAndViewer } from "./people.ts";
import { marker, type Shot } from "./shot.ts";

const methods = [
  "HEAD",
  "OPTIONS",
  "POST",
  "PUT",
  "PATCH",
  "DELETE",
  "PROPFIND",
  "MKCOL",
  "COPY",
  "MOVE",
  "LOCK",
  "TRACE",
  "CONNECT",
  "PURGE",
  "DEBUG",
  "get",
  "Get",
  "GET_",
  "G\0ET",
  "M-SEARCH",
  marker.toUpperCase(),
  "A".repeat(300),
];

const spots = [
  "/api/profile",
  "/api/events",
  "/api/front_door/latest.jpg",
  "/recordings/2024-05-01/10/garden/00.00.mp4",
  "/live/webrtc/webrtc.html",
  "/api/go2rtc/webrtc?src=front_door",
];

const odd = volley("every method", 1, (standing) =>
  outsiderAndViewer(standing).flatMap((by) =>
    // A gateway that does not know a method may complain.
    methods.flatMap((method) => spots.map((path): Shot => ({ by, path, method, mayFail: true }))),
  ),
);

/** The question is asked before the body is there: nobody waits for it, and it reaches nobody who asks. */
const bodies = volley("bodies while the question is asked", 5, (standing) =>
  outsiderAndViewer(standing).flatMap((by) =>
    ["POST", "PUT", "GET"].flatMap((method) =>
      [1, 20_000, 200_000].map((length): Shot => ({
        by,
        method,
        path: "/api/events",
        body: marker.padEnd(length, "x"),
      })),
    ),
  ),
);

const targets = volley("request targets that are no path", 1, (standing) =>
  outsiderAndViewer(standing).flatMap((by) => [
    { by, method: "OPTIONS", path: "*" },
    { by, method: "CONNECT", path: `${standing.rig.hostname}:443` },
    { by, method: "CONNECT", path: "127.0.0.1:5001" },
    { by, path: "*" },
    { by, path: "" },
    { by, path: "?" },
    { by, path: "http:" },
    { by, path: "http://" },
    { by, path: "127.0.0.1:5001/users" },
  ]),
);

export const oddMethods: readonly Attack[] = [odd, bodies, targets];
