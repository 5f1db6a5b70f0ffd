/** Frigate's double, where a mistake in it would let a test pass: what /auth decides, and whose a path is. */
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { BackendRequest } from "../rig/double.ts";
import { answerAuth, resolveRole } from "../rig/frigate-auth.ts";
import { frigateConfig, type FrigateConfig } from "../rig/frigate-config.ts";
import { forbidsMedia, forbidsStream, splitUrl } from "../rig/frigate-media.ts";
import { versions } from "../rig/fixtures.ts";
import { readResponse } from "../rig/response.ts";
import { readToken, sessionCookie, tokenOf } from "../rig/session.ts";

const config: FrigateConfig = {
  version: "0.18",
  authEnabled: true,
  headerMap: { user: "X-User", role: "X-Groups" },
  roleMap: {},
  defaultRole: "viewer",
  separator: ",",
  roles: { gardener: ["garden"], both: ["garden", "front-door"], all: [] },
  cameras: { garden: ["garden_sub"], "front-door": [], front: [] },
  exports: { "a.mp4": "garden", "b.mp4": "front-door" },
  recordings: "/recordings",
  authSecret: null,
  internalPort: 5000,
  users: {},
};

const asking = (...rawHeaders: readonly string[]): BackendRequest => ({
  server: "frigate-api",
  method: "GET",
  url: "/auth",
  rawHeaders,
  bodyBytes: 0,
  connection: 1,
});
const now = 1_000_000;
const token = (expires: number): string => tokenOf({ user: "bob", role: "gardener", expires });
const cookie = (expires: number): string => `a=b; ${sessionCookie}=${token(expires)}; c=d`;
const off = { ...config, authEnabled: false };
const askingFor = (url: string) => ["Cookie", cookie(now + 9999), "X-Original-URL", url];

/** Status, user, role, and whether there is a new cookie. */
function decided(settings: FrigateConfig, ...rawHeaders: readonly string[]): string {
  const { status, headers = [] } = answerAuth(settings, asking(...rawHeaders), now);
  const value = (name: string): string => headers.find(([other]) => other === name)?.[1] ?? "-";
  return `${status} ${value("Remote-User")} ${value("Remote-Role")}${value("Set-Cookie") === "-" ? "" : " renewed"}`;
}

describe("GET /auth", () => {
  test.each<[string, FrigateConfig, readonly string[], string]>([
    ["internal port", config, ["X-Server-Port", "5000"], "202 anonymous admin"],
    [
      "internal port, the first of two lines",
      config,
      ["X-Server-Port", "5000", "x-server-port", "80"],
      "202 anonymous admin",
    ],
    [
      "internal port before the secret",
      { ...config, authSecret: "s" },
      ["X-Server-Port", "5000"],
      "202 anonymous admin",
    ],
    ["internal port, 0.15", { ...config, version: "0.15" }, ["X-Server-Port", "5000"], "202 - -"],
    ["no number for a port", config, ["X-Server-Port", "80, 5000"], "500 - -"],
    ["wrong secret", { ...off, authSecret: "s" }, ["X-Proxy-Secret", "t"], "401 - -"],
    ["no secret, with a session", { ...config, authSecret: "s" }, ["Cookie", cookie(now + 9999)], "401 - -"],
    ["no session", config, [], "401 - -"],
    ["a header is no session", config, ["X-User", "alice", "X-Groups", "admin"], "401 - -"],
    ["a session", config, ["Cookie", cookie(now + 1801)], "202 bob gardener"],
    ["a session in its last half hour", config, ["Cookie", cookie(now + 1800)], "202 bob gardener renewed"],
    ["as a bearer, never renewed", config, ["Authorization", `Bearer ${token(now + 1)}`], "202 bob gardener"],
    [
      "half a day in 0.16",
      { ...config, version: "0.16" },
      ["Cookie", cookie(now + 43_200)],
      "202 bob gardener renewed",
    ],
    ["a session that is over", config, ["Cookie", cookie(now)], "401 - -"],
    ["a session nobody gave", config, ["Cookie", `${sessionCookie}=e30.x`], "401 - -"],
    ["no roles in 0.15", { ...config, version: "0.15" }, ["Cookie", cookie(now + 99_999)], "202 bob -"],
    ["off: a name and a role", off, ["X-User", "alice", "X-Groups", "Admin"], "202 alice admin"],
    ["off: no name", off, [], "202 viewer viewer"],
    ["off: no name, 0.16", { ...off, version: "0.16" }, [], "202 anonymous viewer"],
    ["off: no name, 0.15", { ...off, version: "0.15" }, [], "202 anonymous -"],
    [
      "off: no map",
      { ...off, headerMap: { user: null, role: null } },
      ["X-User", "alice"],
      "202 viewer viewer",
    ],
    ["another camera's file", config, askingFor("https://h/exports/b.mp4"), "403 - -"],
    [
      "the same, 0.17",
      { ...config, version: "0.17" },
      askingFor("https://h/exports/b.mp4"),
      "202 bob gardener",
    ],
    ["its path, 0.18.1", { ...config, version: "0.18.1" }, askingFor("/exports/b.mp4"), "403 - -"],
    [
      "its URL, which 0.18.1 may not read",
      { ...config, version: "0.18.1" },
      askingFor("https://h/exports/b.mp4"),
      "202 bob gardener",
    ],
  ])("%s", (_, settings, headers, expected) => {
    expect(decided(settings, ...headers)).toBe(expected);
  });

  test.each<[string, Partial<FrigateConfig>, string | null, string | null]>([
    ["no header", {}, null, "viewer"],
    ["a default of its own", { defaultRole: "gardener" }, "nothing", "gardener"],
    ["a default that is no role", { defaultRole: "ghost" }, "nothing", "viewer"],
    ["a name in capitals", {}, " ADMIN ", "admin"],
    ["a map: admin first", { roleMap: { viewer: ["v"], admin: ["a"] } }, "v,a", "admin"],
    ["a map knows capitals", { roleMap: { admin: ["a"] } }, "A", "viewer"],
    ["a map: role names count no more", { roleMap: { gardener: ["g"] } }, "admin", "viewer"],
    ["another separator", { separator: "|", roleMap: { gardener: ["g"] } }, "x|g", "gardener"],
    ["0.16: admin first", { version: "0.16" }, "viewer,admin", "admin"],
    ["0.16: capitals count", { version: "0.16" }, "ADMIN", "viewer"],
    ["0.16: no map", { version: "0.16", roleMap: { admin: ["a"] } }, "a", "viewer"],
    ["0.15", { version: "0.15" }, "admin", null],
  ])("role: %s", (_, settings, header, role) => {
    expect(resolveRole({ ...config, ...settings }, header)).toBe(role);
  });

  test("nobody relies on an order of roles that Frigate does not have", () => {
    // Without a map, or among roles that are not admin, Frigate's order changes with every start.
    expect(resolveRole(config, "admin,viewer")).toBe("viewer");
  });
});

