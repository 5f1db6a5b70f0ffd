/** What each sealed line is for: a setting of the rest of nginx changes the answers of a place without it, and with it does not. */
import { request } from "node:http";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { afterAll, beforeAll, expect, it } from "vitest";
import { sealsOf, type Place } from "../../generator/schema/inherited.ts";
import { headerOf, startDouble, type Answer, type BackendRequest, type Double } from "../rig/double.ts";
import { temporaryPaths } from "../rig/conf.ts";
import { startNginx } from "../rig/nginx.ts";
import { scratchDirectory } from "../rig/scratch.ts";

/** A request to a place. */
interface Ask {
  readonly path: string;
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
  /** Waits before, until what is remembered of `/brief` is too old. */
  readonly later?: true;
  /** What to look at besides the status: a header of the answer, or its body. */
  readonly shows?: string;
}

interface Case {
  readonly place: Place;
  readonly seal: string;
  /** Lines at http level. */
  readonly setting: string;
  readonly asks: readonly Ask[];
  /** The answers, as they are without the setting. */
  readonly right: readonly string[];
}

const known = { cookie: "known" };
const broken = { cookie: "broken" };
const asAlice = (path: string): Ask => ({ path, headers: known });
const asStranger = (path: string): Ask => ({ path });

const password = "auth_basic users; auth_basic_user_file /dev/null;";
const cache = "proxy_cache others; proxy_cache_valid any 1m; proxy_ignore_headers Set-Cookie;";
const limit = (key: string): string => `
  map $uri $only_auth { volatile; /auth all; default ""; }
  limit_req_zone ${key} zone=limit:1m rate=1r/m; limit_req zone=limit;`;

const sealedIn =
  (place: Place) =>
  (seal: string, setting: string, asks: readonly Ask[], right: readonly string[]): Case => ({
    place,
    seal,
    setting,
    asks,
    right,
  });
const [check, identity] = [sealedIn("check"), sealedIn("identity")];
const [internal, cached] = [sealedIn("internal"), sealedIn("cached")];

