/** Recordings as HLS, by the vod module itself: Frigate says who may see which camera, and what it said is kept for no other role. */
import { describe, expect, test } from "vitest";
import { startForeign } from "../proof/foreign.ts";
import { headerOf } from "../rig/double.ts";
import { versions } from "../rig/fixtures.ts";
import { since } from "../rig/frigate-config.ts";
import { canVod, needsVod } from "../rig/nginx.ts";
import type { Response } from "../rig/response.ts";
import type { Rig } from "../rig/rig.ts";
import { rigsOfFile } from "./rigs.ts";
import { admin, internal, nobody, person, viewer, type Identity, type Situation } from "./situations.ts";

const rigOf = rigsOfFile();

const situation: Situation = { version: "0.18", mode: "native" };
/** May see the garden, not the front door. */
const gardener = person("carol", "gardener");

let count = 0;
/** A time that nobody has asked for. */
const freshTime = (): string => `start/1/end/${(count += 1)}`;

/** What the vod module makes of a recording: a list of lists, a list of segments, the first of them. */
const kinds = ["master.m3u8", "index.m3u8", "init-v1.mp4", "seg-1-v1.m4s"] as const;

const ask = (rig: Rig, who: Identity, path: string): Promise<Response> =>
  rig.request({ path, listener: who.listener, headers: who.headers("native") });

/** Who asks Frigate for a list of recordings, as it is told. */
const asked = (rig: Rig): readonly string[] =>
  rig.frigate
    .proxied()
    .map(
      (request) => `${request.url} ${headerOf(request, "Remote-User")} ${headerOf(request, "Remote-Role")}`,
    );

describe.skipIf(!canVod())(`recordings as HLS (${needsVod})`, () => {
  test.each(kinds)("%s is made, and Frigate asked who may see it", async (kind) => {
    const rig = await rigOf(situation);
    const time = freshTime();
    rig.frigate.reset();
    const { status, body } = await ask(rig, viewer, `/vod/garden/${time}/${kind}`);
    expect([status, body.length > 0]).toEqual([200, true]);
    expect(asked(rig)).toEqual([`/vod/garden/${time} bob viewer`]);
  });

  test("a list leads to segments, with the query of the question", async () => {
    const rig = await rigOf(situation);
    const { body } = await ask(rig, viewer, `/vod/garden/${freshTime()}/index.m3u8?token=1`);
    expect(body.toString()).toMatch(/^#EXTM3U[^]*seg-1-v1\.m4s\?token=1\n[^]*#EXT-X-ENDLIST/);
  });

  test("nobody is shown anything without a session", async () => {
    const rig = await rigOf(situation);
    rig.frigate.reset();
    const path = `/vod/garden/${freshTime()}/index.m3u8`;
    await ask(rig, admin, path);
    expect((await ask(rig, nobody, path)).status).toBe(401);
  });

  test.each(kinds)("a camera out of bounds is none, whoever has just seen it: %s", async (kind) => {
    const rig = await rigOf(situation);
    const path = `/vod/front_door/${freshTime()}/${kind}`;
    for (const who of [admin, viewer, internal]) {
      expect((await ask(rig, who, path)).status).toBe(200);
      expect((await ask(rig, gardener, path)).status).toBe(404);
    }
    expect((await ask(rig, gardener, path.replace("front_door", "garden"))).status).toBe(200);
  });

  test("one of several cameras is judged by itself", async () => {
    const rig = await rigOf(situation);
    const time = freshTime();
    const one = (index: number): string => `/vod/,front_door,garden,/${time}.urlset/index-f${index}-v1.m3u8`;
    rig.frigate.reset();
    for (const index of [1, 2]) expect((await ask(rig, admin, one(index))).status).toBe(200);
    expect(asked(rig)).toEqual(
      ["front_door", "garden"].map((camera) => `/vod/${camera}/${time} alice admin`),
    );
    expect((await ask(rig, gardener, one(1))).status).toBe(404);
    expect((await ask(rig, gardener, `/vod/front_door/${time}/index.m3u8`)).status).toBe(404);
    expect((await ask(rig, gardener, one(2))).status).toBe(200);
  });

  test("what one role may see is asked once", async () => {
    const rig = await rigOf(situation);
    const time = freshTime();
    rig.frigate.reset();
    for (const kind of kinds)
      expect((await ask(rig, viewer, `/vod/garden/${time}/${kind}`)).status).toBe(200);
    expect(asked(rig)).toEqual([`/vod/garden/${time} bob viewer`]);
  });

  test("a line break in the path changes nothing", async () => {
    const rig = await rigOf(situation);
    const time = freshTime();
    for (const role of ["admin", "viewer", "gardener"]) {
      const path = `/vod/front_door/${time}%0a${role}/index.m3u8`;
      await ask(rig, admin, path);
      await ask(rig, admin, `/vod/front_door/${time}/index.m3u8`);
      expect([role, (await ask(rig, gardener, path)).status]).toEqual([role, 404]);
      expect([role, (await ask(rig, gardener, path.replace("%0a", "%250a"))).status]).toEqual([role, 404]);
    }
  });

  test("of nixpkgs' own module this is not true", async () => {
    const standing = await startForeign("upstream", "0.18");
    const path = `/vod/front_door/${freshTime()}/index.m3u8`;
    const refused = await ask(standing.rig, gardener, path);
    await ask(standing.rig, admin, path);
    const shown = await ask(standing.rig, gardener, path);
    await standing.stop();
    expect([refused.status, shown.status]).toEqual([404, 200]);
  });

  test("a recording that is not there is not found", async () => {
    const rig = await rigOf(situation);
    expect((await ask(rig, admin, `/vod/cellar/${freshTime()}/index.m3u8`)).status).toBe(404);
  });

  test.each(versions)("Frigate %s can export", async (version) => {
    const rig = await rigOf({ version, mode: "native" });
    const time = freshTime();
    const list = await ask(rig, internal, `/vod/front_door/${time}/index.m3u8`);
    const segment = /^seg-1\S+/m.exec(list.body.toString())?.[0] ?? "";
    expect(segment).toMatch(since({ version }, "0.17") ? /\.m4s$/ : /\.ts$/);
    expect((await ask(rig, internal, `/vod/front_door/${time}/${segment}`)).status).toBe(200);
  });
});
