/** How gateways are reached: over TLS, where the certificate has to be theirs, and through unix sockets. */
import { describe, expect, test } from "vitest";
import { valuesOf } from "../../generator/inspect/nginx/parse.ts";
import { selfSigned, type Certificate } from "../rig/certificate.ts";
import { headersOf, type Answer } from "../rig/double.ts";
import { guardedHost } from "../rig/gateway-complaints.ts";
import { yesTo } from "../rig/gateway-contracts.ts";
import { mutation } from "../rig/mutate.ts";
import { allOf, jsonOf, valueOf } from "../rig/response.ts";
import { inLocation } from "./gateways-mutate.ts";
import { members, standsOfFile, type Plan, type Stand } from "./gateways-stand.ts";

const standOf = standsOfFile();
const [ada] = members;

const name = "auth.example.com";
const own = selfSigned(name);
const others = selfSigned("portal.example.com");

/** As its administrator would write it down, and by name: the usual port, and another. */
const overTls = {
  authelia: {
    preset: "authelia",
    settings: `authRequestUrl = "https://${name}/api/authz/auth-request";`,
    at: `${name}:443`,
  },
  "oauth2-proxy": {
    preset: "oauth2-proxy",
    settings: `authRequestUrl = "https://${name}:4443/oauth2/auth"; publicLocations."/oauth2/" = "https://${name}:4443";`,
    at: `${name}:4443`,
  },
} as const satisfies Record<string, Plan>;

const presets = ["authelia", "oauth2-proxy"] as const;
const secure = (preset: (typeof presets)[number]): Plan => ({ ...overTls[preset], tls: own, trusted: own });

const profile = { path: "/api/profile" };

describe.each(presets)("%s over TLS", (preset) => {
  test("is asked for by name, and lets people in", async () => {
    const { rig, as, gateway } = await standOf(secure(preset));
    const response = await rig.request(as(ada, profile));
    expect([response.status, jsonOf(response)]).toMatchObject([200, { username: "ada", role: "admin" }]);
    expect(gateway.requests()).toMatchObject([{ serverName: name }]);
    expect(gateway.complaints()).toEqual([]);
    expect((await rig.request(profile)).status).toBe(401);
  });

  test("keeps its connection open", async () => {
    const { rig, as, gateway } = await standOf(secure(preset));
    for (let time = 1; time <= 5; time += 1) await rig.request(as(ada, profile));
    expect(new Set(gateway.requests().map(({ connection }) => connection)).size).toBe(1);
  });

  const wrong: readonly (readonly [string, Certificate | null, Certificate])[] = [
    ["a certificate for another name", others, others],
    ["a certificate that nobody trusts", own, others],
    ["no TLS at all", null, own],
  ];
  test.each(wrong)("%s: nobody gets in, and no cookie gets out", async (_, tls, trusted) => {
    const plan: Plan = { ...overTls[preset], trusted, ...(tls === null ? {} : { tls }) };
    const { rig, as, gateway } = await standOf(plan);
    for (const path of ["/api/profile", "/review", "/ws"]) {
      expect([path, (await rig.request(as(ada, { path }))).status]).toEqual([path, 500]);
    }
    expect(gateway.requests().filter(({ method }) => method !== "(malformed)")).toEqual([]);
    expect(rig.frigate.requests()).toEqual([]);
  });
});

describe("the pages of a gateway over TLS", () => {
  test("are reached by name", async () => {
    const { rig, gateway } = await standOf(secure("oauth2-proxy"));
    const response = await rig.request({ path: "/oauth2/start?rd=%2F" });
    expect([response.status, response.body.toString()]).toEqual([
      200,
      "page of the gateway: /oauth2/start?rd=%2F",
    ]);
    const [request] = gateway.requests();
    expect(request).toMatchObject({ serverName: name });
    expect(request && headersOf(request, "Host")).toEqual([guardedHost]);
  });

  test("are not shown with the certificate of somebody else", async () => {
    const { rig, gateway } = await standOf({ ...overTls["oauth2-proxy"], tls: others, trusted: others });
    expect((await rig.request({ path: "/oauth2/start" })).status).toBe(502);
    expect(gateway.requests()).toEqual([]);
  });
});

test("these tests notice a certificate that is not looked at", async () => {
  const careless = mutation((item) => (item.name === "proxy_ssl_verify" ? null : item));
  const { rig, as } = await standOf({ ...overTls.authelia, tls: others, trusted: own, mutate: careless });
  expect((await rig.request(as(ada, profile))).status).toBe(200);
});

test("these tests notice a name that is not asked for", async () => {
  const silent = mutation((item) => (item.name === "proxy_ssl_server_name" ? null : item));
  const { rig, as, gateway } = await standOf({ ...secure("authelia"), mutate: silent });
  await rig.request(as(ada, profile));
  expect(gateway.requests()).toMatchObject([{ serverName: null }]);
});

