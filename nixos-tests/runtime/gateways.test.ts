/** Every preset against its gateway's contract, in a real nginx: who gets in, and what the gateway is asked. */
import { describe, expect, test } from "vitest";
import { valuesOf } from "../../generator/inspect/nginx/parse.ts";
import type { GatewayName } from "../../generator/schema/gateways.ts";
import { headersOf } from "../rig/double.ts";
import { neededHeader } from "../rig/gateway-contracts.ts";
import { broken } from "../rig/gateway-questions.ts";
import { mutation, withArguments, type Mutation } from "../rig/mutate.ts";
import { jsonOf } from "../rig/response.ts";
import type { RigRequest } from "../rig/rig.ts";
import { inLocation } from "./gateways-mutate.ts";
import { factsOf, members, presets, publicUrl, standsOfFile, type Stand } from "./gateways-stand.ts";

const standOf = standsOfFile();
const stand = (preset: GatewayName): Promise<Stand> => standOf({ preset });
const mutant = (preset: GatewayName, mutate: Mutation): Promise<Stand> => standOf({ preset, mutate });

const [ada] = members;

/** Requests as Frigate's pages make them, and some that are harder to pass on. */
const regular: readonly (RigRequest & {
  readonly method: string;
  readonly questions?: number;
  /** The address that the gateway is told, where it is another one. */
  readonly about?: string;
})[] = [
  { method: "GET", path: "/api/events?after=1&before=2&label=a%26b%20c&zones=" },
  { method: "GET", path: "/api/events/caf%C3%A9%20%2B?x=%2F%3F&y=1+2" },
  { path: "/api/events/create", method: "POST", body: "{}" },
  { path: "/api/events/create", method: "POST", body: Buffer.alloc(100_000, "x"), chunked: true },
  { path: "/api/events/1.5-abc", method: "DELETE" },
  { path: "/api/events/1.5-abc/retain?sub=%25", method: "PUT", body: "" },
  { path: "/api/config", method: "HEAD" },
  { method: "GET", path: "/clips/front_door-1.jpg?h=300" },
  { method: "GET", path: "/api//./config?a=1", host: "evil.example", about: "/api/config?a=1" },
  // try_files ends at /index.html, which is asked about anew, as the page it is shown for.
  { method: "GET", path: "/review?id=1&after=2", questions: 2 },
];

describe.each(presets)("%s", (preset) => {
  const { roleHeader, knowsByAddress = false } = factsOf(preset);

  test.each(members)("$name, in $groups, is who they are", async (member) => {
    const { rig, as, gateway } = await stand(preset);
    const response = await rig.request(as(member, { path: "/api/profile" }));
    const role = roleHeader === null ? "viewer" : member.role;
    expect([response.status, jsonOf(response)]).toMatchObject([200, { username: member.name, role }]);
    const [backend] = rig.frigate.proxied();
    expect(backend && headersOf(backend, "Remote-User")).toEqual([member.name]);
    expect(backend && headersOf(backend, "Remote-Role")).toEqual([role]);
    expect(gateway.complaints()).toEqual([]);
  });

  test.each(regular)("$method $path is asked as the gateway wants it", async ({ host, ...rest }) => {
    const { rig, as, gateway } = await stand(preset);
    // Who is known by address is refused with another host's name.
    const request = { ...rest, host: knowsByAddress ? undefined : host };
    expect((await rig.request(as(ada, request))).status).toBe(200);
    expect(gateway.complaints()).toEqual([]);
    expect(gateway.requests()).toHaveLength(request.questions ?? 1);
    const address = preset === "tailscale" ? ada.address : "127.0.0.1";
    const asked = { ...request, path: request.about ?? request.path, address };
    for (const question of gateway.requests()) {
      expect(question).toMatchObject({ method: "GET", bodyBytes: 0 });
      expect(broken(preset, question, asked)).toEqual([]);
    }
  });

  test("is told nothing that a client says of itself", async () => {
    const { rig, as, gateway } = await stand(preset);
    const claims = [
      "X-Original-URL", "X-Original-URI", "X-Original-Method", "X-Forwarded-Host", "X-Forwarded-Uri", "X-Forwarded-Proto",
      "X-Forwarded-For", "X-Real-IP", "Remote-Addr", "Remote-Port", "Remote-User", "X-Vouch-Token", "Proxy-Authorization",
      "X-Authelia-URL", "Expected-Tailnet", "X-Forwarded-Method",
    ].map((name) => [name, "evil"] as const); // prettier-ignore
    const { status } = await rig.request(as(ada, { path: "/api/profile", headers: claims }));
    expect([status, gateway.complaints()]).toEqual([200, []]);
    const [question] = gateway.requests();
    expect(question?.rawHeaders.join("\n")).not.toContain("evil");
    const asked = { path: "/api/profile", address: preset === "tailscale" ? ada.address : "127.0.0.1" };
    expect(question && broken(preset, question, asked)).toEqual([]);
  });
});

