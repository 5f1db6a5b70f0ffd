/** Single sign-on in a real nginx, with doubles of the gateway and of Frigate: who gets in, as whom, and who does not. */
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { nginxTree, renderConfiguration } from "../../generator/inspect/evaluate/configuration.ts";
import { findNixpkgs } from "../../generator/inspect/evaluate/nixpkgs.ts";
import { headerOf, headersOf, type Answer } from "../rig/double.ts";
import { frigateOf } from "../rig/fixtures.ts";
import { contractOf } from "../rig/gateway-contracts.ts";
import { startGateway, yesTo, type Gateway } from "../rig/gateway.ts";
import { allOf, jsonOf, valueOf } from "../rig/response.ts";
import { startRig, type Rig, type RigRequest } from "../rig/rig.ts";
import { fromRoot } from "../support/files.ts";
import { routesOf, samples } from "./samples.ts";

const contract = contractOf("oauth2-proxy");
const people = [
  { name: "ada", groups: ["frigate_users", "frigate_admins"] },
  { name: "vic", groups: ["frigate_users"] },
  { name: "nobody-in-particular", groups: [] },
];
const publicUrl = "https://frigate.example.com";
const startUrl = (page: string): string => `${publicUrl}/oauth2/start?rd=${encodeURIComponent(page)}`;
const session = (name: string) => [["Cookie", `${contract.cookie}=${name}`] as const];

let rig: Rig;
let gateway: Gateway;
beforeAll(async () => {
  gateway = await startGateway(contract, people);
  rig = await startRig({
    rendered: renderConfiguration(fromRoot("examples/kanidm-oauth2-proxy.nix"), findNixpkgs(undefined)),
    frigate: frigateOf("0.17"),
    backends: new Map([["127.0.0.1:4180", gateway.address]]),
  });
});
afterAll(async () => {
  await rig?.stop();
  await gateway?.stop();
});
beforeEach(() => {
  rig.frigate.reset();
  gateway.reset();
  gateway.answerAll(null);
  rig.frigate.answerQuestions(null);
});

const as = (name: string, request: RigRequest): RigRequest => ({
  ...request,
  headers: [...session(name), ...(request.headers ?? [])],
});
const protectedRoutes = routesOf("0.17").filter(([, { access }]) => access === "protected");

describe("without a session", () => {
  test.each(protectedRoutes.map(([matcher]) => matcher))(
    "%s is refused, and Frigate is not asked",
    async (matcher) => {
      const { path, method } = samples[matcher];
      const response = await rig.request({ path, method });
      expect(response.status).toBe(401);
      expect(rig.frigate.requests()).toEqual([]);
    },
  );

  test("a page leads to the sign-in page, and back with its whole query", async () => {
    const response = await rig.request({ path: "/review?after=1&before=2#x" });
    expect(response.status).toBe(302);
    expect(valueOf(response, "Location")).toBe(startUrl(`${publicUrl}/review?after=1&before=2#x`));
    expect(rig.frigate.requests()).toEqual([]);
  });

  test("a call is told where to sign in, and comes back to the page", async () => {
    const response = await rig.request({ path: "/api/config" });
    expect(allOf(response, "Location")).toEqual([startUrl(`${publicUrl}/`)]);
  });

  test.each(["/ws", "/live/jsmpeg/front", "/live/mse/api/ws?src=front"])(
    "the websocket %s gets a plain 401",
    async (path) => {
      const { response } = await rig.upgrade({ path });
      expect(response.status).toBe(401);
      expect(allOf(response, "Location")).toEqual([]);
    },
  );

  test("/login leads to the sign-in page", async () => {
    const response = await rig.request({ path: "/login" });
    expect([response.status, valueOf(response, "Location")]).toEqual([302, startUrl(`${publicUrl}/`)]);
  });

  test("assets are there, and nobody is asked", async () => {
    const { path } = samples["/assets/"];
    expect((await rig.request({ path })).status).toBe(200);
    expect(gateway.requests()).toEqual([]);
  });

  test("the gateway's own pages are reached, and not told what the client says", async () => {
    const response = await rig.request({
      path: "/oauth2/start?rd=x",
      host: "evil.example",
      headers: [
        ["X-Forwarded-Host", "evil.example"],
        ["X-Forwarded-Uri", "/public"],
        ["X-Auth-Request-Redirect", "https://evil.example/"],
      ],
    });
    expect(response.status).toBe(200);
    const [request] = gateway.requests();
    expect(request && headersOf(request, "Host")).toEqual(["frigate.example.com"]);
    expect(request && headersOf(request, "X-Forwarded-Host")).toEqual(["frigate.example.com"]);
    expect(request && headersOf(request, "X-Forwarded-Uri")).toEqual(["/oauth2/start?rd=x"]);
    expect(request && headersOf(request, "X-Auth-Request-Redirect")).toEqual([]);
  });
});

