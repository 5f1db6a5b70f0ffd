/** Frigate is asked about a request only where it alone knows the answer, and then about every such request. */
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { members } from "./gateways-stand.ts";
import { routesOf } from "./samples.ts";
import { configurations, type Standing } from "./who-decides.ts";

const [ada, , , xan] = members;

describe.each(configurations)("$name", ({ version, asks, start }) => {
  let standing: Standing;
  beforeAll(async () => {
    standing = await start();
  });
  afterAll(() => standing?.stop());

  test.each([ada, xan])("Frigate is asked about these requests of $name, and no others", async (who) => {
    const { rig, as } = standing;
    const asked: Record<string, boolean> = {};
    for (const [name, , { upgrade = false, status: _, ...sample }] of routesOf(version)) {
      rig.frigate.reset();
      const request = as(who, sample);
      if (upgrade) (await rig.upgrade(request)).close();
      else await rig.request(request);
      asked[name] = rig.frigate.questions().length > 0;
    }
    expect(asked).toEqual(Object.fromEntries(routesOf(version).map(([name, route]) => [name, asks(route)])));
  });
});