const cases: readonly Case[] = [
  // "/" is a page for which it is asked.
  check("error_page", "error_page 502 =204 /down;", [{ path: "/", headers: broken }], ["500"]),
  check("limit_req_dry_run", limit("$only_auth"), [asAlice("/"), asAlice("/")], ["204", "204"]),
  check("proxy_bind", "proxy_bind 127.0.0.1;", [asAlice("/")], ["204"]),
  check("proxy_cache", cache, [asAlice("/"), asStranger("/")], ["204", "401"]),
  check("proxy_method", "proxy_method POST;", [asAlice("/")], ["204"]),

  identity("allow", "deny all;", [asAlice("/auth")], ["204"]),
  identity("auth_basic", password, [asAlice("/auth")], ["204"]),
  identity("auth_request", "auth_request /else;", [asAlice("/frigate")], ["204"]),
  identity("error_page", "error_page 401 =204 /admitted;", [asStranger("/auth")], ["401"]),
  identity(
    "ignore_invalid_headers",
    "ignore_invalid_headers off;",
    [{ path: "/auth", headers: { ...known, X_Original: "forged" }, shows: "original" }],
    ["204 -"],
  ),
  identity(
    "large_client_header_buffers",
    "large_client_header_buffers 4 1k;",
    [{ path: "/auth", headers: { ...known, long: "x".repeat(3000) } }],
    ["204"],
  ),
  identity("limit_req_dry_run", limit("$remote_addr"), [asAlice("/auth"), asAlice("/auth")], ["204", "204"]),
  identity("proxy_bind", "proxy_bind 127.0.0.1;", [asAlice("/auth")], ["204"]),
  identity("proxy_cache", cache, [asAlice("/auth"), asStranger("/auth")], ["204", "401"]),
  identity(
    "proxy_hide_header",
    "proxy_hide_header Set-Cookie;",
    [{ ...asAlice("/frigate"), shows: "set-cookie" }],
    ["204 session=known"],
  ),
  identity("proxy_method", "proxy_method POST;", [asAlice("/auth")], ["204"]),
  identity(
    "proxy_redirect",
    "proxy_redirect / http://else/;",
    [{ ...asAlice("/frigate"), shows: "location" }],
    ["204 /login"],
  ),
  identity("satisfy", "satisfy any;", [asStranger("/auth")], ["401"]),
  identity(
    "underscores_in_headers",
    "underscores_in_headers on;",
    [{ path: "/auth", headers: { ...known, X_Original: "forged" }, shows: "original" }],
    ["204 -"],
  ),
  identity("userid", "userid on;", [{ ...asAlice("/auth"), shows: "set-cookie" }], ["204 -"]),

  internal("allow", "deny all;", [asStranger("/")], ["200"]),
  internal("auth_basic", password, [asStranger("/")], ["200"]),
  internal("auth_request", "auth_request /auth;", [asStranger("/")], ["200"]),
  internal("error_page", "error_page 502 =204 /down;", [{ path: "/", headers: broken }], ["502"]),
  internal("limit_req_dry_run", limit("$remote_addr"), [asStranger("/"), asStranger("/")], ["200", "200"]),
  internal("proxy_bind", "proxy_bind 127.0.0.1;", [asStranger("/")], ["200"]),
  internal(
    "proxy_cache",
    cache,
    [
      { ...asAlice("/"), shows: "body" },
      { ...asStranger("/"), shows: "body" },
    ],
    ["200 0 known", "200 0 null"],
  ),
  internal("proxy_intercept_errors", "proxy_intercept_errors on;", [asStranger("/own")], ["401"]),
  internal(
    "proxy_pass_request_headers",
    "proxy_pass_request_headers off;",
    [{ ...asAlice("/"), shows: "body" }],
    ["200 0 known"],
  ),
  internal("ssi", "ssi on;", [{ path: "/page", shows: "body" }], ['200 <!--# echo var="uri" -->']),

  cached(
    "proxy_cache_convert_head",
    "proxy_cache_convert_head off;",
    [
      { path: "/page", method: "HEAD" },
      { path: "/page", shows: "body" },
    ],
    ["200", '200 <!--# echo var="uri" -->'],
  ),
  cached(
    "proxy_cache_methods",
    "proxy_cache_methods POST;",
    [{ path: "/page" }, { path: "/page", method: "POST", shows: "cache" }],
    ["200", "200 -"],
  ),
  cached(
    "proxy_ignore_headers",
    "proxy_ignore_headers Set-Cookie;",
    [asAlice("/"), { ...asStranger("/"), shows: "set-cookie" }],
    ["200", "200 session=null"],
  ),
  cached(
    "proxy_cache_revalidate",
    "proxy_cache_revalidate on;",
    [asAlice("/brief"), { ...asStranger("/brief"), later: true, shows: "body" }],
    ["200", "200 0 null"],
  ),
  cached(
    "proxy_cache_use_stale",
    "proxy_cache_use_stale error;",
    [asAlice("/brief"), { path: "/brief", headers: broken, later: true }],
    ["200", "502"],
  ),
];

const socket = join(scratchDirectory(), "backend");
let backend: Double;
beforeAll(async () => {
  backend = await startDouble({ name: "backend", answer, socket }, () => {});
});
afterAll(() => backend.stop());

/** `/auth` lets in whoever has the cookie, `/page` has something for the server-side includes, all else tells what has come. */
function answer(asked: BackendRequest): Answer {
  const cookie = headerOf(asked, "Cookie");
  const headers = [["Set-Cookie", `session=${cookie}`]] as const;
  if (asked.url === "/page") {
    return { status: 200, headers: [["Content-Type", "text/html"]], body: '<!--# echo var="uri" -->' };
  }
  if (cookie === "broken") return { status: 200, raw: "" };
  if (asked.url === "/brief") {
    const brief = [["X-Accel-Expires", "1"], ["ETag", '"1"']] as const; // prettier-ignore
    if (headerOf(asked, "If-None-Match") !== null) return { status: 304, headers: brief };
    return { status: 200, headers: brief, body: `${asked.bodyBytes} ${cookie}` };
  }
  if (asked.url !== "/auth") return { status: 200, headers, body: `${asked.bodyBytes} ${cookie}` };
  if (asked.method !== "GET") return { status: 405 };
  return cookie === "known"
    ? { status: 204, headers: [...headers, ["Location", "/login"]] }
    : { status: 401 };
}