describe("whose a path is", () => {
  test.each<[string, boolean]>([
    ["/recordings", false],
    ["/recordings/2024-05-01", false],
    ["/recordings/2024-05-01/10", true],
    ["/recordings/2024-05-01/10/garden/1.mp4", false],
    ["/recordings/2024-05-01/10/front/1.mp4", true],
    ["/clips", true],
    ["/clips/thumbs", true],
    ["/clips/thumbs/garden/1.webp", false],
    ["/clips/previews/front/1.mp4", true],
    ["/clips/review", true],
    ["/clips/review/thumb-garden-1.webp", false],
    ["/clips/review/thumb-front-door-1.webp", true],
    ["/clips/review/garden-1.webp", true],
    ["/clips/garden-1.jpg", false],
    ["/clips/front-1.jpg", true],
    ["/clips/elsewhere-1.jpg", true],
    ["/clips/faces/a/1.webp", true],
    ["/clips/model/train/1.webp", true],
    ["/exports", true],
    ["/exports/a.mp4", false],
    ["/exports/b.mp4", true],
    ["/exports/c.mp4", true],
    ["/exports/x/a.mp4", true],
    ["/api/front/latest.jpg", false],
    ["/%65xports/%62.mp4", true],
    ["/exports/./a.mp4", true],
    ["/x/../exports/b.mp4", false],
    ["?x/exports/b.mp4", false],
  ])("%s is forbidden: %s", (path, forbidden) => {
    expect(forbidsMedia(config, `https://h${path}`, "gardener")).toBe(forbidden);
  });

  test.each<[string, string | null, boolean]>([
    ["/clips/front-door-1.jpg", "both", false],
    ["/clips/front-1.jpg", "both", true],
    ["/exports/b.mp4", "all", false],
    ["/exports/b.mp4", "viewer", false],
    ["/clips/faces/a/1.webp", "viewer", false],
    ["/exports/b.mp4", null, false],
    ["/exports/../exports/b.mp4", "admin", true],
  ])("%s is forbidden to %s: %s", (path, role, forbidden) => {
    expect(forbidsMedia(config, `https://h${path}`, role)).toBe(forbidden);
  });

  test.each<[string, string, boolean]>([
    ["/live/mse/api/ws?src=garden", "gardener", false],
    ["/live/mse/api/ws?src=garden_sub", "gardener", false],
    ["/live/mse/api/ws?src=front", "gardener", true],
    ["/live/mse/api/ws?src=garden&src=front", "gardener", true],
    ["/live/mse/api/ws?%73rc=garden", "gardener", false],
    ["/live/mse/api/ws?src=", "gardener", true],
    ["/live/mse/api/ws", "gardener", true],
    ["/live/mse/api/ws/?src=front", "gardener", false],
    ["/live//mse/api/ws?src=front", "gardener", false],
    ["/live/mse/api/ws?src=front", "viewer", false],
    ["/live/mse/api/ws?src=front", "admin", false],
  ])("%s is forbidden to %s: %s", (path, role, forbidden) => {
    expect(forbidsStream(config, `https://h${path}`, role)).toBe(forbidden);
  });

  test.each([
    ["https://h/a/b?c=d&e#f", "/a/b", "c=d&e"],
    ["https://h?x/clips/a", "", "x/clips/a"],
    ["https://h#x/clips/a", "", ""],
    ["//clips/a/b", "/a/b", ""],
    ["/clips/a", "/clips/a", ""],
    ["http://h/a;p/b;q=1", "/a;p/b", ""],
    ["http://h//clips/a", "//clips/a", ""],
    ["http://h/a?b?c", "/a", "b?c"],
  ])("%s: path %s, query %s", (url, path, query) => {
    expect(splitUrl(url)).toEqual({ path, query });
  });
});

