/** Whatever the gateway does, nobody gets in, nobody waits for ever, and everything works again once the gateway does. */
import { words } from "../../generator/inspect/collections.ts";
import { describe, expect, test } from "vitest";
import { nginxTree } from "../../generator/inspect/evaluate/configuration.ts";
import { valuesOf } from "../../generator/inspect/nginx/parse.ts";
import type { Answer } from "../rig/double.ts";
import { yesTo, type Contract } from "../rig/gateway-contracts.ts";
import type { Manner } from "../rig/gateway.ts";
import { both, mapDirectives, mutation, withArguments } from "../rig/mutate.ts";
import { jsonOf } from "../rig/response.ts";
import { inAHurry, patienceOf, tooLong } from "./faults-quick.ts";
import { inLocation } from "./gateways-mutate.ts";
import { members, presets, renderPlan, standsOfFile, type Stand } from "./gateways-stand.ts";
import { uncached } from "./samples.ts";

const standOf = standsOfFile();
const [ada, kim] = members;

const names = ["oauth2-proxy", "authelia"] as const;
const hurried = (preset: (typeof names)[number]): Promise<Stand> => standOf({ preset, mutate: inAHurry });

/** The lines of a yes to an administrator: what a fault must not be taken for. */
const yesLines = (contract: Contract): string =>
  (yesTo(contract, ada).headers ?? []).map(([name, value]) => `${name}: ${value}\r\n`).join("");

type Fault = readonly [name: string, manner: (contract: Contract) => Manner];

const always =
  (change: (yes: Answer) => Answer) =>
  (contract: Contract): Manner => ({ kind: "always", answer: change(yesTo(contract, ada)) });
const says =
  (bytes: (yes: string) => string) =>
  (contract: Contract): Manner => ({ kind: "says", bytes: bytes(yesLines(contract)) });
const stalls =
  (bytes: (yes: string) => string) =>
  (contract: Contract): Manner => ({ kind: "stalls", bytes: bytes(yesLines(contract)) });

const statuses = [300, 302, 304, 400, 403, 404, 407, 429, 500, 502, 503] as const;

const prompt: readonly Fault[] = [
  ...statuses.map((status): Fault => [`answers ${status}`, always((yes) => ({ ...yes, status }))]),
  ["hangs up", says(() => "")],
  ["says something else", says(() => "SSH-2.0-OpenSSH_9.9\r\n")],
  ["answers in another version", says((yes) => `HTTP/2 202\r\n${yes}\r\n`)],
  ["answers without a status", says((yes) => `HTTP/1.1 \r\n${yes}\r\n`)],
  ["says 100 and no more", says((yes) => `HTTP/1.1 100 Continue\r\n${yes}\r\n`)],
  ["says 103 and no more", says((yes) => `HTTP/1.1 103 Early Hints\r\n${yes}\r\n`)],
  ["switches protocols", says((yes) => `HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\n${yes}\r\n`)],
  ["ends amid the status", says(() => "HTTP/1.1 20")],
  ["ends amid the headers", says((yes) => `HTTP/1.1 202 Accepted\r\n${yes}`)],
  ["ends amid a line", says((yes) => `HTTP/1.1 202 Accepted\r\n${yes.slice(0, -4)}`)],
  ["has a header that is none", says((yes) => `HTTP/1.1 202 Accepted\r\n${yes}a\0b: c\r\n\r\n`)],
  ["has one huge header", always((yes) => ({ ...yes, headers: [...(yes.headers ?? []), ["X-Token", "a".repeat(60_000)]] }))],
  ["has headers without end", says((yes) => `HTTP/1.1 202 Accepted\r\n${yes}${"X-A: aaaaaaaaaaaaaaaa\r\n".repeat(5_000)}\r\n`)],
  ["says yes to nobody", always(({ status }) => ({ status }))],
  ["says yes to an empty name", (contract) => ({ kind: "always", answer: { status: 200, headers: [[contract.userHeader, ""]] } })],
  ["dies amid the body of a yes to nobody", says(() => "HTTP/1.1 202 Accepted\r\nContent-Length: 1000\r\n\r\nsome")],
]; // prettier-ignore

