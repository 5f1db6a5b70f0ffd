/** Frigate away, back, or out of its mind; nginx reloading; and a worker that dies: nobody gets in who may not, nothing is lost. */
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { setTimeout as pause } from "node:timers/promises";
import { upstreams } from "../../generator/schema/frigate.ts";
import type { Answer } from "../rig/double.ts";
import { both } from "../rig/mutate.ts";
import { jsonOf, type Response } from "../rig/response.ts";
import { inAHurry, tooLong } from "./faults-quick.ts";
import { startRelay, type Relay } from "./faults-relay.ts";
import { inLocation } from "./gateways-mutate.ts";
import { members, standBehind, standsOfFile, type Member, type Stand } from "./gateways-stand.ts";
import { uncached } from "./samples.ts";

const standOf = standsOfFile();
const [ada, , , xan] = members;
const profile = "/api/profile";

/** A person or nobody, and what they are answered while everything works. */
interface Asker {
  readonly member: Member | null;
  readonly isAnswered: (response: Response) => boolean;
}

const askers: readonly Asker[] = [
  ...[ada, xan].map((member) => ({
    member,
    isAnswered: (response: Response): boolean => response.status === 200 && isAbout(member, response),
  })),
  { member: null, isAnswered: ({ status }) => status === 401 },
];

const isAbout = ({ name, role }: Member, response: Response): boolean => {
  const { username, role: known } = jsonOf(response) as { username: unknown; role: unknown };
  return username === name && known === role;
};

const ask = ({ rig, as }: Stand, { member }: Asker, path = profile): Promise<Response> =>
  rig.request(member === null ? { path, headers: [uncached] } : as(member, { path }));

interface Outcome {
  readonly asker: Asker;
  /** Null where there was no answer at all. */
  readonly response: Response | null;
}

/** Ten clients who ask thirty times each. */
async function stream(stand: Stand): Promise<readonly Outcome[]> {
  const client = async (number: number): Promise<readonly Outcome[]> => {
    const outcomes: Outcome[] = [];
    for (let time = 0; time < 30; time += 1) {
      const asker = askers[(number + time) % askers.length] as Asker;
      outcomes.push({ asker, response: await ask(stand, asker).catch(() => null) });
    }
    return outcomes;
  };
  return (await Promise.all(Array.from({ length: 10 }, (_, number) => client(number)))).flat();
}

/** Answers that are not what they are while everything works. */
const unusual = (outcomes: readonly Outcome[]): readonly Outcome[] =>
  outcomes.filter(({ asker, response }) => response === null || !asker.isAnswered(response));

/** Of those, answers that somebody should not have had. */
const wronglyAllowed = (outcomes: readonly Outcome[]): readonly Outcome[] =>
  unusual(outcomes).filter(({ response }) => response !== null && response.status < 400);

async function allIsWell(stand: Stand): Promise<void> {
  const responses = askers.map(async (asker) => ({ asker, response: await ask(stand, asker) }));
  expect(unusual(await Promise.all(responses))).toEqual([]);
}

const presets = ["oauth2-proxy", "authelia"] as const;
const hurried = (preset: (typeof presets)[number]): Promise<Stand> => standOf({ preset, mutate: inAHurry });

describe.each(presets)("%s: Frigate's answer to the question", (preset) => {
  const yes = "Remote-User: ada\r\nRemote-Role: admin\r\n";
  const raw = (bytes: string, more: Partial<Answer> = {}): Answer => ({ status: 0, raw: bytes, ...more });
  const answers: readonly (readonly [string, Answer])[] = [
    ...[302, 400, 401, 403, 404, 422, 500, 503].map((status): readonly [string, Answer] => [
      `is ${status}`,
      { status, headers: [["Remote-User", "ada"], ["Remote-Role", "admin"]] },
    ]),
    ["is nothing", raw("")],
    ["is no HTTP", raw("Traceback (most recent call last):\r\n")],
    ["ends amid the headers", raw(`HTTP/1.1 202 Accepted\r\n${yes}`)],
    ["is an interim one", raw(`HTTP/1.1 100 Continue\r\n${yes}\r\n`)],
    ["switches protocols", raw(`HTTP/1.1 101 Switching Protocols\r\n${yes}\r\n`)],
    ["is too long", { status: 202, headers: [["Remote-User", "a".repeat(60_000)]] }],
    ["does not come", raw("", { falls: "silent" })],
    ["stops amid the headers", raw(`HTTP/1.1 202 Accepted\r\n${yes}`, { falls: "silent" })],
  ]; // prettier-ignore

  test.each(answers)("%s: nobody gets in, and nobody waits for long", async (_, answer) => {
    const stand = await hurried(preset);
    stand.rig.frigate.answerQuestions(answer);
    const began = Date.now();
    const paths = [profile, "/review", "/clips/front_door-1.jpg"];
    const asked = paths.flatMap((path) =>
      askers.map(async (asker) => (await ask(stand, asker, path)).status),
    );
    for (const status of await Promise.all(asked)) expect([302, 401, 403, 500]).toContain(status);
    // Some of these answers end the connection of somebody who asks for a websocket.
    const socket = await stand.rig.upgrade(stand.as(ada, { path: "/ws" })).catch(() => null);
    expect(socket?.response.status).not.toBe(101);
    expect(Date.now() - began).toBeLessThan(tooLong);
    expect(stand.rig.frigate.proxied()).toEqual([]);
    stand.rig.frigate.answerQuestions(null);
    await allIsWell(stand);
  });
});

describe("Frigate away", () => {
  let relay: Relay;
  let stand: Stand;
  beforeAll(async () => {
    relay = await startRelay();
    const address = upstreams["frigate-api"].address;
    stand = await standBehind({
      preset: "oauth2-proxy",
      mutate: inAHurry,
      backends: new Map([[address, relay.address]]),
    });
    relay.leadTo(stand.rig.frigate.backends.get(address) ?? "");
  });
  afterAll(async () => {
    await stand?.stop();
    await relay?.goDown();
  });

  test("nobody gets in, and everybody as soon as it is back", async () => {
    for (let time = 1; time <= 3; time += 1) {
      await allIsWell(stand);
      await relay.goDown();
      for (const path of [profile, "/review", "/clips/front_door-1.jpg"]) {
        expect([path, (await ask(stand, askers[0] as Asker, path)).status]).toEqual([path, 500]);
      }
      expect((await ask(stand, askers[2] as Asker)).status).toBe(401);
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

test("these tests notice a location that does not ask", async () => {
  const open = inLocation("/clips/", (item) => (item.name === "auth_request" ? null : item));
  const stand = await standOf({ preset: "oauth2-proxy", mutate: both(inAHurry, open) });
  stand.rig.frigate.answerQuestions({ status: 500 });
  expect((await ask(stand, askers[2] as Asker, "/clips/front_door-1.jpg")).status).toBe(200);
});

test("these tests notice somebody who is taken for somebody else", async () => {
  const stand = await standOf({ preset: "oauth2-proxy" });
  stand.rig.frigate.answerQuestions({ status: 202, headers: [["Remote-User", "ada"], ["Remote-Role", "admin"]] });
  expect(wronglyAllowed(await stream(stand)).length).toBeGreaterThan(0);
}); // prettier-ignore
