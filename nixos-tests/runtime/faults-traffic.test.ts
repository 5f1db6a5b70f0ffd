/** Much at once: hundreds of websockets over a reload, and bodies of all sizes, with single sign-on. */
import { setTimeout as pause } from "node:timers/promises";
import { describe, expect, test } from "vitest";
import { parseNginx, valuesOf, type Item } from "../../generator/inspect/nginx/parse.ts";
import type { Upgraded } from "../rig/client.ts";
import { both, mutation, type Mutation } from "../rig/mutate.ts";
import { jsonOf } from "../rig/response.ts";
import { postExpectingContinue } from "./faults-expect-client.ts";
import { inAHurry, tooLong } from "./faults-quick.ts";
import { inLocation } from "./gateways-mutate.ts";
import { members, standsOfFile, type Plan, type Stand } from "./gateways-stand.ts";
import { uncached } from "./samples.ts";

const standOf = standsOfFile();
const [ada] = members;

describe("websockets", () => {
  const open = (stand: Stand): Promise<Upgraded | null> =>
    stand.rig.upgrade(stand.as(ada, { path: "/ws" })).catch(() => null);

  /** So many, some at a time, as each takes several connections while it is asked about. */
  async function openMany(stand: Stand, count: number): Promise<readonly Upgraded[]> {
    const sockets: Upgraded[] = [];
    while (sockets.length < count) {
      const more = await Promise.all(
        Array.from({ length: Math.min(10, count - sockets.length) }, () => open(stand)),
      );
      expect(more.map((socket) => socket?.response.status)).toEqual(more.map(() => 101));
      sockets.push(...more.filter((socket) => socket !== null));
    }
    return sockets;
  }

  /** Numbers of those that do not send back what they are sent. */
  async function silent(sockets: readonly Upgraded[]): Promise<readonly number[]> {
    const spoken = sockets.map(async ({ echo }, number) => {
      const frame = Buffer.from(`frame for ${number}`);
      const back = await echo(frame).catch(() => null);
      return back?.equals(frame) === true ? [] : [number];
    });
    return (await Promise.all(spoken)).flat();
  }

  const closeAll = (sockets: readonly Upgraded[]): void => sockets.forEach(({ close }) => close());

  /** The limit is nginx' own where a configuration says nothing: 512 of all kinds (ngx_event.c, DEFAULT_CONNECTIONS). */
  const roomy = mutation((item) =>
    item.name === "events" ? { ...item, block: parseNginx("worker_connections 4096;").body } : item,
  );
  const plans: readonly (readonly [number, string, Plan])[] = [
    [200, "as it is", { preset: "oauth2-proxy" }],
    [1_000, "with room for them", { preset: "oauth2-proxy", mutate: roomy }],
  ];

  test.each(plans)("%i of them, %s, stay over a reload", async (count, _, plan) => {
    const stand = await standOf(plan);
    const sockets = await openMany(stand, count);
    expect(await silent(sockets)).toEqual([]);
    await stand.rig.reload();
    expect(await silent(sockets)).toEqual([]);
    const newer = await openMany(stand, 10);
    closeAll(newer);
    closeAll(sockets);
  });

  test("more than nginx has room for are turned away; those that are there stay, and nobody else gets in", async () => {
    const stand = await standOf({ preset: "oauth2-proxy" });
    const sockets: Upgraded[] = [];
    for (let next = await open(stand); next?.response.status === 101; next = await open(stand)) {
      sockets.push(next);
      expect(sockets.length).toBeLessThan(512);
    }
    expect(sockets.length).toBeGreaterThan(200);
    expect(await silent(sockets)).toEqual([]);
    const stranger = await stand.rig.request({ path: "/api/profile", headers: [uncached] }).catch(() => null);
    expect([null, 401, 500, 502]).toContain(stranger?.status ?? null);
    closeAll(sockets);
    while ((await open(stand))?.response.status !== 101);
  });

  test("these tests notice when they are cut off", async () => {
    const hasty: Mutation = (file) => ({
      ...file,
      body: [...file.body, ...parseNginx("worker_shutdown_timeout 100ms;").body],
    });
    const stand = await standOf({ preset: "oauth2-proxy", mutate: hasty });
    const sockets = await openMany(stand, 5);
    await stand.rig.reload();
    let cutOff = 0;
    for (let time = 1; time <= 8 && cutOff < sockets.length; time += 1) {
      await pause(250);
      cutOff = (await silent(sockets)).length;
    }
    expect(cutOff).toBe(sockets.length);
    closeAll(sockets);
  });
});

