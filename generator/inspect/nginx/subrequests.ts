import type { Aspect } from "./aspects.ts";
import type { Route } from "./effective.ts";
import type { Fact } from "./facts.ts";
import { backendHeaders } from "./headers.ts";
import { inForce, valueInForce } from "./in-force.ts";
import { locate, treeOf } from "./locate.ts";
import type { NginxSite } from "./site.ts";
import { authTarget, type MainRequest } from "./variables.ts";

/**
 * What the requests nginx makes on the way carry of this route's own: variables of the main request are visible in
 * them, so an assignment here changes a header there. Two such requests exist: the check `auth_request` makes, and the
 * one by which vod learns the files' names. Only headers that come out differently than the other location's own
 * reading of them are listed, so that what all routes have in common is stated once, there.
 */
export function subrequestFacts(route: Route, site: NginxSite): readonly Fact[] {
  return [
    ...carriedInto(authTarget(route), { route, after: "rewrite" }, site).map(([name, value]) =>
      subrequestFact("auth", `the check is told ${name}`, value),
    ),
    ...carriedInto(mappingPath(route), { route, after: "auth" }, site).map(([name, value]) =>
      subrequestFact("vod", `the mapping is asked with ${name}`, value),
    ),
  ];
}

/** The vod module asks for the mapping below `vod_upstream_location` with the client's own path (nginx-vod-module). */
function mappingPath(route: Route): string | null {
  const location = valueInForce(route, "vod_upstream_location");
  return inForce(route, "vod") === undefined || location === null ? null : location + route.matcher.pattern;
}

function subrequestFact(aspect: Aspect, what: string, value: string): Fact {
  return { aspect, what, value, standard: null, gate: "content", level: "location" };
}

function carriedInto(
  path: string | null,
  main: MainRequest,
  site: NginxSite,
): readonly (readonly [string, string])[] {
  const target = path === null ? undefined : locationFor(path, main.route, site.routes);
  if (target === undefined || target === main.route) return [];
  const usual = backendHeaders(target.directives, (text) => site.resolve(text, target));
  const here = backendHeaders(target.directives, (text) => site.resolve(text, target, main));
  return [...here].filter(([name, value]) => value !== usual.get(name));
}

/** Where nginx takes a path that a request in this location leads to. */
const locationFor = (path: string, from: Route, routes: readonly Route[]): Route | undefined =>
  locate(treeOf(routes.filter(({ server }) => server.directive === from.server.directive)), path)?.route;
