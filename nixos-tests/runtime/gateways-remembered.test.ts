/** Every preset, with a yes that is remembered: when the gateway is asked again. */
import { describe, expect, test } from "vitest";
import { valuesOf } from "../../generator/inspect/nginx/parse.ts";
import type { GatewayName } from "../../generator/schema/gateways.ts";
import { yesTo } from "../rig/gateway-contracts.ts";
import { mutation, withArguments } from "../rig/mutate.ts";
import { jsonOf } from "../rig/response.ts";
import { factsOf, members, presets, standsOfFile, type Stand } from "./gateways-stand.ts";

const standOf = standsOfFile();
const remembering = 'authCache = "1m";';
const stand = (preset: GatewayName): Promise<Stand> => standOf({ preset, settings: remembering });

const [ada, kim] = members;

describe.each(presets)("%s, with a yes that is remembered", (preset) => {
  const { judgesAlike = false } = factsOf(preset);

  test(`is ${judgesAlike ? "not " : ""}asked again for another address or method`, async () => {
    const { rig, as, gateway } = await stand(preset);
    for (const path of ["/api/config?1", "/api/config?1", "/api/config?2", "/api/stats"]) {
      expect((await rig.request(as(ada, { path }))).status).toBe(200);
    }
    expect(gateway.requests()).toHaveLength(judgesAlike ? 1 : 3);
    await rig.request(as(ada, { path: "/api/config?1", method: "POST" }));
    expect(gateway.requests()).toHaveLength(judgesAlike ? 1 : 4);
  });

  test("is asked anew for somebody else, and each is who they are", async () => {
    const { rig, as, gateway } = await stand(preset);
    for (const { name, ...more } of [ada, kim, ada, kim]) {
      const response = await rig.request(as({ name, ...more }, { path: "/api/profile?who" }));
      expect([response.status, jsonOf(response)]).toMatchObject([200, { username: name }]);
    }
    expect(gateway.requests().length).toBeLessThanOrEqual(2);
  });

  test("a no is not remembered", async () => {
    const { rig, as, gateway, contract } = await stand(preset);
    const stranger = { name: "eve", groups: [], address: "127.0.3.77" };
    const request = as(stranger, { path: "/api/profile?eve" });
    expect((await rig.request(request)).status).toBe(401);
    expect((await rig.request(request)).status).toBe(401);
    gateway.answerAll(yesTo(contract, stranger));
    expect(jsonOf(await rig.request(request))).toMatchObject({ username: "eve" });
    expect(gateway.requests()).toHaveLength(3);
  });

  test("a yes that sets a cookie is not remembered", async () => {
    const { rig, as, gateway, contract } = await stand(preset);
    const zoe = { name: "zoe", groups: [], address: "127.0.3.78" };
    const { headers = [], ...yes } = yesTo(contract, zoe);
    gateway.answerAll({ ...yes, headers: [...headers, ["Set-Cookie", "session=renewed"]] });
    const request = as(zoe, { path: "/api/config?renewed" });
    for (const _time of [1, 2]) expect((await rig.request(request)).status).toBe(200);
    expect(gateway.requests()).toHaveLength(2);
  });
});

test("these tests notice a yes that is remembered for all addresses", async () => {
  const short = mutation((item) =>
    item.name === "proxy_cache_key" && !(valuesOf(item)[0] ?? "").includes("request_uri")
      ? withArguments(item, "$http_cookie")
      : item,
  );
  const { rig, as, gateway } = await standOf({ preset: "authelia", settings: remembering, mutate: short });
  for (const path of ["/api/config?1", "/api/config?2"]) await rig.request(as(ada, { path }));
  expect(gateway.requests()).toHaveLength(1);
});
