/** Frigate away and back; nginx reloading; and a worker that dies: nobody gets in who may not, nothing is lost. */
import { setTimeout as pause } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { upstreams } from "../../generator/schema/frigate.ts";
import {
  allIsWell,
  ask,
  askers,
  profile,
  stream,
  unusual,
  wronglyAllowed,
  type Asker,
} from "./faults-askers.ts";
import { inAHurry } from "./faults-quick.ts";
import { startRelay, type Relay } from "./faults-relay.ts";
import { standBehind, standsOfFile, type Stand } from "./gateways-stand.ts";

const standOf = standsOfFile();

/** What an administrator is answered for a call, a page and a file. */
const away = [
  { version: "0.17", statuses: [502, 200, 200] },
  { version: "0.18", statuses: [502, 200, 500] },
  { version: "0.19", statuses: [500, 500, 500] },
] as const;

const calls = [profile, "/review", "/clips/front_door-1.jpg"] as const;

describe.each(away)("Frigate $version away", ({ version, statuses }) => {
  let relay: Relay;
  let stand: Stand;
  beforeAll(async () => {
    relay = await startRelay();
    const address = upstreams["frigate-api"].address;
    stand = await standBehind({
      preset: "oauth2-proxy",
      version,
      mutate: inAHurry,
      backends: new Map([[address, relay.address]]),
    });
    relay.leadTo(stand.rig.frigate.backends.get(address) ?? "");
  });
  afterAll(async () => {
    await stand?.stop();
    await relay?.goDown();
  });

  test("nobody gets in who may not, and everybody as soon as it is back", async () => {
    for (let time = 1; time <= 3; time += 1) {
      await allIsWell(stand);
      await relay.goDown();
      const [known, , stranger] = askers as readonly [Asker, Asker, Asker];
      const seen = await Promise.all(calls.map(async (path) => (await ask(stand, known, path)).status));
      expect(seen).toEqual(statuses);
      const refused = await Promise.all(calls.map(async (path) => (await ask(stand, stranger, path)).status));
      expect(refused).toEqual([401, 302, 401]);
      await relay.comeUp();
    }
    await allIsWell(stand);
  });

  test("amid many requests: some fail, none goes to the wrong person, and all is well afterwards", async () => {
    // So that the requests are not over before it all begins.
    stand.gateway.behave({ kind: "slow", milliseconds: 20 });
    const streaming = stream(stand);
    for (let time = 1; time <= 3; time += 1) {
      await pause(50);
      await relay.goDown();
      await pause(50);
      await relay.comeUp();
    }
    const outcomes = await streaming;
    expect(wronglyAllowed(outcomes)).toEqual([]);
    expect(unusual(outcomes).length).toBeGreaterThan(0);
    for (const { response } of unusual(outcomes)) expect([500, 502, 504]).toContain(response?.status);
    stand.reset();
    await allIsWell(stand);
  });
});

describe("nginx amid many requests", () => {
  test("reloads three times: none of 300 is lost, and none goes to the wrong person", async () => {
    const stand = await standOf({ preset: "oauth2-proxy" });
    stand.gateway.behave({ kind: "slow", milliseconds: 20 });
    const streaming = stream(stand);
    for (let time = 1; time <= 3; time += 1) {
      await pause(30);
      await stand.rig.reload();
    }
    const outcomes = await streaming;
    expect(outcomes).toHaveLength(300);
    expect(unusual(outcomes)).toEqual([]);
  });

  test("loses a worker: another takes its place, and lets nobody in who may not", async () => {
    const stand = await standOf({ preset: "oauth2-proxy" });
    stand.gateway.behave({ kind: "slow", milliseconds: 100 });
    const streaming = stream(stand);
    while (stand.gateway.requests().length < 20) await pause(5);
    stand.rig.killWorkers();
    const outcomes = await streaming;
    expect(wronglyAllowed(outcomes)).toEqual([]);
    // Those it had are gone: this is how a lost request looks.
    expect(unusual(outcomes).map(({ response }) => response)).toContain(null);
    stand.gateway.behave({ kind: "as it should" });
    await allIsWell(stand);
  });
});
