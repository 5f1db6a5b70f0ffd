/**
 * Every nginx location of the virtual host: who may reach it, where it goes, and which versions of Frigate have it.
 * Source, unless a comment says otherwise: N/nginx.conf and N/auth_location.conf (N/ as in frigate.ts).
 *
 * The keys are nginx's own matchers. They are upstream's, so that what a user has written for one of them keeps working;
 * where a prefix lets in more than the path that is meant, the match is exact.
 */
import type { UpstreamName, Version } from "./frigate.ts";
import { inLocation, type Line } from "./nginx.ts";

type Path = `/${string}`;
type Expression = `${"~" | "~*"} ${string}`;

/** A path without modifier (prefix), or with one of nginx's; or a name. */
export type Matcher = Path | `${"=" | "^~"} ${Path}` | Expression | `@frigate_${string}`;

/** Where a request goes: an upstream, and the path it is asked for. */
export interface Backend {
  readonly upstream: UpstreamName;
  /** Takes the place of the matched path; `without /api` takes `/api` off the front of a path that an expression matched. */
  readonly path: `/${string}` | "without /api";
}

const to = (upstream: UpstreamName) => (path: Backend["path"]) => ({ upstream, path }) satisfies Backend;
const api = to("frigate-api");
const go2rtc = to("frigate-go2rtc");
const jsmpeg = to("frigate-jsmpeg");
const socket = to("frigate-mqtt-ws");

interface Proxied {
  readonly to: Backend;
  /** The connection may be upgraded to a websocket. */
  readonly websocket?: true;
  /** JSON answers are remembered for a moment, per user and role. */
  readonly cache?: true;
  /** What stands behind a line break in the path (`%0a` in a client's) is for nginx alone, and not passed on. */
  readonly untilLineBreak?: true;
}

/** Directories files are served from: `web` is the user interface, part of the package. */
export type Directory = "web" | "state" | "cache";

interface Files {
  readonly files: Directory;
  /** Directory below `files` that stands for the matched path; without it the path is kept. */
  readonly insteadOfPath?: `/${string}`;
  /** Files to look for in turn. */
  readonly tryFiles?: string;
  /** A list of the directory's files, for people or for programs. */
  readonly index?: "html" | "json";
  /** Types of files by ending, in the place of the server's table. */
  readonly fileTypes?: Readonly<Record<string, string>>;
}

interface Vod {
  readonly vod: true;
}

interface Check {
  readonly check: true;
}

interface Answer {
  readonly status: 404;
}

/** Sends the browser on to the page to sign in on, or says who is signed in and may not come in. */
interface SignIn {
  readonly signIn: "page that was asked for" | "start page" | "refusal";
}

interface Common {
  /** First version that has the route. */
  readonly since?: Version;
  /** First version that no longer has it. */
  readonly until?: Version;
  /** Upstream's matcher, where it is not the same. */
  readonly replaces?: Matcher;
  /** For the reader of the module. */
  readonly comment?: string;
  /** Path and query of a request for it; without it tests ask for the matcher's own path, or for something below it. */
  readonly sample?: Path;
  /** Why it is there though nixpkgs' module has no such route, in any version; becomes a correction of corrections.ts. */
  readonly notInNixpkgs?: string;
  /** Only there with a gateway, see identity.ts. */
  readonly onlyWithGateway?: true;
  /** Asks for a session when there is a gateway; the browser is then sent to sign in. */
  readonly pageOfGateway?: true;
  /** Shows one camera's pictures, so that Frigate judges it as well (frigate/api/media_auth.py, go2rtc's paths in auth.py). */
  readonly ofOneCamera?: true;
  /** How long a browser may keep the answer: never, or until it is told otherwise, or for a time. */
  readonly browserCache?: "never" | "public" | "public, 1 year" | "private, 7 days";
  readonly accessLog?: false;
  /** The only method that is let through; nginx takes HEAD for GET (ngx_http_core_limit_except). */
  readonly method?: "GET" | "POST";
  /** Directives of this route alone. */
  readonly lines?: readonly Line<"location">[];
}

