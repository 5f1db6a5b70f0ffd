/** Headers that `services.frigate.nginx.responseHeaders` promises for every answer of the virtual host. */
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { frigateOf, renderFixture, versions } from "../rig/fixtures.ts";
import { allOf } from "../rig/response.ts";
import { startRig, type Rig, type RigRequest } from "../rig/rig.ts";
import { ask, routesOf } from "./samples.ts";
import { identities, internal, viewer } from "./situations.ts";

describe.each(versions)("Frigate %s", (version) => {
  let rig: Rig;
  beforeAll(async () => {
    rig = await startRig({
      rendered: renderFixture("runtime-headers", version),
      frigate: frigateOf(version),
    });
  });
  afterAll(() => rig.stop());

  test.each(identities.map((identity) => ({ identity, name: identity.name })))(
    "every route answers $name with them, once; Frigate itself without",
    async ({ identity }) => {
      const seen: Record<string, readonly string[]> = {};
      for (const [name, , sample] of routesOf(version)) {
        const response = await ask(rig, sample, identity, { version, mode: "native" });
        seen[name] = allOf(response, "X-Frame-Options");
      }
      const expected = identity === internal ? [] : ["SAMEORIGIN"];
      const promised = Object.fromEntries(routesOf(version).map(([name]) => [name, expected]));
      expect(seen).toEqual(promised);
    },
  );

  const refused: readonly (RigRequest & { readonly status: number })[] = [
    { path: "/api/nothing", status: 404 },
    { path: "/clips/nothing.jpg", status: 404 },
    { path: "/live/webrtc/webrtc.html", method: "POST", status: 403 },
    { path: "/api/events", method: "POST", body: Buffer.alloc(20 * 1024 * 1024 + 1), status: 413 },
    { path: "/api", status: 301 },
    { path: "/recordings/2024-05-01", status: 301 },
  ];
  test.each(refused)("$status for $path has them too", async ({ status, ...request }) => {
    const response = await rig.request({ ...request, headers: viewer.headers("native") });
    expect([response.status, allOf(response, "X-Frame-Options")]).toEqual([status, ["SAMEORIGIN"]]);
  });
});