describe("with a session", () => {
  test.each([
    ["ada", "admin"],
    ["vic", "viewer"],
    ["nobody-in-particular", "viewer"],
  ])("%s is %s to Frigate and to the backends", async (name, role) => {
    const response = await rig.request(as(name, { path: "/api/profile" }));
    expect(response.status).toBe(200);
    expect(jsonOf(response)).toMatchObject({ username: name, role });
    const [question] = rig.frigate.questions();
    expect(question && headersOf(question, "Remote-User")).toEqual([name]);
    expect(question && headersOf(question, "Remote-Role")).toEqual([role]);
    expect(question && headersOf(question, "X-Server-Port")).toEqual([]);
    expect(question && headerOf(question, "X-Original-URL")).toBe(`${publicUrl}/api/profile`);
  });

  test.each(protectedRoutes.map(([matcher]) => matcher))("%s is reached", async (matcher) => {
    const { path, method } = samples[matcher];
    const response = await rig.request(as("ada", { path, method }));
    expect(response.status).not.toBe(401);
    expect(response.status).not.toBe(403);
    expect(rig.frigate.questions()).toHaveLength(1);
  });

  test("a page is shown", async () => {
    expect((await rig.request(as("vic", { path: "/review?a=1" }))).status).toBe(200);
  });

  test("a websocket is opened, as whoever it is", async () => {
    const { response, close } = await rig.upgrade(as("ada", { path: "/ws" }));
    close();
    expect(response.status).toBe(101);
    const [request] = rig.frigate.proxied();
    expect(request && headersOf(request, "Remote-User")).toEqual(["ada"]);
    expect(request && headersOf(request, "Remote-Role")).toEqual(["admin"]);
  });

  test("a body reaches the backend, and neither gateway nor Frigate's check waits for it", async () => {
    const body = Buffer.alloc(1_000_000, "x");
    const response = await rig.request(as("ada", { path: "/api/events/create", method: "POST", body }));
    expect(response.status).toBe(200);
    expect(gateway.requests().map(({ method, bodyBytes }) => [method, bodyBytes])).toEqual([["GET", 0]]);
    expect(rig.frigate.proxied().map(({ bodyBytes }) => bodyBytes)).toEqual([body.length]);
  });

  test("what a client claims reaches neither gateway, Frigate nor backend", async () => {
    const claims = [
      "Remote-User", "remote-role", "REMOTE-GROUPS", "X-Forwarded-User", "X-Auth-Request-Preferred-Username",
      "X-Auth-Request-Groups", "X-authentik-username", "X-Proxy-Secret", "X-Server-Port", "X-Original-URL",
      "X-Frigate-Uri", "X-Frigate-Address", "X-Frigate-Sign-In", "X-Forwarded-Uri", "X-Real-IP",
    ]; // prettier-ignore
    const headers = claims.flatMap((name) => [[name, "evil"] as const, [name, "evil"] as const]);
    const response = await rig.request(as("vic", { path: "/api/profile?claims", headers }));
    expect(jsonOf(response)).toMatchObject({ username: "vic", role: "viewer" });
    const asked = [...gateway.requests(), ...rig.frigate.questions()];
    expect(asked).toHaveLength(2);
    for (const request of asked) expect(request.rawHeaders.join("\n")).not.toContain("evil");
    const [backend] = rig.frigate.proxied();
    expect(backend && headersOf(backend, "Remote-User")).toEqual(["vic"]);
    expect(backend && headersOf(backend, "Remote-Role")).toEqual(["viewer"]);
  });
});

