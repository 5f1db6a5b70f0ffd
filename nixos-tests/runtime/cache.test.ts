/** One person's answers never reach another, however soon they ask. */
import { describe, expect, test } from "vitest";
import { versions } from "../rig/fixtures.ts";
import { both, mutation, withArguments } from "../rig/mutate.ts";
import type { HeaderLine } from "../rig/client.ts";
import type { Rig } from "../rig/rig.ts";
import { valueOf, type Response } from "../rig/response.ts";
import { rigsOfFile } from "./rigs.ts";
import { uncached } from "./samples.ts";
import { admin, internal, nobody, person, viewer, type Identity, type Situation } from "./situations.ts";

const rigOf = rigsOfFile();

/** Answers stay for an hour: no test depends on being faster than the five seconds. */
const forAnHour = mutation((directive) =>
  directive.name === "proxy_cache_valid" ? withArguments(directive, "200", "1h") : directive,
);
/** nginx's own key: scheme, backend and address. */
const withoutKey = mutation((directive) => (directive.name === "proxy_cache_key" ? null : directive));

const sharedForAnHour = both(forAnHour, withoutKey);

const get = (
  rig: Rig,
  identity: Identity,
  path: string,
  more: readonly HeaderLine[] = [],
): Promise<Response> =>
  rig.request({ path, headers: [...identity.headers("native"), ...more], listener: identity.listener });

const native = (version: Situation["version"]): Situation => ({ version, mode: "native" });
const state = (response: Response): string | null => valueOf(response, "X-Cache-Status");

const paths = ["/api/profile", "/api/stats", "/api/config", "/api/users", "/api/events?limit=1"];
const promoted = person("bob", "admin");
const someone = person("carol", "viewer");

/** Who fills the cache, and who asks next. */
const pairs: readonly (readonly [Identity, Identity])[] = [
  [admin, viewer],
  [viewer, admin],
  [viewer, someone],
  [promoted, viewer],
  [internal, viewer],
  [internal, admin],
  [admin, internal],
  [viewer, internal],
  [internal, nobody],
  [admin, nobody],
];
const bypasses: readonly (readonly HeaderLine[])[] = [[], [uncached]];

const cases = pairs.flatMap(([first, second]) =>
  bypasses.flatMap((byFirst) =>
    bypasses.map((bySecond) => ({ first: { ...first, by: byFirst }, second: { ...second, by: bySecond } })),
  ),
);
const passing = (by: readonly HeaderLine[]): string => (by.length > 0 ? " past the cache" : "");

let count = 0;
/** The path with a query nobody has asked for before: what earlier tests left in the cache plays no part. */
const fresh = (path: string): string => `${path}${path.includes("?") ? "&" : "?"}test=${(count += 1)}`;

describe.each(versions)("Frigate %s", (version) => {
  test.each(
    cases.map((entry) => ({
      ...entry,
      name: `${entry.first.name}${passing(entry.first.by)}, then ${entry.second.name}${passing(entry.second.by)}`,
    })),
  )("$name", async ({ first, second }) => {
    const rig = await rigOf(native(version), forAnHour);
    for (const path of paths.map(fresh)) {
      const alone = await get(rig, second, fresh(path), [uncached]);
      await get(rig, first, path, first.by);
      const after = await get(rig, second, path, second.by);
      const shown = ({ status, body }: Response): readonly unknown[] => [path, status, body.toString("utf8")];
      expect(shown(after)).toEqual(shown(alone));
    }
  });
});

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

  test.each([
    "/api/version",
    "/api/front_door/latest.jpg",
    "/api/vod/front_door/start/1/end/2",
    "/api/nothing",
  ])("does not remember %s: no JSON, or not for remembering", async (address) => {
    const rig = await rigOf(native("0.17"), forAnHour);
    rig.frigate.reset();
    const path = fresh(address);
    await get(rig, viewer, path);
    await get(rig, viewer, path);
    expect(rig.frigate.proxied()).toHaveLength(2);
  });

  test("does not answer for Frigate's question: who may no longer come is refused", async () => {
    const rig = await rigOf(native("0.17"), forAnHour);
    const path = fresh("/api/profile");
    await get(rig, viewer, path);
    rig.frigate.answerQuestions({ status: 401 });
    const { status } = await get(rig, viewer, path);
    rig.frigate.answerQuestions(null);
    expect(status).toBe(401);
  });

  test.each(paths)("would show an administrator's %s to everybody, with nginx's own key", async (address) => {
    const rig = await rigOf(native("0.17"), sharedForAnHour);
    const path = fresh(address);
    const first = await get(rig, admin, path);
    const second = await get(rig, viewer, path);
    expect([state(second), second.body]).toEqual(["HIT", first.body]);
  });

  test("keeps a renewed cookie from the next one who asks", async () => {
    const rig = await rigOf(native("0.17"), forAnHour);
    const path = fresh("/api/profile");
    rig.frigate.answerQuestions({
      status: 202,
      headers: [
        ["Remote-User", "bob"],
        ["Remote-Role", "viewer"],
        ["Set-Cookie", "frigate_token=renewed"],
      ],
    });
    const renewed = await get(rig, viewer, path);
    rig.frigate.answerQuestions(null);
    const next = await get(rig, viewer, path);
    expect([renewed, next].map((response) => [state(response), valueOf(response, "Set-Cookie")])).toEqual([
      ["MISS", "frigate_token=renewed"],
      ["HIT", null],
    ]);
  });
});