describe("bodies", () => {
  const mebibyte = 1024 * 1024;
  const path = "/api/events/front_door/ring/create";
  const ways = ["at once", "in chunks", "when asked"] as const;
  type Way = (typeof ways)[number];

  /** As whoever has these headers; `continued` where the body was asked for. */
  async function post({ rig }: Stand, cookie: string, way: Way, body: Buffer) {
    const headers = [["Cookie", cookie], uncached] as const;
    switch (way) {
      case "at once":
      case "in chunks": {
        const chunked = way === "in chunks";
        return {
          response: await rig.request({ path, method: "POST", headers, body, chunked }),
          continued: true,
        };
      }
      case "when asked":
        return postExpectingContinue(rig, path, headers, body);
      default:
        return way satisfies never;
    }
  }

  /** Frigate 0.19 is asked as well. */
  const plans = [
    { preset: "oauth2-proxy", version: "0.17", questions: 0 },
    { preset: "authelia", version: "0.17", questions: 0 },
    { preset: "authelia", version: "0.19", questions: 1 },
  ] as const;
  const sizes = [0, 1, mebibyte, 20 * mebibyte];
  const cases = plans.flatMap((plan) => ways.flatMap((way) => sizes.map((size) => ({ ...plan, size, way }))));

  test.each(cases)("$preset, $version: $size bytes, $way, arrive whole", async (one) => {
    const { questions, size, way, ...plan } = one;
    const stand = await standOf(plan);
    const body = Buffer.alloc(size, "x");
    const { response } = await post(stand, `${stand.contract.cookie}=ada`, way, body);
    expect([response.status, jsonOf(response)]).toMatchObject([200, { method: "POST", received: size }]);
    expect(stand.gateway.requests()).toMatchObject([{ method: "GET", bodyBytes: 0 }]);
    const bodiless = Array.from({ length: questions }, () => ({ method: "GET", bodyBytes: 0 }));
    expect(stand.rig.frigate.questions()).toMatchObject(bodiless);
    expect(stand.gateway.complaints()).toEqual([]);
  });

  test.each(ways)("more than client_max_body_size, %s, are refused", async (way) => {
    const stand = await standOf({ preset: "oauth2-proxy" });
    const { response } = await post(stand, "_oauth2_proxy=ada", way, Buffer.alloc(20 * mebibyte + 1, "x"));
    expect(response.status).toBe(413);
    expect(stand.rig.frigate.proxied()).toEqual([]);
  });

  test.each(cases)("$preset, $version: $size bytes of a stranger, $way, are refused at once", async (one) => {
    const { questions: _, size, way, ...plan } = one;
    const stand = await standOf(plan);
    const began = Date.now();
    const { response, continued } = await post(stand, "session=none", way, Buffer.alloc(size, "x"));
    expect(response.status).toBe(401);
    expect(Date.now() - began).toBeLessThan(tooLong);
    expect(stand.rig.frigate.requests()).toEqual([]);
    if (way === "when asked") expect(continued).toBe(false);
  });

  test("these tests notice a question that brings the length of a body, and not the body", async () => {
    const isLength = (item: Item): boolean =>
      item.kind === "directive" && item.name === "proxy_set_header" && valuesOf(item)[0] === "Content-Length";
    const length = inLocation("= /gateway", (item) =>
      isLength(item) ? { ...item, args: [...item.args.slice(0, 1), { raw: "1000", value: "1000" }] } : item,
    );
    const stand = await standOf({ preset: "oauth2-proxy", mutate: both(inAHurry, length) });
    const { response } = await post(stand, "_oauth2_proxy=ada", "at once", Buffer.alloc(1_000, "x"));
    expect(response.status).toBe(500);
  });
});
