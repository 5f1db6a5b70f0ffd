/**
 * Every route, everybody, every version, where Frigate believes a proxy or asks nobody: the answer its access class demands,
 * and who the backend is told is asking. Frigate's own sign-in and gateways have the access matrix in proof/.
 */
import { describe, expect, test } from "vitest";
import { identityHeaders, portHeader } from "../../generator/schema/frigate.ts";
import type { HeaderLine } from "../rig/client.ts";
import { headersOf } from "../rig/double.ts";
import { versions } from "../rig/fixtures.ts";
import type { FrigateRequest } from "../rig/frigate.ts";
import type { RigRequest } from "../rig/rig.ts";
import { arrivalOf, ask, backendOf, expectedStatus, routesOf, uncached } from "./samples.ts";
import {
  identities,
  internal,
  nobody,
  viewer,
  type Identity,
  type Mode,
  type Situation,
} from "./situations.ts";
import { rigsOfFile } from "./rigs.ts";

const rigOf = rigsOfFile();

const situations: readonly Situation[] = versions.flatMap((version) =>
  (["proxy", "open"] as const).map((mode) => ({ version, mode })),
);
const everybody = situations.flatMap((situation) =>
  identities.map((identity) => ({ ...situation, identity, name: identity.name })),
);

/** Asks every route in turn and keeps what `observe` sees of it. */
async function perRoute<T>(
  situation: Situation,
  identity: Identity,
  observe: (requests: readonly FrigateRequest[], status: number) => T,
  more: readonly HeaderLine[] = [],
): Promise<Record<string, T>> {
  const rig = await rigOf(situation);
  const seen: Record<string, T> = {};
  for (const [name, , sample] of routesOf(situation.version)) {
    rig.frigate.reset();
    const { status } = await ask(rig, sample, identity, situation, more);
    seen[name] = observe(rig.frigate.proxied(), status);
  }
  return seen;
}

/** What `expected` says for every route of the situation's version. */
const forRoutes = <T>(
  { version }: Situation,
  expected: (...route: ReturnType<typeof routesOf>[number]) => T,
): Record<string, T> => Object.fromEntries(routesOf(version).map((route) => [route[0], expected(...route)]));

/**
 * Every header that could name somebody, in every spelling, saying what an attacker would want it to say. What a proxy in
 * front of nginx is trusted to say, in the mode that has one, is left out: there it is no mere claim.
 */
function claimsIn(mode: Mode): readonly HeaderLine[] {
  const trusted = mode === "proxy" ? ["X-Forwarded-User", "X-Forwarded-Groups", "X-Proxy-Secret"] : [];
  const names = identityHeaders.filter((name) => !trusted.includes(name));
  const spellings: readonly ((name: string) => string)[] = [
    (name) => name,
    (name) => name.toLowerCase(),
    (name) => name.toUpperCase(),
    (name) => name.replaceAll("-", "_"),
  ];
  return spellings.flatMap((spell) => names.map((name): HeaderLine => [spell(name), wish(name)]));
}

function wish(header: string): string {
  if (header === portHeader) return "5000";
  return /role|groups/i.test(header) ? "admin" : "mallory";
}

describe("who gets what", () => {
  test.each(everybody)("Frigate $version, $mode, $name", async ({ identity, ...situation }) => {
    const seen = await perRoute(situation, identity, (_, status) => status);
    expect(seen).toEqual(
      forRoutes(situation, (_, route, sample) => expectedStatus(route, sample, identity, situation)),
    );
  });

  test.each(situations)(
    "Frigate $version, $mode: a backend is asked only for who may come",
    async (situation) => {
      const arrivals = await perRoute(situation, nobody, (requests) =>
        requests.map(({ server, url }) => ({ server, url })),
      );
      const refused = nobody.known(situation) === "refused";
      expect(arrivals).toEqual(
        forRoutes(situation, (name, route, sample) => {
          const backend = backendOf(route);
          if (backend === null || (route.access === "protected" && refused)) return [];
          return [arrivalOf(name, backend, sample)];
        }),
      );
    },
  );
});

describe("Frigate's own listener", () => {
  test.each(situations)("Frigate $version, $mode: nobody is asked", async (situation) => {
    const rig = await rigOf(situation);
    rig.frigate.reset();
    for (const [, , sample] of routesOf(situation.version)) await ask(rig, sample, internal, situation);
    expect(rig.frigate.proxied()).not.toEqual([]);
    expect(rig.frigate.questions()).toEqual([]);
  });

  const visits: readonly (readonly [string, number, Partial<RigRequest>])[] = [
    ["an address", 200, { host: "127.0.0.1:5000" }],
    ["localhost", 200, { host: "localhost:5000" }],
    ["the host's name", 200, {}],
    ["its own page", 200, { headers: [["Origin", "http://frigate.example.com"]] }],
    ["another name", 403, { host: "evil.example" }],
    ["another site's page", 403, { headers: [["Origin", "https://evil.example"]] }],
    ["a page without a site", 403, { headers: [["Origin", "null"]] }],
  ];
  test.each(visits)("by %s: %i", async (_, status, visit) => {
    const rig = await rigOf({ version: "0.17", mode: "native" });
    rig.frigate.reset();
    const path = "/api/config?by-name";
    const response = await rig.request({
      path,
      listener: "internal",
      ...visit,
      headers: [uncached, ...(visit.headers ?? [])],
    });
    expect([response.status, rig.frigate.requests().length]).toEqual([status, status === 200 ? 1 : 0]);
  });
});

describe("what a backend is told", () => {
  /** Header lines of that name in all requests; one request has arrived for each route that goes to a backend. */
  const lines = (requests: readonly FrigateRequest[], name: string): readonly string[] =>
    requests.flatMap((request) => headersOf(request, name));

  const proxied = <T>(situation: Situation, expected: (isPublic: boolean) => T): Record<string, T | null> =>
    forRoutes(situation, (_, route) =>
      backendOf(route) === null ? null : expected(route.access === "public"),
    );

  const claimed = everybody.flatMap((one) => [
    { ...one, claims: [], claim: "themselves" },
    { ...one, claims: claimsIn(one.mode), claim: "somebody else" },
  ]);

  test.each(claimed)(
    "who is asking: Frigate $version, $mode, $name, who claims to be $claim",
    async ({ identity, claims, ...situation }) => {
      const known = identity.known(situation);
      const names = ["Remote-User", "Remote-Role", "Remote_User", "Remote_Role"];
      const seen = await perRoute(
        situation,
        identity,
        (requests) => (requests.length === 0 ? null : names.map((name) => lines(requests, name))),
        claims,
      );
      const line = (value: string | null): readonly string[] => (value === null ? [] : [value]);
      expect(seen).toEqual(
        proxied(situation, (isPublic) => {
          if (isPublic && identity !== internal) return [[], [], [], []];
          return known === "refused" ? null : [line(known.user), line(known.role), [], []];
        }),
      );
    },
  );
});

describe("what a client claims", () => {
  test.each(versions)("reaches no backend: Frigate %s", async (version) => {
    const situation: Situation = { version, mode: "native" };
    const seen = await perRoute(situation, viewer, claimsSeen, claimsIn("native"));
    expect(seen).toEqual(forRoutes(situation, () => []));
  });

  const claimsSeen = (requests: readonly FrigateRequest[]): readonly string[] =>
    requests.flatMap(({ rawHeaders }) =>
      identityHeaders.filter((name) =>
        rawHeaders.some(
          (header, index) =>
            header.toLowerCase().replaceAll("_", "-") === name.toLowerCase() &&
            rawHeaders[index + 1] === wish(name),
        ),
      ),
    );
});
