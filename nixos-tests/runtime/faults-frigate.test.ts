/** Frigate's /auth gives a wrong answer or none: where it is asked nobody gets in, and elsewhere nothing changes. */
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { routes, type RouteName } from "../../generator/schema/routes.ts";
import type { Answer } from "../rig/double.ts";
import { both } from "../rig/mutate.ts";
import {
  allIsWell,
  ask,
  askers,
  profile,
  requestOf,
  stream,
  wronglyAllowed,
  type Asker,
} from "./faults-askers.ts";
import { inAHurry, tooLong } from "./faults-quick.ts";
import { inLocation } from "./gateways-mutate.ts";
import { standsOfFile } from "./gateways-stand.ts";
import { configurations, type Configuration, type Standing } from "./who-decides.ts";

const standOf = standsOfFile();

/** What is asked for, by its route. */
interface Visit {
  readonly path: string;
  readonly route: RouteName;
  readonly upgrade?: boolean;
}

const visits: readonly Visit[] = [
  { path: profile, route: "/api/" },
  { path: "/review", route: "/" },
  { path: "/clips/front_door-1.jpg", route: "/clips/" },
  { path: "/recordings/2024-05-01/10/front_door/00.00.mp4", route: "/recordings/" },
  { path: "/exports/front_door.mp4", route: "/exports/" },
  { path: "/ws", route: "/ws", upgrade: true },
  { path: "/live/mse/api/ws?src=front_door", route: "= /live/mse/api/ws", upgrade: true },
];

/** 0 where the connection ends, as it may for somebody who asks for a websocket. */
async function statusOf(standing: Standing, asker: Asker, { path, upgrade = false }: Visit): Promise<number> {
  if (!upgrade) return (await ask(standing, asker, path)).status;
  const socket = await standing.rig.upgrade(requestOf(standing, asker, path)).catch(() => null);
  socket?.close();
  return socket?.response.status ?? 0;
}

/** The configuration in a hurry, for the tests of a `describe`. */
function standingOf({ start }: Configuration): () => Standing {
  let standing: Standing;
  beforeAll(async () => {
    standing = await start(inAHurry);
  });
  afterAll(() => standing?.stop());
  beforeEach(() => {
    standing.rig.frigate.reset();
    standing.rig.frigate.answerQuestions(null);
  });
  return () => standing;
}

const all = (standing: Standing, who: readonly Asker[], list: readonly Visit[]): Promise<readonly number[]> =>
  Promise.all(list.flatMap((visit) => who.map((asker) => statusOf(standing, asker, visit))));

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

const asked = configurations
  .map((one) => ({ ...one, list: visits.filter(({ route }) => one.asks(routes[route])) }))
  .filter(({ list }) => list.length > 0);

describe.each(asked)("$name: Frigate's answer to the question", (configuration) => {
  const current = standingOf(configuration);

  test.each(answers)("%s: nobody gets in, and nobody waits for long", async (_, answer) => {
    const standing = current();
    const { frigate } = standing.rig;
    frigate.answerQuestions(answer);
    const began = Date.now();
    const statuses = await all(standing, askers, configuration.list);
    for (const status of statuses) expect([0, 302, 401, 403, 500]).toContain(status);
    expect(Date.now() - began).toBeLessThan(tooLong);
    expect(frigate.questions()).not.toEqual([]);
    expect(frigate.proxied()).toEqual([]);
    frigate.answerQuestions(null);
    await allIsWell(standing);
  });
});

const unasked = configurations
  .map((one) => ({ ...one, list: visits.filter(({ route }) => !one.asks(routes[route])) }))
  .filter(({ list }) => list.length > 0);

const ignored: readonly (readonly [string, Answer])[] = [
  ["is a no", { status: 403 }],
  ["is a yes for somebody else", { status: 202, headers: [["Remote-User", "eve"], ["Remote-Role", "admin"]] }],
  ["does not come", raw("", { falls: "silent" })],
]; // prettier-ignore

describe.each(unasked)("$name: where Frigate is not asked", (configuration) => {
  const current = standingOf(configuration);
  const known = askers.filter(({ member }) => member !== null);
  const strangers = askers.filter(({ member }) => member === null);
  const isProtected = ({ route }: Visit): boolean => routes[route].access === "protected";

  test.each(ignored)("it does not matter that its answer %s", async (_, answer) => {
    const standing = current();
    const { frigate } = standing.rig;
    frigate.answerQuestions(answer);
    const statuses = await all(standing, known, configuration.list);
    expect(statuses).toEqual(
      configuration.list.flatMap(({ upgrade }) => known.map(() => (upgrade ? 101 : 200))),
    );
    const refusals = await all(standing, strangers, configuration.list.filter(isProtected));
    expect(refusals.filter((status) => status !== 401)).toEqual([]);
    expect(frigate.questions()).toEqual([]);
  });
});

test("these tests notice a location that does not ask", async () => {
  const open = inLocation("/clips/", (item) => (item.name === "auth_request" ? null : item));
  const stand = await standOf({ preset: "oauth2-proxy", version: "0.18", mutate: both(inAHurry, open) });
  stand.rig.frigate.answerQuestions({ status: 500 });
  expect((await ask(stand, askers[2] as Asker, "/clips/front_door-1.jpg")).status).toBe(200);
});

test("these tests notice somebody who is taken for somebody else", async () => {
  const stand = await standOf({ preset: "oauth2-proxy", version: "0.19" });
  stand.rig.frigate.answerQuestions({ status: 202, headers: [["Remote-User", "ada"], ["Remote-Role", "admin"]] });
  expect(wronglyAllowed(await stream(stand)).length).toBeGreaterThan(0);
}); // prettier-ignore