/**
 * Who may reach a route:
 * - protected: whoever Frigate's /auth lets in;
 * - public: everybody, for the stated reason;
 * - internal: only nginx itself, by subrequest or redirect.
 *
 * A protected route never answers by itself (`return` comes before `auth_request` in nginx), so that pair does not exist.
 */
export type Route = Common &
  (
    | ({ readonly access: "protected" } & (Proxied | Files | Vod))
    | ({ readonly access: "public"; readonly because: string } & (Proxied | Files | Answer | SignIn))
    | ({ readonly access: "internal" } & (Files | Check | SignIn))
  );

const page = "the page itself holds nothing private; what it shows comes from the API";

export const routes = {
  "/": {
    access: "public",
    sample: "/review?id=1",
    because: page,
    files: "web",
    tryFiles: "$uri $uri.html $uri/ /index.html",
    browserCache: "never",
    pageOfGateway: true,
  },
  "= /login": {
    access: "public",
    because: "leads to the gateway's sign-in page, as Frigate's own is of no use then",
    onlyWithGateway: true,
    signIn: "start page",
  },
  "@frigate_sign_in": { access: "internal", onlyWithGateway: true, signIn: "page that was asked for" },
  "@frigate_refusal": { access: "internal", onlyWithGateway: true, signIn: "refusal" },
  "/assets/": {
    access: "public",
    sample: "/assets/app.js",
    because: page,
    files: "web",
    accessLog: false,
    browserCache: "public, 1 year",
  },
  "/fonts": {
    access: "public",
    sample: "/fonts/inter.woff2",
    because: page,
    files: "web",
    since: "0.17",
    accessLog: false,
    browserCache: "public, 1 year",
  },
  "/locales/": {
    access: "public",
    sample: "/locales/en/common.json",
    because: page,
    files: "web",
    since: "0.16",
    accessLog: false,
    browserCache: "public",
  },
  "~ ^/.*-([A-Za-z0-9]+)\\.webmanifest$": {
    access: "public",
    sample: "/site-abc123.webmanifest",
    because: page,
    files: "web",
    since: "0.16",
    accessLog: false,
    browserCache: "public, 1 year",
    lines: [inLocation("default_type", "application/json")],
  },

  "= /auth": {
    access: "internal",
    replaces: "/auth",
    comment: "Exact, so that no expression of a user's takes the question.",
    check: true,
  },

  "/api/": { access: "protected", sample: "/api/config", to: api("/"), cache: true, browserCache: "never" },
  "/api/stats": {
    access: "protected",
    to: api("/stats"),
    cache: true,
    accessLog: false,
    browserCache: "never",
  },
  "/api/version": {
    access: "protected",
    to: api("/version"),
    cache: true,
    accessLog: false,
    browserCache: "never",
  },
  "/api/vod/": {
    access: "protected",
    sample: "/api/vod/front_door/start/1/end/2?padding=1",
    comment:
      "Lists of recordings, also fetched by /vod/. Not cached, as they would crowd out everything else.",
    to: api("/vod/"),
    untilLineBreak: true,
    browserCache: "never",
  },
  "~* /api/.*\\.(jpg|jpeg|png|webp|gif)$": {
    access: "protected",
    sample: "/api/front_door/latest.jpg?h=300",
    comment: "Pictures: not worth caching, and there are many.",
    to: api("without /api"),
  },
  "= /api/login": {
    access: "public",
    replaces: "/api/login",
    because: "asks for the session that signing in is to give",
    comment: "Exact, as a prefix would also let /api/login_camera/… in without a question.",
    to: api("/login"),
    browserCache: "never",
  },
  "= /api/logout": {
    access: "public",
    because: "must work when the session is no longer valid",
    comment: "Behind the check, the cookie that Frigate renews there would undo the one that signs out.",
    to: api("/logout"),
    browserCache: "never",
  },
  "= /api/auth/first_time_login": {
    access: "public",
    replaces: "/api/auth/first_time_login",
    because: "tells the sign-in page whether to explain the first password",
    since: "0.17",
    to: api("/auth/first_time_login"),
    browserCache: "never",
    method: "GET",
  },

  "/api/go2rtc/api": {
    access: "protected",
    sample: "/api/go2rtc/api/streams?src=front_door",
    until: "0.18",
    comment:
      "Frigate 0.18 answers these itself, camera by camera; go2rtc would show every stream to every role.",
    to: go2rtc("/api"),
    method: "GET",
  },
  "= /api/go2rtc/webrtc": {
    access: "protected",
    ofOneCamera: true,
    sample: "/api/go2rtc/webrtc?src=front_door",
    replaces: "/api/go2rtc/webrtc",
    comment:
      "Adds WebRTC candidates. Exact like the ones below: Frigate checks the camera for this very path only.",
    to: go2rtc("/api/webrtc"),
    websocket: true,
    method: "POST",
  },
  "= /live/mse/api/ws": {
    access: "protected",
    ofOneCamera: true,
    sample: "/live/mse/api/ws?src=front_door",
    replaces: "/live/mse/api/ws",
    to: go2rtc("/api/ws"),
    websocket: true,
    method: "GET",
  },
  "= /live/webrtc/api/ws": {
    access: "protected",
    ofOneCamera: true,
    sample: "/live/webrtc/api/ws?src=front_door",
    replaces: "/live/webrtc/api/ws",
    to: go2rtc("/api/ws"),
    websocket: true,
    method: "GET",
  },
  "= /live/webrtc/webrtc.html": {
    access: "protected",
    ofOneCamera: true,
    sample: "/live/webrtc/webrtc.html?src=front_door",
    replaces: "/live/webrtc/webrtc.html",
    comment: "go2rtc's own player.",
    to: go2rtc("/webrtc.html"),
    method: "GET",
  },
  "/live/jsmpeg": {
    access: "protected",
    sample: "/live/jsmpeg/front_door",
    to: jsmpeg("/"),
    websocket: true,
  },
  "/ws": { access: "protected", to: socket("/"), websocket: true },

  "/vod/": {
    access: "protected",
    ofOneCamera: true,
    sample: "/vod/front_door/start/1/end/2/index.m3u8",
    vod: true,
    browserCache: "never",
  },
  "/vod-not-found": {
    access: "public",
    because: "is the answer of /vod/ for what does not exist",
    since: "0.16",
    status: 404,
  },
  "/recordings/": {
    access: "protected",
    ofOneCamera: true,
    sample: "/recordings/2024-05-01/10/front_door/00.00.mp4",
    files: "state",
    index: "json",
    fileTypes: { "video/mp4": "mp4" },
  },
  "/clips/": {
    access: "protected",
    ofOneCamera: true,
    sample: "/clips/front_door-1.jpg",
    files: "state",
    index: "html",
    browserCache: "private, 7 days",
    fileTypes: { "video/mp4": "mp4", "image/jpeg": "jpg" },
  },
  "/exports/": {
    access: "protected",
    ofOneCamera: true,
    sample: "/exports/front_door.mp4",
    files: "state",
    index: "json",
    fileTypes: { "video/mp4": "mp4" },
  },
  "/stream/": {
    access: "protected",
    ofOneCamera: true,
    sample: "/stream/index.m3u8",
    files: "cache",
    insteadOfPath: "/stream/",
    browserCache: "never",
    fileTypes: {
      "application/dash+xml": "mpd",
      "application/vnd.apple.mpegurl": "m3u8",
      "video/mp2t": "ts",
      "image/jpeg": "jpg",
    },
  },
  "/cache/": { access: "internal", sample: "/cache/secret.mp4", files: "cache", insteadOfPath: "/" },
} as const satisfies Record<Matcher, Route> & Record<Expression, { readonly sample: Path }>;

/** Routes that are there in every configuration; the others come with a gateway. */
export type RouteName = {
  [Name in keyof typeof routes]: (typeof routes)[Name] extends { readonly onlyWithGateway: true }
    ? never
    : Name;
}[keyof typeof routes];

/** Name and route of every {@link RouteName}, in order. */
export const standingRoutes = (Object.entries(routes) as readonly (readonly [RouteName, Route])[]).filter(
  ([, route]) => route.onlyWithGateway === undefined,
);
