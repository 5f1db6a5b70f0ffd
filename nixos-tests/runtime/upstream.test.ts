/**
 * The holes that the configuration of nixpkgs' own module is known to have, found by the same means: a rig that did not show
 * them could not show that ours has none.
 */
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { resolvedReference } from "../nginx/reference.ts";
import type { HeaderLine } from "../rig/client.ts";
import { headersOf } from "../rig/double.ts";
import { frigateOf, renderFixture } from "../rig/fixtures.ts";
import { allOf, type Response } from "../rig/response.ts";
import { startRig, type Rig } from "../rig/rig.ts";
import { takeCookie } from "../rig/session.ts";
import { uncached } from "./samples.ts";
import { admin, cookieOf, internal, nobody, person, viewer, type Identity } from "./situations.ts";

/** As rendered; nothing here is fetched or evaluated anew. */
const upstream = resolvedReference("upstream-default");

describe("upstream's configuration", () => {
  let rig: Rig;
  beforeAll(async () => {
    const rendered = renderFixture("runtime-native", "0.18");
    rig = await startRig({ rendered, frigate: frigateOf("0.18"), mutate: () => upstream });
  });
  afterAll(() => rig.stop());

  let count = 0;
  const fresh = (path: string): string => `${path}?test=${(count += 1)}`;
  const get = (
    identity: Identity,
    path: string,
    host?: string,
    more: readonly HeaderLine[] = [],
  ): Promise<Response> =>
    rig.request({
      path,
      headers: [...identity.headers("native"), ...more],
      listener: identity.listener,
      host,
    });

  test.each([
    { first: admin, address: "/api/users", bySecond: [] },
    { first: admin, address: "/api/stats", bySecond: [uncached] },
    { first: internal, address: "/api/profile", bySecond: [] },
  ])("shows the next one what $first.name got: $address", async ({ first, address, bySecond }) => {
    const path = fresh(address);
    const shown = await get(first, path);
    const again = await get(viewer, path, undefined, bySecond);
    expect([again.status, again.body]).toEqual([200, shown.body]);
  });

  test("shows every camera to a limited role, with a question mark in Host", async ({ skip }) => {
    const gardener = person("carol", "gardener");
    expect((await get(gardener, "/exports/front_door.mp4")).status).toBe(403);
    const { status } = await get(gardener, "/exports/front_door.mp4", "a?b");
    skip(status === 400, "this nginx refuses such a Host, as nginx 1.30 does");
    expect(status).toBe(200);
  });

  test("lets paths that begin like a public one through to the API", async () => {
    rig.frigate.reset();
    await get(nobody, "/api/login_cam/recordings");
    expect(rig.frigate.proxied()).toHaveLength(1);
  });

  test("gives a new cookie along with the one that signs out", async () => {
    const soon = cookieOf("bob", "viewer", Math.floor(Date.now() / 1000) + 60);
    const response = await rig.request({ path: "/api/logout", headers: [soon] });
    const cookies = allOf(response, "Set-Cookie");
    expect([cookies.length, cookies[0]]).toEqual([2, takeCookie]);
  });

  test("tells the API another host than the one asked for", async () => {
    rig.frigate.reset();
    await get(viewer, fresh("/api/stats"));
    expect(rig.frigate.proxied().flatMap((request) => headersOf(request, "Host"))).toEqual(["frigate-api"]);
  });
});
