/** What is remembered of Frigate's answers, and for how long; that none reaches somebody else is in proof/attacks. */
import { words } from "../../generator/inspect/collections.ts";
import { describe, expect, test } from "vitest";
import { mutation, withArguments } from "../rig/mutate.ts";
import type { HeaderLine } from "../rig/client.ts";
import type { Rig } from "../rig/rig.ts";
import { valueOf, type Response } from "../rig/response.ts";
import { rigsOfFile } from "./rigs.ts";
import { uncached } from "./samples.ts";
import { viewer, type Identity, type Situation } from "./situations.ts";

const rigOf = rigsOfFile();

/** Answers stay for an hour: no test depends on being faster than the five seconds. */
const forAnHour = mutation((directive) =>
  directive.name === "proxy_cache_valid" ? withArguments(directive, "200", "1h") : directive,
);
const get = (
  rig: Rig,
  identity: Identity,
  path: string,
  more: readonly HeaderLine[] = [],
): Promise<Response> =>
  rig.request({ path, headers: [...identity.headers("native"), ...more], listener: identity.listener });

const native = (version: Situation["version"]): Situation => ({ version, mode: "native" });
const state = (response: Response): string | null => valueOf(response, "X-Cache-Status");

let count = 0;
/** The path with a query nobody has asked for before: what earlier tests left in the cache plays no part. */
const fresh = (path: string): string => `${path}${path.includes("?") ? "&" : "?"}test=${(count += 1)}`;

describe("the cache", () => {
  test.each(["/api/profile", "/api/stats"])("remembers %s for the same person", async (address) => {
    const rig = await rigOf(native("0.17"), forAnHour);
    rig.frigate.reset();
    const path = fresh(address);
    const states = [await get(rig, viewer, path), await get(rig, viewer, path)].map(state);
    expect(states).toEqual(["MISS", "HIT"]);
    expect(rig.frigate.proxied()).toHaveLength(1);
  });

  test("is passed over on request, and filled all the same", async () => {
    const rig = await rigOf(native("0.17"), forAnHour);
    const path = fresh("/api/profile");
    const first = await get(rig, viewer, path, [uncached]);
    const again = await get(rig, viewer, path, [uncached]);
    const then = await get(rig, viewer, path);
    expect([first, again, then].map(state)).toEqual(["BYPASS", "BYPASS", "HIT"]);
  });

  test.each(words("/api/version /api/front_door/latest.jpg /api/vod/front_door/start/1/end/2 /api/nothing"))(
    "does not remember %s: no JSON, or not for remembering",
    async (address) => {
      const rig = await rigOf(native("0.17"), forAnHour);
      rig.frigate.reset();
      const path = fresh(address);
      await get(rig, viewer, path);
      await get(rig, viewer, path);
      expect(rig.frigate.proxied()).toHaveLength(2);
    },
  );

  test("does not answer for Frigate's question: who may no longer come is refused", async () => {
    const rig = await rigOf(native("0.17"), forAnHour);
    const path = fresh("/api/profile");
    await get(rig, viewer, path);
    rig.frigate.answerQuestions({ status: 401 });
    const { status } = await get(rig, viewer, path);
    rig.frigate.answerQuestions(null);
    expect(status).toBe(401);
  });
});
