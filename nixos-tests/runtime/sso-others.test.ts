/** Single sign-on without a gateway, and a gateway whose answers are remembered, in a real nginx. */
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { renderConfiguration } from "../../generator/inspect/evaluate/configuration.ts";
import { findNixpkgs } from "../../generator/inspect/evaluate/nixpkgs.ts";
import type { Version } from "../../generator/schema/frigate.ts";
import { headersOf } from "../rig/double.ts";
import { frigateOf } from "../rig/fixtures.ts";
import { gatewayCookie, startGateway, type Gateway } from "../rig/gateway.ts";
import { allOf, jsonOf, valueOf } from "../rig/response.ts";
import { startRig, type Rig } from "../rig/rig.ts";
import { fromRoot } from "../support/files.ts";
import { cookieOf } from "./situations.ts";

const start = (
  fixture: string,
  version: Version,
  backends: ReadonlyMap<string, string> = new Map(),
): Promise<Rig> =>
  startRig({
    rendered: renderConfiguration(
      fromRoot(`nixos-tests/fixtures/frigate/${fixture}.nix`),
      findNixpkgs(undefined),
    ),
    frigate: frigateOf(version),
    backends,
  });

/** A fresh path each time, so that nothing of what is remembered for five seconds gets into a test. */
let asked = 0;
const fresh = (path: string): string => `${path}?${(asked += 1)}`;

describe("a proxy in front of nginx", () => {
  let rig: Rig;
  beforeAll(async () => {
    rig = await start("sso-outer-proxy", "0.17");
  });
  afterAll(() => rig?.stop());
  beforeEach(() => rig.frigate.reset());

  test.each([
    ["an admin", "ada", "family, frigate admins ", "admin"],
    ["a role of one's own", "kim", "the.kids,family", "kids"],
    ["the higher of two", "pat", "the.kids,frigate admins", "admin"],
    ["no group that counts", "vic", "theXkids,frigate", "viewer"],
    ["no group at all", "vic", "", "viewer"],
  ])("%s", async (_, user, groups, role) => {
    const headers = [["Remote-User", user] as const, ["Remote-Groups", groups] as const];
    const response = await rig.request({ path: fresh("/api/profile"), headers });
    expect(jsonOf(response)).toMatchObject({ username: user, role });
  });

  test("without a name nobody gets in, and Frigate is not asked", async () => {
    const response = await rig.request({
      path: fresh("/api/profile"),
      headers: [["Remote-Groups", "frigate admins"]],
    });
    expect(response.status).toBe(401);
    // The page would be shown, call again, and be led to itself for ever.
    expect(allOf(response, "Location")).toEqual([]);
    expect(rig.frigate.requests()).toEqual([]);
  });

  test("a name that two headers may have made is nobody's", async () => {
    const headers = [["Remote-User", "vic, ada"] as const, ["Remote-Groups", "frigate admins"] as const];
    const response = await rig.request({ path: fresh("/api/profile"), headers });
    expect(response.status).toBe(401);
    expect(rig.frigate.requests()).toEqual([]);
  });

  test("the second of two names never counts", async () => {
    const headers = ["vic", "ada"].map((user) => ["Remote-User", user] as const);
    const response = await rig.request({ path: fresh("/api/profile"), headers });
    const users = rig.frigate.requests().map((request) => headersOf(request, "Remote-User"));
    expect(new Set(users.flat())).toEqual(new Set(response.status === 401 ? [] : ["vic"]));
  });

  test("who comes past the proxy is not believed", async () => {
    const headers = [["Remote-User", "ada"] as const, ["Remote-Groups", "frigate admins"] as const];
    const response = await rig.request({ path: fresh("/api/profile"), headers, from: "127.0.0.9" });
    expect(response.status).toBe(401);
    expect(rig.frigate.requests()).toEqual([]);
  });

  test("the page itself needs no session: the proxy has seen to that", async () => {
    expect((await rig.request({ path: "/review" })).status).toBe(200);
  });

  test("Frigate's own requests pass", async () => {
    const response = await rig.request({ path: fresh("/api/profile"), listener: "internal" });
    expect(jsonOf(response)).toMatchObject({ username: "anonymous", role: "admin" });
  });
});

describe("named clients next to Frigate's own sign-in", () => {
  let rig: Rig;
  beforeAll(async () => {
    rig = await start("sso-clients", "0.17");
  });
  afterAll(() => rig?.stop());
  beforeEach(() => rig.frigate.reset());

  test.each([
    ["GET", "/api/stats", "127.0.0.3", "prometheus", "viewer"],
    ["GET", "/api/stats/history", "127.0.0.3", "prometheus", "viewer"],
    ["GET", "/api/stats", "127.0.0.70", "prometheus", "viewer"],
    ["GET", "/api/config", "127.0.0.2", "home assistant", "admin"],
    ["POST", "/api/events/create", "127.0.0.2", "home assistant", "admin"],
  ])("%s %s from %s is %s", async (method, path, from, user, role) => {
    const response = await rig.request({ method, path: fresh(path), from });
    expect(response.status).not.toBe(401);
    const [request] = rig.frigate.proxied();
    expect(request && headersOf(request, "Remote-User")).toEqual([user]);
    expect(request && headersOf(request, "Remote-Role")).toEqual([role]);
    expect(rig.frigate.questions()).toEqual([]);
  });

  test.each([
    ["another address", "GET", "/api/stats", "127.0.0.4"],
    ["an address just outside the network", "GET", "/api/stats", "127.0.0.80"],
    ["another path", "GET", "/api/config", "127.0.0.3"],
    ["a longer word", "GET", "/api/statsandmore", "127.0.0.3"],
    ["another method", "POST", "/api/stats", "127.0.0.3"],
    ["a path that only begins like it", "GET", "/api/stats/../config", "127.0.0.3"],
    ["a path that decodes to another", "GET", "/api/stats%2f..%2fconfig", "127.0.0.3"],
    ["a media path", "GET", "/recordings/", "127.0.0.2"],
  ])("not from %s", async (_, method, path, from) => {
    expect((await rig.request({ method, path, from })).status).toBe(401);
    expect(rig.frigate.proxied()).toEqual([]);
  });

  test("people sign in as ever", async () => {
    const response = await rig.request({
      path: fresh("/api/profile"),
      headers: [cookieOf("alice", "admin")],
    });
    expect(jsonOf(response)).toMatchObject({ username: "alice", role: "admin" });
  });

  test("a name that is claimed does not count", async () => {
    const headers = [["Remote-User", "home assistant"] as const, ["Remote-Role", "admin"] as const];
    expect((await rig.request({ path: "/api/config", headers })).status).toBe(401);
  });
});