describe("settings", () => {
  const nothingMore = { users: {}, exports: {}, recordings: "/recordings" };

  test("become what Frigate reads from them", () => {
    const settings = {
      auth: { enabled: false, roles: { gardener: ["garden"] } },
      proxy: {
        auth_secret: "s",
        default_role: "gardener",
        separator: "|",
        header_map: { user: "X-User", role: "X-Groups", role_map: { admin: ["a"] } },
      },
      networking: { listen: { internal: "127.0.0.1:5050" } },
      cameras: { garden: { live: { streams: { Small: "garden_sub" } } }, porch: {} },
    };
    expect(frigateConfig(settings, "0.18", nothingMore)).toEqual({
      version: "0.18",
      authEnabled: false,
      headerMap: { user: "X-User", role: "X-Groups" },
      roleMap: { admin: ["a"] },
      defaultRole: "gardener",
      separator: "|",
      roles: { gardener: ["garden"] },
      cameras: { garden: ["garden_sub"], porch: [] },
      exports: {},
      recordings: "/recordings",
      authSecret: "s",
      internalPort: 5050,
      users: {},
    });
  });

  test.each(versions)("that are not there have Frigate's defaults: %s", (version) => {
    expect(frigateConfig({}, version, nothingMore)).toMatchObject({
      authEnabled: true,
      defaultRole: "viewer",
      separator: ",",
      internalPort: 5000,
      authSecret: null,
    });
  });

  test("cannot move the internal port before 0.18", () => {
    const settings = { networking: { listen: { internal: 5050 } } };
    expect(frigateConfig(settings, "0.17", nothingMore).internalPort).toBe(5000);
  });
});

describe("what the client reads", () => {
  test("chunks, wherever they are cut", () => {
    fc.assert(
      fc.property(fc.array(fc.uint8Array({ minLength: 1, maxLength: 40 })), fc.nat(), (chunks, cut) => {
        const body = Buffer.concat(chunks);
        const framed = chunks.map((chunk) =>
          Buffer.concat([Buffer.from(`${chunk.length.toString(16)}\r\n`), chunk, Buffer.from("\r\n")]),
        );
        const head = "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n";
        const bytes = Buffer.concat([Buffer.from(head), ...framed, Buffer.from("0\r\n\r\n")]);
        const read = readResponse(Buffer.concat([bytes, Buffer.from("rest")]), "GET", false);
        expect(read?.response.body).toEqual(body);
        expect(read?.rest.toString()).toBe("rest");
        expect(readResponse(bytes.subarray(0, cut % bytes.length), "GET", false)).toBeNull();
      }),
    );
  });

  test.each([
    ["HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nabc", "GET", false, "ab"],
    ["HTTP/1.1 200 OK\r\n\r\nabc", "GET", true, "abc"],
    ["HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n", "HEAD", false, ""],
    ["HTTP/1.1 101 Switching\r\n\r\nabc", "GET", false, ""],
    ["HTTP/1.1 304 Not Modified\r\n\r\n", "GET", false, ""],
  ])("%j to %s, ended: %s", (text, method, ended, body) => {
    expect(readResponse(Buffer.from(text), method, ended)?.response.body.toString()).toBe(body);
  });

  test("a token that was changed says nothing", () => {
    const [content = "", seal = ""] = token(now).split(".");
    const forged = Buffer.from(JSON.stringify({ user: "bob", role: "admin", expires: now })).toString(
      "base64url",
    );
    expect([readToken(`${content}.${seal}`)?.role, readToken(`${forged}.${seal}`)]).toEqual([
      "gardener",
      null,
    ]);
  });
});
