/** Every preset, for somebody without a session or whom the gateway does not let in; and how long a yes is remembered. */
import { describe, expect, test } from "vitest";
import { valuesOf } from "../../generator/inspect/nginx/parse.ts";
import type { GatewayName } from "../../generator/schema/gateways.ts";
import type { Answer } from "../rig/double.ts";
import { deniedTo, yesTo } from "../rig/gateway-contracts.ts";
import { mutation, withArguments } from "../rig/mutate.ts";
import { allOf, jsonOf, valueOf, type Response } from "../rig/response.ts";
import { inLocation } from "./gateways-mutate.ts";
import {
  dan,
  factsOf,
  members,
  presets,
  publicUrl,
  standsOfFile,
  type Plan,
  type Stand,
} from "./gateways-stand.ts";

const standOf = standsOfFile();
const plain = new Map(presets.map((preset): readonly [GatewayName, Plan] => [preset, { preset }]));
const cached = new Map(
  presets.map((preset): readonly [GatewayName, Plan] => [preset, { preset, settings: 'authCache = "1m";' }]),
);
const planOf = (plans: ReadonlyMap<GatewayName, Plan>, preset: GatewayName): Plan =>
  plans.get(preset) ?? { preset };
const stand = (preset: GatewayName): Promise<Stand> => standOf(planOf(plain, preset));

const [ada, kim] = members;
const page = "/review?after=1&before=2&label=a%26b";

const locationsOf = (response: Response): readonly string[] => allOf(response, "Location");

/** Address of the sign-in page for somebody who is to return to `back`; null where the gateway says it, or nobody. */
function signInPage(preset: GatewayName, back: string): string | null {
  const { signIn } = factsOf(preset);
  switch (signIn.kind) {
    case "page":
      return `${publicUrl}${signIn.url}?${signIn.redirectParameter}=${encodeURIComponent(back)}`;
    case "elsewhere":
      return `${signIn.example}?${signIn.redirectParameter}=${encodeURIComponent(back)}`;
    case "answer":
    case "none":
      return null;
    default:
      return signIn satisfies never;
  }
}

/** Where the gateway's own answer leads, in the header that the preset reads. */
function ledByAnswer(preset: GatewayName, { headers = [] }: Answer): string | null {
  const { signIn } = factsOf(preset);
  if (signIn.kind !== "answer") return null;
  return headers.find(([name]) => name === signIn.header)?.[1] ?? null;
}

/** What a page comes to when the gateway has answered its question like this. */
function pageAfter(preset: GatewayName, said: Answer): readonly [number, readonly string[]] {
  if (said.status !== 401) return [said.status, []];
  const address = signInPage(preset, `${publicUrl}${page}`) ?? ledByAnswer(preset, said);
  return address === null ? [401, []] : [302, [address]];
}

describe.each(presets)("%s, without a session", (preset) => {
  test("a page leads to where people sign in, and back with its whole query", async () => {
    const { rig, gateway, contract } = await stand(preset);
    const response = await rig.request({ path: page });
    const [question] = gateway.requests();
    if (question === undefined) throw new Error("the gateway was not asked");
    const said = { status: 401, headers: contract.no?.(question) ?? [] };
    expect([response.status, locationsOf(response)]).toEqual(pageAfter(preset, said));
    expect(returnAddressIn(response)).toBe(
      factsOf(preset).signIn.kind === "none" ? null : `${publicUrl}${page}`,
    );
    expect([gateway.complaints(), rig.frigate.requests()]).toEqual([[], []]);
  });

  test("a call is told where to sign in, and to come back to the page", async () => {
    const { rig } = await stand(preset);
    for (const method of ["GET", "POST", "DELETE"]) {
      const response = await rig.request({ path: "/api/events/1?x=1&y=2", method });
      const address = signInPage(preset, `${publicUrl}/`) ?? `${publicUrl}/`;
      expect([method, response.status, locationsOf(response)]).toEqual([method, 401, [address]]);
    }
    expect(rig.frigate.requests()).toEqual([]);
  });

  test("a websocket gets a plain 401", async () => {
    const { rig } = await stand(preset);
    const { response } = await rig.upgrade({ path: "/ws" });
    expect([response.status, locationsOf(response)]).toEqual([401, []]);
    expect(rig.frigate.requests()).toEqual([]);
  });

  test("whom the gateway does not let in gets its no", async () => {
    const { rig, as, gateway, contract } = await stand(preset);
    const response = await rig.request(as(dan, { path: page }));
    const [question] = gateway.requests();
    if (question === undefined) throw new Error("the gateway was not asked");
    // An address by itself is somebody or nobody; there, nobody is denied by name.
    const said = deniedTo(contract, question);
    expect([response.status, locationsOf(response)]).toEqual(pageAfter(preset, said));
    expect((await rig.request(as(dan, { path: "/api/profile" }))).status).toBe(said.status);
    expect((await rig.upgrade(as(dan, { path: "/ws" }))).response.status).toBe(said.status);
    expect(rig.frigate.requests()).toEqual([]);
  });

  test("the cookie a no sets arrives, with a call and with a page", async () => {
    const { rig, gateway } = await stand(preset);
    const leads = { header: "X-Nothing", ...factsOf(preset).signIn };
    const cookie = "session=; Path=/; Max-Age=0; Expires=Thu, 01 Jan 1970 00:00:00 GMT";
    gateway.answerAll({
      status: 401,
      headers: [
        ["Set-Cookie", cookie],
        [leads.header, "https://auth.example.com/"],
      ],
    });
    expect(allOf(await rig.request({ path: "/api/profile" }), "Set-Cookie")).toEqual([cookie]);
    // Who is known by address has neither page nor cookie.
    if (leads.kind !== "none")
      expect(allOf(await rig.request({ path: page }), "Set-Cookie")).toEqual([cookie]);
  });
});

