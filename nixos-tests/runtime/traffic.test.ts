/** What passes: bodies, websockets, cookies, and how connections are used. */
import { words } from "../../generator/inspect/collections.ts";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { valuesOf } from "../../generator/inspect/nginx/parse.ts";
import { versions } from "../rig/fixtures.ts";
import { mutation, withArguments } from "../rig/mutate.ts";
import { allOf, jsonOf, valueOf } from "../rig/response.ts";
import { takeCookie } from "../rig/session.ts";
import { rigsOfFile } from "./rigs.ts";
import { uncached } from "./samples.ts";
import { admin, cookieOf, internal, viewer, type Situation } from "./situations.ts";

const rigOf = rigsOfFile();

const native: Situation = { version: "0.17", mode: "native" };

describe("bodies", () => {
  test.each([false, true])("are not waited for by the question, chunked: %s", async (chunked) => {
    const rig = await rigOf(native);
    rig.frigate.reset();
    const { status } = await rig.request({
      method: "POST",
      path: "/api/events/front_door/ring/create",
      body: Buffer.alloc(1024 * 1024, "x"),
      chunked,
    });
    expect(status).toBe(401);
    expect(rig.frigate.requests().map(({ url, method, bodyBytes }) => [url, method, bodyBytes])).toEqual([
      ["/auth", "GET", 0],
    ]);
  });
});

describe("websockets", () => {
  test.each(versions)("carry bytes both ways: Frigate %s", async (version) => {
    const rig = await rigOf({ version, mode: "native" });
    const message = Buffer.from("a frame, as far as nginx is concerned");
    for (const path of words(`
      /ws /live/jsmpeg/garden /live/mse/api/ws?src=garden /live/webrtc/api/ws?src=garden
    `)) {
      const socket = await rig.upgrade({ path, headers: viewer.headers("native") });
      expect([path, socket.response.status]).toEqual([path, 101]);
      expect(await socket.echo(message)).toEqual(message);
      socket.close();
    }
  });
});

describe("cookies", () => {
  const now = (): number => Math.floor(Date.now() / 1000);
  const soonOver = () => [cookieOf("bob", "viewer", now() + 60)] as const;

  test.each(versions)(
    "are taken away by signing out, even when due for renewal: Frigate %s",
    async (version) => {
      const rig = await rigOf({ version, mode: "native" });
      const response = await rig.request({ path: "/api/logout", headers: soonOver() });
      expect([response.status, allOf(response, "Set-Cookie")]).toEqual([303, [takeCookie]]);
      expect(valueOf(response, "Location")).toBe("/login");
    },
  );

  test.each(versions)("are given by signing in, and let their owner in: Frigate %s", async (version) => {
    const rig = await rigOf({ version, mode: "native" });
    const body = JSON.stringify({ user: "bob", password: "bob's password" });
    const signedIn = await rig.request({ method: "POST", path: "/api/login", body });
    const cookie = valueOf(signedIn, "Set-Cookie")?.split(";")[0] ?? "";
    const response = await rig.request({ path: "/api/profile", headers: [["Cookie", cookie], uncached] });
    expect(jsonOf(response)).toMatchObject({ username: "bob" });
  });
});

describe("connections to Frigate", () => {
  const count = 40;
  const paths = words("/api/events /api/stats /api/version /api/front_door/latest.jpg /clips/garden-1.jpg");

  test("are kept open", async () => {
    const rig = await rigOf(native);
    const before = rig.frigate.connections("frigate-api");
    for (let index = 0; index < count; index += 1) {
      for (const path of paths) await rig.request({ path, headers: [...viewer.headers("native"), uncached] });
    }
    expect(rig.frigate.connections("frigate-api") - before).toBeLessThan(5);
  });

  // As nginx does by itself before 1.29.7.
  const closing = mutation((directive) => {
    if (directive.name === "proxy_http_version") return withArguments(directive, "1.0");
    return directive.name === "proxy_set_header" && valuesOf(directive)[0] === "Connection"
      ? null
      : directive;
  });

  test("would not be, without HTTP/1.1", async () => {
    const rig = await rigOf(native, closing);
    for (let index = 0; index < count; index += 1) {
      await rig.request({ path: "/api/events", headers: [...viewer.headers("native"), uncached] });
    }
    expect(rig.frigate.connections("frigate-api")).toBe(2 * count);
  });
});

describe("addresses", () => {
  test.each([
    ["/api/events?a=%20+%2B&b=%3F#c", "/events?a=%20+%2B&b=%3F"],
    ["/api/faces/Jane%20Doe", "/faces/Jane%20Doe"],
    ["/api/labels/caf%C3%A9", "/labels/caf%C3%A9"],
    ["/api/sub%3Flabels%23x%25y", "/sub%3Flabels%23x%25y"],
    ["/api/a+b", "/a+b"],
    ["/api//events/./x/../y", "/events/y"],
    ["/api/stats/history?keys=a,b", "/stats/history?keys=a,b"],
    ["/api/vod/event/1.5-a%20b", "/vod/event/1.5-a%20b"],
    // In an expression of nginx the dot stands for no line break, and $ matches before one.
    ["/api/notes/a%0Ab", "/notes/a%0Ab"],
    ["/api/notes/a%0A", "/notes/a%0A"],
  ])("%s arrives as %s", async (path, arrived) => {
    const rig = await rigOf(native);
    rig.frigate.reset();
    await rig.request({ path, headers: [...admin.headers("native"), uncached] });
    expect(rig.frigate.proxied().map(({ url }) => url)).toEqual([arrived]);
  });
});

describe("the list of recordings that /vod/ fetches from the API", () => {
  /** The vod module asks with a subrequest; server-side includes ask the same way. */
  const includes = mutation((directive) => {
    if (directive.name !== "location" || valuesOf(directive)[0] !== "/vod/") return directive;
    const args = [{ raw: "on", value: "on" }];
    const ssi = { kind: "directive", name: "ssi", args, block: null, position: directive.position } as const;
    return { ...directive, block: [ssi, ...(directive.block ?? [])] };
  });

  test.each(
    versions.flatMap((version) =>
      [viewer, internal].map((identity) => ({ version, identity, name: identity.name })),
    ),
  )("carries who is asking: Frigate $version, $name", async ({ version, identity }) => {
    const rig = await rigOf({ version, mode: "native" }, includes);
    const list = "/api/vod/garden/start/1/end/2";
    writeFileSync(join(rig.directory, "html/vod/list.html"), `<!--# include virtual="${list}" -->`);
    const { listener } = identity;
    const response = await rig.request({
      path: "/vod/list.html",
      headers: identity.headers("native"),
      listener,
    });
    const known = identity.known({ version, mode: "native" });
    expect(jsonOf(response)).toMatchObject({ asked: known });
  });
});
