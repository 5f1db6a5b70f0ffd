import type { Route, Server } from "./effective.ts";
import { groupBy } from "../collections.ts";
import { readListen } from "./levels.ts";
import { directivesNamed } from "./tree.ts";

export interface Pair<Value> {
  /** In the baseline; null for what is new. */
  readonly before: Value | null;
  /** In ours; null for what is gone. */
  readonly after: Value | null;
}

/** Pairs servers that share a name, or have none and share an address; among several the ones most alike. */
export function pairServers(before: readonly Server[], after: readonly Server[]): readonly Pair<Server>[] {
  return pairByLikeness(before, after, (a, b) => {
    const named = a.names.length > 0 || b.names.length > 0;
    const names = shared(a.names, b.names);
    const addresses = shared(addressesOf(a), addressesOf(b));
    if (named ? names === 0 : addresses === 0) return 0;
    return 1 + names + addresses + 10 * shared(patternsOf(a), patternsOf(b));
  });
}

/** Pairs locations with the same pattern, before all those with the same modifier, too, and at the same depth. */
export function pairRoutes(before: readonly Route[], after: readonly Route[]): readonly Pair<Route>[] {
  return pairByLikeness(before, after, (a, b) => {
    if (
      a.matcher.pattern !== b.matcher.pattern ||
      (a.matcher.modifier === "@") !== (b.matcher.modifier === "@")
    )
      return 0;
    return 1 + (a.matcher.modifier === b.matcher.modifier ? 2 : 0) + (a.depth === b.depth ? 1 : 0);
  });
}

/**
 * The routes nginx can get to: a prefix or exact location inside another is never looked for when one with the same
 * matcher stands further out (ngx_http_core_find_location descends only into the longest prefix of the outer level).
 */
export function reachable(routes: readonly Route[]): readonly Route[] {
  const isRegex = ({ matcher }: Route) => matcher.modifier === "~" || matcher.modifier === "~*";
  const outermost = new Set(
    [
      ...groupBy(routes, ({ matcher }) =>
        JSON.stringify([matcher.modifier === "=", matcher.pattern]),
      ).values(),
    ].map((same) => same.reduce((outer, route) => (route.depth < outer.depth ? route : outer))),
  );
  return routes.filter((route) => isRegex(route) || outermost.has(route));
}

/** Takes the likeliest pair, then the likeliest of what is left; a likeness of 0 never pairs. Order: baseline, then new. */
function pairByLikeness<Value>(
  before: readonly Value[],
  after: readonly Value[],
  likeness: (a: Value, b: Value) => number,
): readonly Pair<Value>[] {
  const candidates = before
    .flatMap((a) => after.map((b) => ({ a, b, score: likeness(a, b) })))
    .filter(({ score }) => score > 0)
    .toSorted((x, y) => y.score - x.score);
  const partner = new Map<Value, Value>();
  const taken = new Set<Value>();
  for (const { a, b } of candidates) {
    if (partner.has(a) || taken.has(b)) continue;
    partner.set(a, b);
    taken.add(b);
  }
  return [
    ...before.map((a) => ({ before: a, after: partner.get(a) ?? null })),
    ...after.filter((b) => !taken.has(b)).map((b) => ({ before: null, after: b })),
  ];
}

function addressesOf(server: Server): readonly string[] {
  return server.listens.map((listen) => readListen(listen).what);
}

function patternsOf(server: Server): readonly string[] {
  return directivesNamed(server.directive.block, "location").map(
    (location) => location.args.at(-1)?.value ?? "",
  );
}

function shared(a: readonly string[], b: readonly string[]): number {
  return a.filter((value) => b.includes(value)).length;
}
