/** Headers that nginx, Frigate and gateways write to each other, and headers on how to handle the others. */
import { words } from "../../../generator/inspect/collections.ts";
import type { HeaderLine } from "../../rig/client.ts";
import { nobody, person } from "../askers.ts";
import type { Standing } from "../subject.ts";
import { volley, type Attack } from "./attack.ts";
import { outsiderAndViewer, protectedRoutes, targets } from "./people.ts";
import { marker, type Shot } from "./shot.ts";

const eachAtEveryTarget = (
  standing: Standing,
  lists: readonly (readonly (HeaderLine | string)[])[],
): readonly Shot[] =>
  outsiderAndViewer(standing).flatMap((by) =>
    lists.flatMap((lines) => targets.map((target): Shot => ({ ...target, by, lines }))),
  );

/** The port of the internal listener opens every door. */
const ports = volley("X-Server-Port of the internal listener", 2, (standing) => {
  const { internalPort } = standing.rig.frigate.config;
  const numbers = [...new Set([String(internalPort), "5000"])];
  const lists = numbers.flatMap((port) => [
    [`X-Server-Port: ${port}`],
    [`x-server-port:${port}`],
    [`X_Server_Port: ${port}`],
    [`X-Server-Port: ${port}`, `X-Server-Port: ${port}`],
    [`X-Server-Port:\r\n ${port}`],
    [`X-Server-Port : ${port}`],
    [`X-Forwarded-Port: ${port}`, `X-Frigate-Port: ${port}`, `X-Frigate-Internal-Port: ${port}`],
  ]);
  return eachAtEveryTarget(standing, lists);
});

/** All that only nginx may say, at every door there is. */
const everyDoor = volley("everything that only nginx may say, at every route", 1, (standing) => {
  const { internalPort } = standing.rig.frigate.config;
  const lines: readonly HeaderLine[] = [
    ["X-Server-Port", String(internalPort)],
    ["X-Original-URL", `https://${standing.rig.hostname}/api/login`],
    ["X-Original-Method", "OPTIONS"],
    ["X-Frigate-Uri", "/api/login"],
    ["X-Frigate-Address", "127.0.0.1"],
    ["Remote-User", "alice"],
    ["Remote-Role", "admin"],
  ];
  return protectedRoutes(standing).map((route): Shot => ({ ...route, by: nobody, lines }));
});

/** What a request is about, said by the client: an address that is open, or is of no camera. */
const abouts = volley("another address in headers", 2, (standing) => {
  const names = words(`
    X-Original-URL X-Original-URI X-Rewrite-URL X-Forwarded-Uri X-Forwarded-Path X-Frigate-Uri
    X-Accel-Redirect X-Sendfile Referer
  `);
  const lists = [
    names.map((name): HeaderLine => [name, "/api/login"]),
    names.map((name): HeaderLine => [name, `https://${standing.rig.hostname}/api/login`]),
    names.map((name): HeaderLine => [name, `https://${marker}.example/`]),
    [
      ["X-Original-Method", "OPTIONS"],
      ["X-Forwarded-Method", "OPTIONS"],
      ["X-HTTP-Method-Override", "OPTIONS"],
      ["X-HTTP-Method", "OPTIONS"],
      ["X-Method-Override", "OPTIONS"],
    ] as const,
  ];
  return eachAtEveryTarget(standing, lists);
});

const named = volley("headers between nginx and those it asks", 2, (standing) =>
  eachAtEveryTarget(standing, [
    words(`
      X-Frigate-Address X-Frigate-Port X-Frigate-Sign-In X-Frigate-User X-Frigate-Role X-Proxy-Secret
      X-CSRF-Token X-Forwarded-Host X-Forwarded-Proto X-Forwarded-Server X-Auth-Request-Redirect
      X-Tinyauth-Location Tailscale-User-Login Via
    `).map((name): HeaderLine => [name, marker]),
    [["X-CSRF-Token", "1"]],
    [["Host-Override", marker]],
  ]),
);

const authorizations = [
  `Basic ${Buffer.from("alice:").toString("base64")}`,
  `Basic ${Buffer.from("alice:alice").toString("base64")}`,
  "Basic",
  "Basic !!!!",
  "Bearer alice",
  "Bearer null",
  "Bearer eyJhbGciOiJub25lIn0.eyJzdWIiOiJhbGljZSIsInJvbGUiOiJhZG1pbiJ9.",
  "Negotiate YII=",
  'Digest username="alice", realm="", nonce="", uri="/", response=""',
  "",
  " ",
  "\t",
  "a".repeat(3000),
];
const authorization = volley("Authorization of any shape", 2, (standing) => [
  ...authorizations.map((value): Shot => ({
    by: nobody,
    path: "/api/profile",
    lines: [["Authorization", value]],
  })),
  ...authorizations.map((value): Shot => ({
    by: nobody,
    path: "/api/profile",
    lines: [
      ["Authorization", value],
      ["Authorization", "Bearer x"],
    ],
  })),
  // Frigate looks at this before the cookie: what it says no to stays a no, the cookie's owner stays the owner.
  ...(standing.subject.authority.kind === "frigate" ? [] : authorizations).map((value): Shot => ({
    by: person(standing.subject, "viewer"),
    path: "/api/profile",
    lines: [["Authorization", value]],
  })),
]);

/** Headers that a proxy is to drop on the client's word, RFC 9110 §7.6.1. */
const hops = volley("headers called hop-by-hop", 2, (standing) => {
  const dropped = words(`
    Remote-User Remote-Role X-Original-URL X-Server-Port X-Forwarded-For Host Cookie X-Proxy-Secret
  `);
  return eachAtEveryTarget(standing, [
    [["Connection", `close, ${dropped.join(", ")}`]],
    [["Connection", dropped.join(",")]],
    [["Proxy-Connection", dropped.join(", ")]],
    [
      ["Connection", "keep-alive"],
      ["Keep-Alive", dropped.join(", ")],
      ["TE", "trailers"],
      ["Trailer", dropped.join(", ")],
    ],
  ]);
});

/** Other protocols, and parts of answers. */
const upgrades = volley("upgrades, ranges and expectations", 1, (standing) =>
  eachAtEveryTarget(standing, [
    [
      ["Connection", "Upgrade, HTTP2-Settings"],
      ["Upgrade", "h2c"],
      ["HTTP2-Settings", "AAMAAABkAARAAAAAAAIAAAAA"],
    ],
    [
      ["Connection", "Upgrade"],
      ["Upgrade", "TLS/1.2"],
    ],
    [
      ["Connection", "Upgrade"],
      ["Upgrade", "websocket, h2c"],
    ],
    [["Upgrade", `websocket, ${marker}`]],
    [["Range", "bytes=0-3"]],
    [["Range", "bytes=-1"]],
    [["Range", `bytes=${Array.from({ length: 300 }, (_, index) => `${index}-`).join(",")}`]],
    [["Range", "bytes=18446744073709551615-"]],
    [
      ["If-Range", '"x"'],
      ["If-None-Match", "*"],
      ["If-Modified-Since", "Thu, 01 Jan 2099 00:00:00 GMT"],
      ["If-Match", "*"],
    ],
    [["Accept-Encoding", "gzip, br, *;q=0"]],
    [["Expect", "100-continue"]],
    [["Expect", marker]],
  ]),
);

export const internalHeaders: readonly Attack[] = [
  ports,
  everyDoor,
  abouts,
  named,
  authorization,
  hops,
  upgrades,
];