it.each(cases)("$place, $seal", async ({ place, seal, setting, asks, right }) => {
  const directory = scratchDirectory();
  const listenAt = (name: string): string => join(directory, name);
  const text = `pid ${directory}/nginx.pid;
daemon off;
master_process off;
events {}
http {
  access_log off;
  ${temporaryPaths.map((name) => `${name}_temp_path ${directory}/${name};`).join(" ")}
  proxy_cache_path ${directory}/own keys_zone=own:1m;
  proxy_cache_path ${directory}/others keys_zone=others:1m;
  ${setting}
  ${serverOf(listenAt("with"), place, null)}
  ${serverOf(listenAt("without"), place, seal)}
}`;
  const nginx = await startNginx({ text, directory, directories: [] });
  try {
    const [sealed, open] = await Promise.all([
      answersOf(listenAt("with"), asks),
      answersOf(listenAt("without"), asks),
    ]);
    expect(sealed).toEqual(right);
    expect(open).not.toEqual(right);
  } finally {
    await nginx.stop();
  }
});

/** Lines whose case would take a time, a connection that ends at the right moment, or an nginx newer than 1.29. */
const untried: Partial<Record<Place, readonly string[]>> = {
  check: ["limit_conn_dry_run", "proxy_http_version", "proxy_intercept_errors", "proxy_next_upstream"],
  identity: [
    "access_log",
    "auth_delay",
    "limit_conn_dry_run",
    "proxy_http_version",
    "proxy_intercept_errors",
    "proxy_next_upstream",
  ],
  internal: [
    "limit_conn_dry_run",
    "limit_rate",
    "proxy_http_version",
    "proxy_next_upstream",
    "proxy_pass_request_body",
  ],
  cached: ["proxy_cache_background_update"],
};

it.each(["check", "identity", "internal", "cached"] as const)("has a case for each line of %s", (place) => {
  const tried = cases.filter((one) => one.place === place).map(({ seal }) => seal);
  const names = sealsOf(place).map(({ name }) => name);
  expect([...tried, ...(untried[place] ?? [])].sort()).toEqual([...names].sort());
});

/** The place at a socket, and what it needs; without one of its lines. */
function serverOf(at: string, place: Place, leftOut: string | null): string {
  const lines = sealsOf(
    place,
    ...(leftOut === null ? [] : [leftOut]),
    ...(place === "cached" ? ["proxy_cache"] : []),
  )
    .map((seal) => `${[seal.name, ...seal.args].join(" ")};`)
    .join("\n");
  const ask = `proxy_pass http://unix:${socket}:`;
  const blocks: Record<Place, string> = {
    check: `location / { auth_request /auth; try_files /none =204; } location = /auth { ${lines} ${ask}/auth; }`,
    identity: `${lines}
      location = /auth { auth_request /gateway; add_header Original $http_x_original; try_files "" /admitted; }
      location = /admitted { internal; add_header Original $http_x_original; return 204; }
      location = /gateway { ${ask}/auth; }
      location = /frigate { ${ask}/auth; }`,
    internal: `${lines} location / { ${ask}; } location = /down { return 204; } location = /own { error_page 401 =200 /; ${ask}/auth; }`,
    cached: `location / { ${lines} proxy_cache own; proxy_cache_key ${at}$uri; proxy_cache_valid 200 1h;
      add_header Cache $upstream_cache_status; ${ask}; }`,
  };
  return `server { listen unix:${at}; ${blocks[place]} }`;
}

async function answersOf(at: string, asks: readonly Ask[]): Promise<readonly string[]> {
  const answers: string[] = [];
  for (const ask of asks) {
    // Times of a cache are whole seconds, and it counts a second as not yet over.
    if (ask.later) await pause(2100);
    answers.push(await answerTo(at, ask));
  }
  return answers;
}

/** Status, and what the question shows; `cut off` when the answer is shorter than it says. */
const answerTo = (at: string, { path, method, headers = {}, body, shows }: Ask): Promise<string> =>
  new Promise((resolve, reject) => {
    const options = { socketPath: at, path, method, headers, agent: false };
    const asked = request(options, (response) => {
      const parts: string[] = [];
      response.setEncoding("utf8").on("data", (part: string) => parts.push(part));
      response.on("error", () => resolve("cut off"));
      response.on("end", () => {
        const shown = shows === "body" ? parts.join("") : (response.headers[shows ?? ""] ?? "-");
        resolve([response.statusCode, ...(shows === undefined ? [] : [shown])].join(" "));
      });
    });
    asked.on("error", reject).end(body);
  });