describe("through a unix socket", () => {
  const socket = "/run/oauth2-proxy/oauth2-proxy.sock";
  const plans: readonly (readonly [string, Plan])[] = [
    ["the preset's own", { preset: "tailscale" }],
    [
      "one with a path behind it, pages included",
      {
        preset: "oauth2-proxy",
        settings: `authRequestUrl = "http://unix:${socket}:/oauth2/auth"; publicLocations."/oauth2/" = "http://unix:${socket}";`,
        at: `unix:${socket}`,
      },
    ],
  ];
  const withPages = plans.find(([, { preset }]) => preset === "oauth2-proxy")?.[1] ?? null;

  test.each(plans)("people get in, others do not: %s", async (_, plan) => {
    const { rig, as, gateway, contract } = await standOf(plan);
    const response = await rig.request(as(ada, profile));
    expect([response.status, jsonOf(response)]).toMatchObject([200, { username: "ada" }]);
    expect(gateway.complaints()).toEqual([]);
    expect(gateway.requests().map(({ url }) => url)).toEqual([contract.endpoint]);
    expect((await rig.request(profile)).status).toBe(401);
  });

  test.each(plans)("a gateway that is gone lets nobody in, and is found again: %s", async (_, plan) => {
    const { rig, as, gateway } = await standOf(plan);
    await gateway.goDown();
    expect((await rig.request(as(ada, profile))).status).toBe(500);
    await gateway.comeUp();
    expect((await rig.request(as(ada, profile))).status).toBe(200);
  });

  test("its pages are reached", async () => {
    if (withPages === null) throw new Error("nobody has pages");
    const { rig, gateway } = await standOf(withPages);
    expect((await rig.request({ path: "/oauth2/callback?code=a%26b" })).status).toBe(200);
    const [request] = gateway.requests();
    expect(request?.url).toBe("/oauth2/callback?code=a%26b");
    expect(request && headersOf(request, "Host")).toEqual([guardedHost]);
  });

  test("without a preset, the gateway is told the public host: a socket has no name", async () => {
    const settings = `
      preset = lib.mkForce null;
      authRequestUrl = "http://unix:/run/gateway.sock:/oauth2/auth";
      reverseProxy.userHeader = "X-Auth-Request-Preferred-Username";
      reverseProxy.roleHeader = "X-Auth-Request-Groups";
    `;
    const { rig, as, gateway, contract } = await standOf({
      preset: "oauth2-proxy",
      settings,
      at: "unix:/run/gateway.sock",
    });
    gateway.answerAll(yesTo(contract, ada));
    expect((await rig.request(as(ada, profile))).status).toBe(200);
    const [question] = gateway.requests();
    expect(question && headersOf(question, "Host")).toEqual([guardedHost]);
  });
});

describe("a session in two cookies", () => {
  const attributes = "Path=/; Expires=Mon, 30 Nov 2026 10:00:00 GMT; HttpOnly; Secure";
  const [first, second] = [`_oauth2_proxy_0=abc; ${attributes}`, `_oauth2_proxy_1=def; ${attributes}`];
  const plan: Plan = { preset: "oauth2-proxy" };
  /**
   * From nginx 1.23 on, `$upstream_http_set_cookie` holds all lines of that name, joined (src/http/ngx_http_upstream.c,
   * changes.xml 1.23.0); before, the first. A first line that is itself joined gives an older nginx the newer one's value,
   * and the second line is there for `$upstream_cookie_…` in both.
   */
  const joined = ({ contract }: Stand): Answer => {
    const yes = yesTo(contract, ada);
    const lines = [`${first}, ${second}`, second].map((line) => ["Set-Cookie", line] as const);
    return { ...yes, headers: [...(yes.headers ?? []), ...lines] };
  };

  test("comes out as two where nginx has joined them", async () => {
    const stand = await standOf(plan);
    stand.gateway.answerAll(joined(stand));
    expect(allOf(await stand.rig.request(profile), "Set-Cookie")).toEqual([first, second]);
  });

  test("is noticed when it does not", async () => {
    const whole = inLocation("= /admitted", (item) =>
      item.name === "add_header" && valuesOf(item)[0] === "Set-Cookie"
        ? {
            ...item,
            args: item.args.map((arg) =>
              arg.value.includes("first_cookie")
                ? { raw: "$frigate_gateway_cookie", value: "$frigate_gateway_cookie" }
                : arg,
            ),
          }
        : item,
    );
    const stand = await standOf({ ...plan, mutate: whole });
    stand.gateway.answerAll(joined(stand));
    expect(valueOf(await stand.rig.request(profile), "Set-Cookie")).toContain(", _oauth2_proxy_1=");
  });
});
