/**
 * A role that may see one camera only is shown that one, however it asks. Frigate checks from 0.18 on; that it is shown no
 * other one is in proof/attacks.
 */
import { words } from "../../generator/inspect/collections.ts";
import { describe, expect, test } from "vitest";
import { rigsOfFile } from "./rigs.ts";
import { uncached } from "./samples.ts";
import { person, type Situation } from "./situations.ts";

const rigOf = rigsOfFile();

const situation: Situation = { version: "0.18", mode: "native" };
/** May see the garden, not the front door. */
const headers = [...person("carol", "gardener").headers("native"), uncached];

describe("live streams", () => {
  const arrivals = [
    ["/live/mse/api/ws?src=garden", "/api/ws?src=garden"],
    ["/live//mse/./api/%77s?src=garden", "/api/ws?src=garden"],
    ["/live/webrtc/api/ws?x=1&src=garden", "/api/ws?x=1&src=garden"],
    // What stands behind # counts for nobody.
    ["/live/mse/api/ws?src=garden#&src=front_door", "/api/ws?src=garden"],
  ] as const;

  test.each(arrivals)("%s passes", async (path, url) => {
    const rig = await rigOf(situation);
    rig.frigate.reset();
    const { response, close } = await rig.upgrade({ path, headers });
    close();
    expect([response.status, rig.frigate.proxied().map((request) => request.url)]).toEqual([101, [url]]);
  });

  test("a WebRTC offer passes", async () => {
    const rig = await rigOf(situation);
    const path = "/api/go2rtc/webrtc?src=garden";
    expect((await rig.request({ path, method: "POST", headers, body: "v=0" })).status).toBe(201);
  });
});

describe("files", () => {
  const own = words(`
    /clips/garden-1.jpg /clips//previews/./garden/1.mp4 /recordings/2024-05-01/10/garden/00.00.mp4
    /exports/garden.mp4 /clips/previews/front_door/../garden/1.mp4 /api/garden/latest.jpg
  `);

  test.each(own)("%s is theirs", async (path) => {
    const rig = await rigOf(situation);
    expect((await rig.request({ path, headers })).status).toBe(200);
  });
});
