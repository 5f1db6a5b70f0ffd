/**
 * A role that may see one camera only is shown that one, however it asks. Frigate checks from 0.18 on, and from 0.18.1 on reads
 * another form of the address. More ways to ask for another camera are in proof/attacks.
 */
import { words } from "../../generator/inspect/collections.ts";
import { describe, expect, test } from "vitest";
import { members, standsOfFile, type Stand } from "./gateways-stand.ts";
import { rigsOfFile } from "./rigs.ts";
import { uncached } from "./samples.ts";
import { person } from "./situations.ts";

const rigOf = rigsOfFile();
const standOf = standsOfFile();

const versions = ["0.18", "0.18.1"] as const;
/** May see the garden, not the front door. */
const headers = [...person("carol", "gardener").headers("native"), uncached];

describe.each(versions)("live streams, Frigate %s", (version) => {
  const situation = { version, mode: "native" } as const;
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

  test("another camera's is refused", async () => {
    const rig = await rigOf(situation);
    for (const path of ["/live/mse/api/ws?src=front_door", "/live/webrtc/api/ws?src=garden&src=front_door"])
      expect([path, (await rig.upgrade({ path, headers })).response.status]).toEqual([path, 403]);
  });
});

describe.each(versions)("files, Frigate %s", (version) => {
  const situation = { version, mode: "native" } as const;
  const own = words(`
    /clips/garden-1.jpg /clips//previews/./garden/1.mp4 /recordings/2024-05-01/10/garden/00.00.mp4
    /exports/garden.mp4 /clips/previews/front_door/../garden/1.mp4 /api/garden/latest.jpg
  `);
  const others = words(`
    /clips/front_door-1.jpg /clips//previews/./front_door/1.mp4 //clips/front_door-1.jpg
    /recordings/2024-05-01/10/front_door/00.00.mp4 /exports/front_door.mp4 /api/front_door/latest.jpg
    /clips/previews/garden/../front_door/1.mp4
  `);

  test.each(own)("%s is theirs", async (path) => {
    const rig = await rigOf(situation);
    expect((await rig.request({ path, headers })).status).toBe(200);
  });

  test.each(others)("%s is not", async (path) => {
    const rig = await rigOf(situation);
    expect((await rig.request({ path, headers })).status).toBe(403);
  });
});

describe.each(versions)("behind a gateway, Frigate %s", (version) => {
  /** Whether somebody is let in; only two of these paths have a file. */
  async function isLetIn({ rig, as }: Stand, who: (typeof members)[number], path: string): Promise<boolean> {
    const { status } = path.startsWith("/live/")
      ? (await rig.upgrade(as(who, { path }))).response
      : await rig.request(as(who, { path }));
    expect([101, 200, 403, 404]).toContain(status);
    return status !== 403;
  }

  test.each([
    ["/recordings/2024-05-01/10/front/00.00.mp4", true],
    ["/recordings/2024-05-01/10/front_door/00.00.mp4", false],
    ["/clips/front-1.jpg", true],
    ["/clips/front_door-1.jpg", false],
    ["//clips/front_door-1.jpg", false],
    ["/clips/previews/front/../front_door/1.mp4", false],
    ["/exports/front_door.mp4", false],
    ["/live/mse/api/ws?src=front", true],
    ["/live/webrtc/api/ws?src=front_door", false],
  ])("%s is let through for one camera: %s", async (path, expected) => {
    const stand = await standOf({ preset: "authelia", version });
    const [ada, kim] = members;
    expect(await isLetIn(stand, kim, path)).toBe(expected);
    expect(stand.rig.frigate.questions()).toHaveLength(1);
    expect(await isLetIn(stand, ada, path)).toBe(true);
  });
});
