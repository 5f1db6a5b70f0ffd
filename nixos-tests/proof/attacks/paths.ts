/** Addresses spelled so that one reader takes them for another. */
import { words } from "../../../generator/inspect/collections.ts";
import { gateways } from "../../../generator/schema/gateways.ts";
import { nobody, person } from "../askers.ts";
import type { Standing } from "../subject.ts";
import type { BackendRequest } from "../../rig/double.ts";
import { isQuestion } from "../../rig/frigate.ts";
import { attack, volley, type Attack } from "./attack.ts";
import { outsiderAndViewer } from "./people.ts";
import { marker, showShot, type Shot, type Sight } from "./shot.ts";

const hex = (text: string): string =>
  [...text].map((character) => `%${character.charCodeAt(0).toString(16)}`).join("");

/** What a path may become; `path` begins with a slash. */
const spellings: readonly ((path: string, host: string) => string)[] = [
  (path) => path,
  (path) => `/${path}`,
  (path) => `//${path}`,
  (path) => `/.${path}`,
  (path) => `/x/..${path}`,
  (path) => `/%2e${path}`,
  (path) => `/x/%2e%2e${path}`,
  (path) => `/x%2f..${path}`,
  (path) => `/x/..%2f${path.slice(1)}`,
  (path) => `/../..${path}`,
  (path) => path.replace(/(.)\//g, "$1//"),
  (path) => path.replace(/(.)\//g, "$1/./"),
  (path) => path.replace(/(.)\//g, "$1%2f"),
  (path) => path.replace(/(.)\//g, "$1%252f"),
  (path) => path.replace(/(.)\//g, "$1\\"),
  (path) => path.replace(/(.)\//g, "$1%5c"),
  (path) => `/${hex(path.slice(1, 2))}${path.slice(2)}`,
  (path) => `/%25${path.slice(1)}`,
  (path) => `/${path.slice(1).toUpperCase()}`,
  (path) => `${path}/`,
  (path) => `${path}/.`,
  (path) => `${path}/x/..`,
  (path) => `${path};x=y`,
  (path) => path.replace(/(.)\//g, "$1;/"),
  (path) => `${path}%00`,
  (path) => `${path}%00.jpg`,
  (path) => `${path}%20`,
  (path) => `${path}.`,
  (path) => `${path}%0a`,
  (path) => `${path}%0d%0a`,
  (path) => `${path}%0a?x=y`,
  (path) => `${path}%0d%0aRemote-User:%20${marker}%0d%0aRemote-Role:%20admin%0d%0aX:%20y`,
  (path) => `${path}%0aRemote-User:%20${marker}%0aRemote-Role:%20admin%0aX:%20y`,
  (path) => `${path}?x=%0d%0aRemote-User:%20${marker}`,
  (path) => `${path}?`,
  (path) => `${path}??/../login`,
  (path) => `${path}#`,
  (path) => `${path}#/api/login`,
  (path) => `${path}?/api/login`,
  (path) => `${path}%3f/api/login`,
  (path) => `${path}%23/api/login`,
  (path) => `${path}\xff\xfe`,
  (path) => `${path}%ff%fe`,
  (path) => `${path}%c0%af..%c0%afusers`,
  (path) => `${path}\x01`,
  (path) => `${path}\t`,
  (path) => `${path} HTTP/1.1 x`,
  (path) => `${path}%`,
  (path) => `${path}%u002f`,
  (path) => path.slice(1),
  (path) => `\\${path.slice(1)}`,
  (path, host) => `http://${host}${path}`,
  (path, host) => `https://${host}:443${path}`,
  (path) => `http://${marker}.example${path}`,
  (path) => `http://a?b${path}`,
  (path, host) => `HTTP://user@${host}${path}`,
  (path) => `frigate://${path}`,
];

const protectedPaths = [
  "/api/profile",
  "/api/users",
  "/api/front_door/latest.jpg",
  "/recordings/2024-05-01/10/garden/00.00.mp4",
  "/clips/garden-1.jpg",
  "/live/webrtc/webrtc.html",
];

const everySpelling = ({ rig }: Standing, paths: readonly string[]): readonly string[] =>
  paths.flatMap((path) => spellings.map((spell) => spell(path, rig.hostname)));

const withoutSession = volley("protected paths in every spelling", 1, (standing) =>
  everySpelling(standing, protectedPaths).map((path): Shot => ({ by: nobody, path })),
);

const withSession = volley("paths in every spelling, as somebody", 2, (standing) =>
  everySpelling(standing, ["/api/profile", "/api/users"]).map((path): Shot => ({
    by: person(standing.subject, "viewer"),
    path,
  })),
);

/** A line break that reaches a question ends its header: what follows is the attacker's, and the rest is lost. */
const lineBreaks = attack("line breaks in the path", 2, async ({ standing, shoot, found }) => {
  for (const by of outsiderAndViewer(standing)) {
    const usual = headersAsked(await shoot({ by, path: "/api/profile" }));
    for (const path of brokenPaths(standing)) {
      const shot: Shot = { by, path };
      const sight = await shoot(shot);
      const asked = headersAsked(sight);
      // A yes that is remembered is no question at all.
      const lost = [...usual].flatMap(([server, names]) =>
        asked.has(server) ? [...names].filter((name) => asked.get(server)?.has(name) !== true) : [],
      );
      if (lost.length > 0) found(`${showShot(shot)} has a question lack ${lost.join(", ")}`);
    }
  }
});

/** Frigate's /auth and the gateway; what went on to the API is another matter. */
const questionsIn = ({ frigate, gateway }: Sight): readonly BackendRequest[] => [
  ...frigate.filter(isQuestion),
  ...gateway,
];

/** Names of the headers that each of them was told. */
const headersAsked = (sight: Sight): ReadonlyMap<string, ReadonlySet<string>> =>
  new Map(
    questionsIn(sight).map(({ server, rawHeaders }) => [
      server,
      new Set(rawHeaders.filter((_, index) => index % 2 === 0)),
    ]),
  );

function brokenPaths({ rig }: Standing): readonly string[] {
  const { internalPort } = rig.frigate.config;
  const said = ["X-Server-Port:%20", "X-Server-Port:"].flatMap((name) => [
    `%0d%0a${name}${internalPort}%0d%0aX-Rest:%20`,
    `%0a${name}${internalPort}%0aX-Rest:%20`,
    `%0D%0A${name}${internalPort}`,
    `%0d${name}${internalPort}`,
  ]);
  const rest = [
    "%0a",
    "%0a?x=1",
    "%0d%0a%0d%0a",
    `%0d%0aRemote-User:%20alice%0d%0aRemote-Role:%20admin`,
    `%0d%0aCookie:%20${marker}=1`,
    `%0a%0aGET%20/auth%20HTTP/1.1%0aX-Server-Port:%20${internalPort}%0a%0a`,
    "%e2%80%a8",
    "%c4%8d%c4%8a",
  ];
  const starts = ["/api/profile", "/api/profile?", "/ws/", "/recordings/", "/clips/"];
  return [...said, ...rest].flatMap((end) => [
    ...starts.map((start) => `${start}${end}`),
    `/api/a.jpg${end}b.jpg`,
  ]);
}

/** Paths that begin like one that is open to everybody. */
const beginnings = ({ subject }: Standing): readonly string[] => {
  const { authority } = subject;
  return [
    "/api/login",
    "/api/logout",
    "/api/auth/first_time_login",
    "/assets",
    "/fonts",
    "/locales",
    "/vod-not-found",
    "/login",
    "/.well-known/acme-challenge",
    "/x-1.webmanifest",
    ...(authority.kind === "gateway"
      ? Object.keys(gateways[authority.name].publicLocations).map((path) => path.replace(/\/$/, ""))
      : []),
  ];
};

const behindPublic = volley("behind the beginning of a public path", 1, (standing) => {
  const ends = words(`
    _cam/recordings _cam/latest.jpg x /../users /../api/users /%2e%2e/users /..%2fapi/users
    %2f..%2fusers %2f..%2f..%2fapi/users /../../api/profile
    /../recordings/2024-05-01/10/garden/00.00.mp4 /..%2fclips/garden-1.jpg ../clips/garden-1.jpg
    ..%2frecordings/ ;/../users %3b/..%2fusers %00/../users /.%0a./users %0a /x.jpg
  `);
  return beginnings(standing).flatMap((start) =>
    ends.map((end): Shot => ({ by: nobody, path: `${start}${end}` })),
  );
});

/** What only nginx itself may ask for. */
const internalPaths = volley("internal locations", 1, (standing) => {
  const paths = words(`
    /auth /auth/ /auth/x /authx //auth /%61uth /auth%00 /x/../auth /gateway /client /stranger
    /nameless /@frigate_sign_in @frigate_sign_in /%40frigate_sign_in /cache/secret.mp4
    //cache/secret.mp4 /x/..%2fcache/secret.mp4 /cache../cache/secret.mp4 /stream../secret.mp4
    /stream/../cache/secret.mp4 /stream/..%2fsecret.mp4 /clips/..%2ffrigate.db /clips../frigate.db
    /recordings/..%2f..%2ffrigate.db /exports/%2e%2e/frigate.db /frigate.db /api/auth
    /api/go2rtc/api/streams/../../../auth
  `);
  const hosts = [
    undefined,
    ["frigate-identity"],
    ["frigate-api"],
    ["localhost"],
    ["unix:/run/nginx/frigate-identity.sock"],
  ];
  const lines = [`Remote-User: ${marker}`, "Remote-Role: admin"];
  const own = standing.subject.authority.kind === "proxy";
  return outsiderAndViewer(standing).flatMap((by) =>
    paths.flatMap((path) => hosts.map((host): Shot => ({ by, path, lines: own ? [] : lines, hosts: host }))),
  );
});

const long = volley("paths beyond every measure", 1, (standing) =>
  outsiderAndViewer(standing).flatMap((by) =>
    [
      `/api/profile/${"a".repeat(7000)}`,
      `/api/profile?${"a".repeat(7000)}`,
      `/api/profile?${"a".repeat(40_000)}`,
      `/${"../".repeat(2000)}api/profile`,
      `/api/profile${"/.".repeat(3000)}`,
      `/api/profile/${"%2f".repeat(2000)}`,
      `/${"%2e%2e%2f".repeat(500)}api/users`,
      `/api/profile${"%0a".repeat(2000)}`,
    ].map((path): Shot => ({ by, path })),
  ),
);

export const paths: readonly Attack[] = [
  withoutSession,
  withSession,
  lineBreaks,
  behindPublic,
  internalPaths,
  long,
];