const slow: readonly Fault[] = [
  ["never answers", () => ({ kind: "hangs" })],
  ["stops amid the headers", stalls((yes) => `HTTP/1.1 202 Accepted\r\n${yes}`)],
  ["says 100 and then nothing", stalls(() => "HTTP/1.1 100 Continue\r\n\r\n")],
  ["answers too late", () => ({ kind: "slow", milliseconds: 30_000 })],
];

/** What somebody asks for who would be let in; each kind of route has its own way to say no. */
const paths = words(`
  /api/profile /review?id=1 /clips/front_door-1.jpg /recordings/ /api/front_door/latest.jpg
`);

/** Asks for everything at once; the statuses, the websocket's last. */
async function askForAll({ rig, as }: Stand): Promise<readonly number[]> {
  const socket = rig.upgrade(as(ada, { path: "/ws" })).then(({ response, close }) => {
    close();
    return response.status;
  });
  const others = paths.map(async (path) => (await rig.request(as(ada, { path }))).status);
  return Promise.all([...others, socket]);
}

const everybodyIs = (statuses: readonly number[], ...allowed: readonly number[]): void =>
  expect(statuses.map((status) => allowed.includes(status) || status)).toEqual(statuses.map(() => true));

describe.each(names)("%s", (name) => {
  test.each(prompt)("%s: nobody gets in", async (fault, manner) => {
    const stand = await hurried(name);
    stand.gateway.behave(manner(stand.contract));
    everybodyIs(await askForAll(stand), /yes to|403/.test(fault) ? 403 : 500);
    expect(stand.rig.frigate.requests()).toEqual([]);
    stand.gateway.behave({ kind: "as it should" });
    everybodyIs(await askForAll(stand), 200, 101, 404);
  });

  test.each(slow)("%s: nobody gets in, and nobody waits for long", async (_, manner) => {
    const stand = await hurried(name);
    stand.gateway.behave(manner(stand.contract));
    const began = Date.now();
    const asking = Promise.all(Array.from({ length: 5 }, () => askForAll(stand)));
    // Those who need no gateway do not wait for it.
    const internal = await stand.rig.request({ path: "/api/profile", listener: "internal" });
    const asset = await stand.rig.request({ path: "/assets/app.js" });
    expect([internal.status, asset.status]).toEqual([200, 200]);
    stand.rig.frigate.reset();
    everybodyIs((await asking).flat(), 500);
    expect(Date.now() - began).toBeLessThan(tooLong);
    expect(stand.rig.frigate.requests()).toEqual([]);
    stand.gateway.behave({ kind: "as it should" });
    everybodyIs(await askForAll(stand), 200, 101, 404);
  });

  test("refuses connections: nobody gets in, until it is there again", async () => {
    const stand = await hurried(name);
    for (let time = 1; time <= 3; time += 1) {
      everybodyIs(await askForAll(stand), 200, 101, 404);
      stand.rig.frigate.reset();
      await stand.gateway.goDown();
      everybodyIs(await askForAll(stand), 500);
      expect(stand.rig.frigate.requests()).toEqual([]);
      await stand.gateway.comeUp();
    }
    everybodyIs(await askForAll(stand), 200, 101, 404);
  });

  test("takes its time, but answers: people are let in", async () => {
    const stand = await hurried(name);
    stand.gateway.behave({ kind: "slow", milliseconds: 100 });
    everybodyIs(await askForAll(stand), 200, 101, 404);
  });

  test("says more than a yes: that is heard, and the rest goes to nobody else", async () => {
    const { rig, as, gateway, contract } = await hurried(name);
    const profile = { path: "/api/profile" };
    const yes = `HTTP/1.1 202 Accepted\r\n${yesLines(contract)}`;
    for (const manner of [
      says(() => `${yes}Content-Length: 1000\r\n\r\nsome`),
      says(() => `${yes}Content-Length: 0\r\n\r\n${yes}Content-Length: 0\r\n\r\n`),
    ]) {
      gateway.behave(manner(contract));
      expect(jsonOf(await rig.request(as(ada, profile)))).toMatchObject({ username: "ada" });
      gateway.behave({ kind: "as it should" });
      expect(jsonOf(await rig.request(as(kim, profile)))).toMatchObject({ username: "kim" });
      expect((await rig.request({ ...profile, headers: [uncached] })).status).toBe(401);
    }
  });

  test("stops amid the body of a yes: nobody waits for long", async () => {
    const { rig, as, gateway, contract } = await hurried(name);
    gateway.behave(
      stalls((yes) => `HTTP/1.1 202 Accepted\r\n${yes}Content-Length: 1000\r\n\r\nsome`)(contract),
    );
    const began = Date.now();
    // Whether the rest is waited for is nginx' business.
    expect([200, 500]).toContain((await rig.request(as(ada, { path: "/api/profile" }))).status);
    expect(Date.now() - began).toBeLessThan(tooLong);
    gateway.behave({ kind: "as it should" });
    expect(jsonOf(await rig.request(as(kim, { path: "/api/profile" })))).toMatchObject({ username: "kim" });
  });
});

