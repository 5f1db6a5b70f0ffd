/** Where people are sent, and what their browsers are told to keep. */
import { words } from "../../../generator/inspect/collections.ts";
import type { HeaderLine } from "../../rig/client.ts";
import { nobody, person } from "../askers.ts";
import { volley, type Attack } from "./attack.ts";
import { outsiderAndViewer } from "./people.ts";
import { marker, type Shot } from "./shot.ts";

const evil = `${marker}.example`;

const pages = [
  "/",
  "/review?after=1&before=2",
  "/login",
  `/login?rd=https://${evil}/`,
  `/login?rd=//${evil}/&redirect=//${evil}`,
  `//${evil}/`,
  `//${evil}/%2e%2e`,
  `/\\${evil}/`,
  `/%5c${evil}/`,
  `/%09/${evil}/`,
  `/%2f${evil}/`,
  `/.//${evil}/`,
  `/;@${evil}`,
  `/?@${evil}`,
  `/#@${evil}`,
  `/@${evil}`,
  `/?rd=https://${evil}/&x=${"y".repeat(2000)}`,
  `/&rd=https://${evil}/`,
  `/%26rd=https://${evil}/`,
  `/assets/..%2f..//${evil}`,
  `http://${evil}/`,
  `http://${evil}/login`,
  `https://${evil}/api/profile`,
  "/api/profile",
  "/api/logout",
  `/api/logout?rd=https://${evil}`,
];

/** The word alone is in the address somebody asked for, and so may be in the one they come back to. */
const plainPages = pages.filter((page) => !page.includes(marker));

const lists: readonly (readonly HeaderLine[])[] = [
  [],
  [["X-Forwarded-Host", evil]],
  [["X-Forwarded-Proto", "javascript"]],
  [["X-Forwarded-Port", "1"]],
  [["X-Forwarded-Uri", `https://${evil}/`]],
  [["X-Auth-Request-Redirect", `https://${evil}/`]],
  [["X-Original-URL", `https://${evil}/`]],
  [["Forwarded", `host=${evil};proto=http`]],
  [["Referer", `https://${evil}/`]],
  [["Origin", `https://${evil}`]],
];

const away = volley("a way out of the sign-in page", 7, (standing) => [
  ...outsiderAndViewer(standing).flatMap((by) => pages.map((path): Shot => ({ by, path }))),
  ...plainPages.flatMap((path) =>
    [...lists.map((lines) => ({ lines })), { hosts: [evil] }, { hosts: [`${evil}:1`] }].map((more): Shot => ({
      ...more,
      by: nobody,
      path,
    })),
  ),
]);

/** A line break in a redirect's address would begin a header of the answer. */
const injected = volley("headers of the answer by the path", 7, (standing) => {
  const ends = [
    "%0d%0a",
    "%0a",
    "%0d",
    "%E5%98%8D%E5%98%8A",
    "\x0b",
    "%c4%8a",
    "%23%0d%0a",
    "?%0d%0a",
    "%250d%250a",
  ];
  const starts = words("/ /login /review /assets /api/profile /api/logout /x-1.webmanifest /oauth2/start");
  return outsiderAndViewer(standing).flatMap((by) =>
    starts.flatMap((start) =>
      ends.map((end): Shot => ({
        by,
        path: `${start}${end}Set-Cookie:%20${marker}=1${end}X-${marker}:%201`,
      })),
    ),
  );
});

/** What a client says in cookies and headers does not come back as a cookie. */
const repeated = volley("cookies of the client's choice", 7, (standing) => {
  const viewer = person(standing.subject, "viewer");
  const cookies = [
    `${marker}=1`,
    `x="${marker}; Path=/`,
    `session=${marker}`,
    `frigate_token=${marker}`,
    `__Host-${marker}=1`,
    `x=1, frigate_token=${marker}`,
  ];
  return [nobody, viewer].flatMap((by) =>
    ["/", "/api/profile", "/login", "/api/logout"].flatMap((path) =>
      cookies.map((cookie): Shot => ({ by, path, lines: [["Cookie", cookie]] })),
    ),
  );
});

/** nginx sends on to a path's last slash, on the host it was asked for: for directories, and for what it passes on. */
const directories = volley("a directory's own redirect", 7, (standing) =>
  outsiderAndViewer(standing).flatMap((by) =>
    words(`
      /assets /fonts /locales /clips /recordings /recordings/2024-05-01 /clips/previews /api /api/vod
      /oauth2 /outpost.goauthentik.io
    `).flatMap((path) => [{ by, path }, { by, path, hosts: [evil] } satisfies Shot]),
  ),
);

export const returns: readonly Attack[] = [away, directories, injected, repeated];