describe("Frigate's own requests", () => {
  test("pass without the gateway", async () => {
    const response = await rig.request({ path: "/api/profile", listener: "internal" });
    expect(jsonOf(response)).toMatchObject({ username: "anonymous", role: "admin" });
    expect(gateway.requests()).toEqual([]);
  });

  test("are not what a client says they are", async () => {
    const response = await rig.request({ path: "/api/profile", headers: [["X-Server-Port", "5000"]] });
    expect(response.status).toBe(401);
  });

  test("are remembered for nobody else", async () => {
    await rig.request({ path: "/api/profile", listener: "internal" });
    const response = await rig.request(as("vic", { path: "/api/profile" }));
    expect(jsonOf(response)).toMatchObject({ username: "vic", role: "viewer" });
  });
});

describe("a gateway that is wrong lets nobody in", () => {
  const answers: readonly (readonly [string, Answer, number])[] = [
    ["yes to nobody", { status: 202 }, 403],
    ["yes to an empty name", { status: 200, headers: [[contract.userHeader, ""]] }, 403],
    ["groups without a name", { status: 200, headers: [["X-Auth-Request-Groups", "frigate_admins"]] }, 403],
    ["no", { status: 403 }, 403],
    ["a redirect", { status: 302, headers: [["Location", "https://idm.example.com/"]] }, 500],
    ["not found", { status: 404 }, 500],
    ["a bad request", { status: 400 }, 500],
    ["proxy authentication", { status: 407 }, 500],
    ["an error", { status: 500, headers: [[contract.userHeader, "ada"]] }, 500],
    ["headers without end", { status: 202, headers: [[contract.userHeader, "a".repeat(60_000)]] }, 500],
  ];
  test.each(answers)("%s", async (_, answer, status) => {
    gateway.answerAll(answer);
    const response = await rig.request(as("ada", { path: "/api/profile" }));
    expect(response.status).toBe(status);
    expect(rig.frigate.requests()).toEqual([]);
  });

  test("Frigate's no is a no", async () => {
    rig.frigate.answerQuestions({ status: 403 });
    expect((await rig.request(as("ada", { path: "/api/profile" }))).status).toBe(403);
    expect(rig.frigate.proxied()).toEqual([]);
  });
});

describe("cookies of the gateway", () => {
  const first = "_oauth2_proxy_0=abc; Path=/; Expires=Mon, 30 Nov 2026 10:00:00 GMT; HttpOnly; Secure";
  const second = "_oauth2_proxy_1=def; Path=/; Expires=Mon, 30 Nov 2026 10:00:00 GMT; HttpOnly; Secure";
  const withCookies = (...cookies: string[]): Answer => {
    const answer = yesTo(contract, people[0] as (typeof people)[0]);
    return {
      ...answer,
      headers: [...(answer.headers ?? []), ...cookies.map((cookie) => ["Set-Cookie", cookie] as const)],
    };
  };

  test("one is relayed", async () => {
    gateway.answerAll(withCookies("_oauth2_proxy=abc; Path=/; HttpOnly"));
    const response = await rig.request({ path: "/api/profile" });
    expect(allOf(response, "Set-Cookie")).toEqual(["_oauth2_proxy=abc; Path=/; HttpOnly"]);
  });

  test("two are relayed as two", async () => {
    gateway.answerAll(withCookies(first, second));
    const response = await rig.request({ path: "/api/profile" });
    expect(allOf(response, "Set-Cookie")).toEqual([first, second]);
  });

  test("with a no, too: on a call and on a page", async () => {
    gateway.answerAll({ status: 401, headers: [["Set-Cookie", "_oauth2_proxy=; Max-Age=0"]] });
    for (const path of ["/api/profile", "/"]) {
      expect(allOf(await rig.request({ path }), "Set-Cookie"), path).toEqual(["_oauth2_proxy=; Max-Age=0"]);
    }
  });
});

test("the configuration has what the tests are about", () => {
  const names = nginxTree(
    renderConfiguration(fromRoot("examples/kanidm-oauth2-proxy.nix"), findNixpkgs(undefined)),
  );
  expect(JSON.stringify(names)).toContain("frigate-identity");
});