/** The address in whichever parameter of the Location holds one of ours. */
function returnAddressIn(response: Response): string | null {
  const location = valueOf(response, "Location");
  if (location === null) return null;
  const values = [...new URL(location).searchParams.values()];
  return values.find((value) => value.startsWith(publicUrl)) ?? null;
}

describe.each(presets)("%s, with a yes that is remembered", (preset) => {
  const { judgesAlike = false } = factsOf(preset);

  test(`is ${judgesAlike ? "not " : ""}asked again for another address or method`, async () => {
    const { rig, as, gateway } = await standOf(planOf(cached, preset));
    for (const path of ["/api/config?1", "/api/config?1", "/api/config?2", "/api/stats"]) {
      expect((await rig.request(as(ada, { path }))).status).toBe(200);
    }
    expect(gateway.requests()).toHaveLength(judgesAlike ? 1 : 3);
    await rig.request(as(ada, { path: "/api/config?1", method: "POST" }));
    expect(gateway.requests()).toHaveLength(judgesAlike ? 1 : 4);
  });

  test("is asked anew for somebody else, and each is who they are", async () => {
    const { rig, as, gateway } = await standOf(planOf(cached, preset));
    for (const { name, ...more } of [ada, kim, ada, kim]) {
      const response = await rig.request(as({ name, ...more }, { path: "/api/profile?who" }));
      expect([response.status, jsonOf(response)]).toMatchObject([200, { username: name }]);
    }
    expect(gateway.requests().length).toBeLessThanOrEqual(2);
  });

  test("a no is not remembered", async () => {
    const { rig, as, gateway, contract } = await standOf(planOf(cached, preset));
    const stranger = { name: "eve", groups: [], address: "127.0.3.77" };
    const request = as(stranger, { path: "/api/profile?eve" });
    expect((await rig.request(request)).status).toBe(401);
    expect((await rig.request(request)).status).toBe(401);
    gateway.answerAll(yesTo(contract, stranger));
    expect(jsonOf(await rig.request(request))).toMatchObject({ username: "eve" });
    expect(gateway.requests()).toHaveLength(3);
  });
});

describe("these tests notice", () => {
  test("a return address that is not encoded", async () => {
    const raw = inLocation("@frigate_sign_in", (item) =>
      item.name === "set_escape_uri" ? { ...withArguments(item, ...valuesOf(item)), name: "set" } : item,
    );
    const { rig } = await standOf({ preset: "authentik", mutate: raw });
    expect(returnAddressIn(await rig.request({ path: page }))).toBe(`${publicUrl}/review?after=1`);
  });

  test("a cookie that is not passed on", async () => {
    const dropped = inLocation("= /auth", (item) =>
      item.name === "add_header" && valuesOf(item)[0] === "Set-Cookie" ? null : item,
    );
    const { rig } = await standOf({ preset: "vouch-proxy", mutate: dropped });
    expect(allOf(await rig.request({ path: "/api/profile" }), "Set-Cookie")).toEqual([]);
  });

  test("a yes that is remembered for all addresses", async () => {
    const short = mutation((item) =>
      item.name === "proxy_cache_key" && !(valuesOf(item)[0] ?? "").includes("request_uri")
        ? withArguments(item, "$http_cookie")
        : item,
    );
    const plan: Plan = { preset: "authelia", settings: 'authCache = "1m";', mutate: short };
    const { rig, as, gateway } = await standOf(plan);
    for (const path of ["/api/config?1", "/api/config?2"]) await rig.request(as(ada, { path }));
    expect(gateway.requests()).toHaveLength(1);
  });
});