describe.each(presets.filter((preset) => factsOf(preset).knowsByAddress))(
  "%s, by way of another site",
  (preset) => {
    test.each<Partial<RigRequest>>([
      { host: "evil.example" },
      { headers: [["Origin", "https://evil.example"]] },
      { headers: [["Origin", "null"]] },
    ])("%j: nobody gets in, and nobody is asked", async (site) => {
      const { rig, as, gateway } = await stand(preset);
      for (const path of ["/api/profile", "/review", "/clips/front_door-1.jpg"])
        expect([path, (await rig.request(as(ada, { path, ...site }))).status]).toEqual([path, 403]);
      expect((await rig.upgrade(as(ada, { path: "/ws", ...site }))).response.status).toBe(403);
      expect([gateway.requests(), rig.frigate.requests()]).toEqual([[], []]);
    });
  },
);

describe("these tests notice", () => {
  test.each(presets)("a header that is missing: %s", async (preset) => {
    const { rig, as, gateway } = await mutant(
      preset,
      inLocation("= /gateway", (item) =>
        item.name === "proxy_set_header" && valuesOf(item)[0] === neededHeader(preset) ? null : item,
      ),
    );
    const response = await rig.request(as(ada, { path: "/api/profile" }));
    expect(response.status).toBeGreaterThanOrEqual(400);
    expect(gateway.complaints()).toHaveLength(1);
    expect(rig.frigate.requests()).toEqual([]);
  });

  test("groups that are taken for others", async () => {
    const loose = mutation((item) =>
      item.name.startsWith("~(?:^|") ? { ...item, name: item.name.replace(/^~\(\?:.*?\)/, "~") } : item,
    );
    const { rig, as } = await mutant("authelia", loose);
    const [, , , xan] = members;
    const response = await rig.request(as(xan, { path: "/api/profile" }));
    expect(jsonOf(response)).toMatchObject({ role: "admin" });
  });

  test("quotes that are not looked for", async () => {
    const unquoted = mutation((item) =>
      item.name.startsWith("~(?:^|") ? { ...item, name: item.name.replaceAll('"', "") } : item,
    );
    const { rig, as } = await mutant("vouch-proxy", unquoted);
    expect(jsonOf(await rig.request(as(ada, { path: "/api/profile" })))).toMatchObject({ role: "viewer" });
  });

  test("an address that is not told as it came", async () => {
    const bare = mutation((item) =>
      item.name === "set" && valuesOf(item)[0] === "$frigate_uri"
        ? withArguments(item, "$frigate_uri", "$uri")
        : item,
    );
    const { rig, as, gateway } = await mutant("authelia", bare);
    await rig.request(as(ada, { path: "/api/events?after=1&before=2" }));
    const [question] = gateway.requests();
    expect(question && headersOf(question, "X-Original-URL")).toEqual([`${publicUrl}/api/events`]);
  });
});
