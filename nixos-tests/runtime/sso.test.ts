/** Single sign-on without a gateway, in a real nginx: what the configurations of proof/ do not have. */
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { renderConfiguration } from "../../generator/inspect/evaluate/configuration.ts";
import { findNixpkgs } from "../../generator/inspect/evaluate/nixpkgs.ts";
import type { HeaderLine } from "../rig/client.ts";
import { headersOf } from "../rig/double.ts";
import { frigateOf } from "../rig/fixtures.ts";
import { allOf, jsonOf } from "../rig/response.ts";
import { startRig, type Rig, type RigRequest } from "../rig/rig.ts";
import { fromRoot } from "../support/files.ts";

const start = (fixture: string): Promise<Rig> =>
  startRig({
    rendered: renderConfiguration(
      fromRoot(`nixos-tests/fixtures/frigate/${fixture}.nix`),
      findNixpkgs(undefined),
    ),
    frigate: frigateOf("0.17"),
  });

/** A fresh path each time, so that nothing of what is remembered for five seconds gets into a test. */
let asked = 0;
const fresh = (path: string): string => `${path}?${(asked += 1)}`;

describe("a proxy in front of nginx", () => {
  let rig: Rig;
  beforeAll(async () => {
    rig = await start("sso-outer-proxy");
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

  const nameless: readonly (readonly [string, readonly HeaderLine[]])[] = [
    ["without a name", []],
    ["with an empty name", [["Remote-User", ""]]],
    ["with a name of blanks", [["Remote-User", " \t "]]],
  ];
  test.each(nameless)("%s nobody gets in, and Frigate is not asked", async (_, lines) => {
    const response = await rig.request({
      path: fresh("/api/profile"),
      headers: [["Remote-Groups", "frigate admins"], ...lines],
    });
    expect(response.status).toBe(401);
    // The page would be shown, call again, and be led to itself for ever.
    expect(allOf(response, "Location")).toEqual([]);
    expect(rig.frigate.requests()).toEqual([]);
  });

  test("the second of two names never counts", async () => {
    const headers = ["vic", "ada"].map((user) => ["Remote-User", user] as const);
    const response = await rig.request({ path: fresh("/api/profile"), headers });
    const users = rig.frigate.requests().map((request) => headersOf(request, "Remote-User"));
    expect(new Set(users.flat())).toEqual(new Set(response.status === 401 ? [] : ["vic"]));
  });
});

describe("named clients next to Frigate's own sign-in", () => {
  let rig: Rig;
  beforeAll(async () => {
    rig = await start("sso-clients");
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

  test.each<Partial<RigRequest>>([
    { host: "evil.example" },
    { headers: [["Origin", "https://evil.example"]] },
    { headers: [["Origin", "null"]] },
  ])("not by way of another site: %j", async (site) => {
    const response = await rig.request({ path: "/api/config", from: "127.0.0.2", ...site });
    expect(response.status).toBe(401);
    expect(rig.frigate.proxied()).toEqual([]);
  });
});