test("a yes that may be remembered is waited for no longer, by however many", async () => {
  const settings = 'authCache = "1m";';
  const { rig, as, gateway } = await standOf({ preset: "authelia", settings, mutate: inAHurry });
  const askTogether = (): Promise<readonly number[]> =>
    Promise.all(
      Array.from({ length: 10 }, async () => (await rig.request(as(ada, { path: "/api/profile" }))).status),
    );
  gateway.behave({ kind: "hangs" });
  const began = Date.now();
  everybodyIs(await askTogether(), 500);
  expect(Date.now() - began).toBeLessThan(tooLong);
  gateway.behave({ kind: "slow", milliseconds: 200 });
  everybodyIs(await askTogether(), 200);
  gateway.reset();
  everybodyIs(await askTogether(), 200);
  expect(gateway.requests()).toEqual([]);
});

describe("these tests notice", () => {
  test("a location that does not ask", async () => {
    const open = inLocation("/api/", (item) => (item.name === "auth_request" ? null : item));
    const stand = await standOf({ preset: "oauth2-proxy", mutate: both(inAHurry, open) });
    await stand.gateway.goDown();
    expect(await askForAll(stand)).toContain(401);
    expect(stand.rig.frigate.requests()).not.toEqual([]);
  });

  test("a yes to nobody that counts as one", async () => {
    const careless = mutation((item) =>
      valuesOf(item)[0] === "/refused" ? withArguments(item, "/admitted") : item,
    );
    const stand = await standOf({ preset: "authelia", mutate: both(inAHurry, careless) });
    stand.gateway.answerAll({ status: 202 });
    expect(await askForAll(stand)).toContain(200);
  });
});

describe("how long a question may take", () => {
  /** Seconds for one step; /auth waits for those behind it. */
  const most: Readonly<Record<string, number>> = { "= /gateway": 15, "= /frigate": 60, "= /auth": 360 };

  test.each(
    presets.flatMap((preset) => [
      { preset, version: "0.17", asked: ["= /auth", "= /gateway"] } as const,
      { preset, version: "0.19", asked: ["= /auth", "= /frigate", "= /gateway"] } as const,
    ]),
  )(
    "$preset, Frigate $version: the gateway a quarter of a minute, Frigate a minute",
    ({ asked, ...plan }) => {
      const patience = patienceOf(nginxTree(renderPlan(plan)));
      expect(patience.map(({ location }) => location).toSorted()).toEqual(asked);
      for (const { location, seconds } of patience) {
        for (const [limit, value] of Object.entries(seconds)) {
          expect([location, limit, value > 0 && value <= (most[location] ?? 0)]).toEqual([
            location,
            limit,
            true,
          ]);
        }
      }
    },
  );

  test("is noticed when nothing is said of the gateway", () => {
    const file = mapDirectives(nginxTree(renderPlan({ preset: "authelia" })), (item) =>
      item.name === "proxy_read_timeout" && valuesOf(item)[0] === "15s" ? null : item,
    );
    const gateway = patienceOf(file).find(({ location }) => location === "= /gateway");
    expect(gateway?.seconds).toMatchObject({ proxy_read_timeout: 60 });
  });
});