describe("a gateway whose yes is remembered", () => {
  let rig: Rig;
  let gateway: Gateway;
  const contract = {
    endpoint: "/api/authz/auth-request",
    userHeader: "Remote-User",
    groupsHeader: "Remote-Groups",
    separator: ",",
    no: () => [["Location", "https://auth.example.com/?rd=somewhere"]] as const,
  };
  beforeAll(async () => {
    gateway = await startGateway(contract, [
      { name: "ada", groups: ["admin"] },
      { name: "vic", groups: ["viewer"] },
    ]);
    rig = await start("sso-cached", "0.17", new Map([["127.0.0.1:9091", gateway.address]]));
  });
  afterAll(async () => {
    await rig?.stop();
    await gateway?.stop();
  });
  beforeEach(() => {
    gateway.reset();
    gateway.answerAll(null);
    rig.frigate.reset();
  });
  const session = (name: string) => [["Cookie", `${gatewayCookie}=${name}`] as const];

  test("asks once for the same credentials and address, and again for others", async () => {
    const path = fresh("/api/config");
    for (const name of ["ada", "ada", "vic", "vic"]) {
      expect((await rig.request({ path, headers: session(name) })).status).toBe(200);
    }
    await rig.request({ path: fresh("/api/config"), headers: session("ada") });
    await rig.request({ path, headers: session("ada"), from: "127.0.0.5" });
    await rig.request({ path, headers: [...session("ada"), ["Authorization", "Bearer x"]] });
    await rig.request({ path, headers: session("ada"), method: "POST" });
    expect(gateway.requests()).toHaveLength(6);
  });

  test("each is still who they are", async () => {
    for (const [name, role] of [
      ["ada", "admin"],
      ["vic", "viewer"],
      ["ada", "admin"],
    ] as const) {
      const response = await rig.request({ path: "/api/profile?same", headers: session(name) });
      expect(jsonOf(response)).toMatchObject({ username: name, role });
    }
  });

  test("a no is not remembered", async () => {
    const request = { path: fresh("/api/profile"), headers: session("nobody") };
    expect((await rig.request(request)).status).toBe(401);
    gateway.answerAll({ status: 200, headers: [["Remote-User", "vic"]] });
    expect((await rig.request(request)).status).toBe(200);
  });

  test.each([
    ["sets a cookie", [["Remote-User", "vic"] as const, ["Set-Cookie", "session=renewed"] as const], 200],
    ["names nobody", [], 403],
  ])("a yes that %s is not remembered", async (_, headers, status) => {
    gateway.answerAll({ status: 200, headers });
    const request = { path: fresh("/api/profile"), headers: session("x") };
    for (const _time of [1, 2]) expect((await rig.request(request)).status).toBe(status);
    expect(gateway.requests()).toHaveLength(2);
  });

  test("what may be remembered does not depend on what the gateway says of caching", async () => {
    gateway.answerAll({
      status: 200,
      headers: [
        ["Remote-User", "vic"],
        ["Cache-Control", "no-store"],
      ],
    });
    const request = { path: fresh("/api/profile"), headers: session("x") };
    for (const _time of [1, 2]) await rig.request(request);
    expect(gateway.requests()).toHaveLength(1);
  });

  test("a page goes where the gateway says, a call to the page", async () => {
    expect(valueOf(await rig.request({ path: "/review?x=1" }), "Location")).toBe(
      "https://auth.example.com/?rd=somewhere",
    );
    const call = await rig.request({ path: "/api/config" });
    expect([call.status, allOf(call, "Location")]).toEqual([401, ["https://frigate.example.com/"]]);
  });

  test("a page for which the gateway names no address gets the gateway's no", async () => {
    gateway.answerAll({ status: 401 });
    expect((await rig.request({ path: "/review" })).status).toBe(401);
  });

  test("the gateway is told the public address, whatever the client calls the host", async () => {
    await rig.request({ path: "/api//./config?a=1", host: "evil.example", headers: session("ada") });
    const [request] = gateway.requests();
    expect(request && headersOf(request, "X-Original-URL")).toEqual([
      "https://frigate.example.com/api/config?a=1",
    ]);
    expect(request && headersOf(request, "X-Original-Method")).toEqual(["GET"]);
    expect(request && headersOf(request, "X-Forwarded-For")).toEqual(["127.0.0.1"]);
  });

  test("a client is let in, and Frigate asked, without the gateway", async () => {
    const response = await rig.request({ path: "/api/stats", from: "127.0.0.3" });
    expect(response.status).toBe(200);
    expect(gateway.requests()).toEqual([]);
    expect(rig.frigate.questions().map((question) => headersOf(question, "Remote-User"))).toEqual([
      ["prometheus"],
    ]);
  });
});
