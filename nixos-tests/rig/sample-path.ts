/** What to ask for when a route is to answer, and what the doubles have for it: both follow from schema/routes.ts. */
import { routes, type Directory, type Matcher, type Route } from "../../generator/schema/routes.ts";
import type { UpstreamName } from "../../generator/schema/frigate.ts";

const entries = Object.entries(routes) as readonly (readonly [Matcher, Route])[];

/** Path and query: the route's `sample`, or else the path of its matcher, with something below it where that is a directory. */
export function samplePathOf(matcher: Matcher, { sample }: Route): string {
  if (sample !== undefined) return sample;
  const path = matcher.replace(/^(=|\^~) /, "").replace(/^@/, "/@");
  return path.endsWith("/") ? `${path}sample` : path;
}

/** Methods that are let through, HEAD along with GET; null where all are. */
export const methodsOf = ({ method }: Route): readonly string[] | null =>
  method === undefined ? null : method === "GET" ? ["GET", "HEAD"] : [method];

/** Where a path arrives at the backend of a route. */
export function arrivalPath(matcher: string, path: `/${string}` | "without /api", asked: string): string {
  if (path === "without /api") return asked.replace(/^\/api/, "");
  return `${path}${asked.slice(matcher.replace(/^= /, "").length)}`;
}

const withoutQuery = (path: string): string => path.split("?")[0] ?? path;

/** A path, without query, and the route by whose sample it is asked for. */
export interface SamplePath {
  readonly path: string;
  readonly route: Route;
}

/** What a server of Frigate's is asked for. */
export const sampleArrivals = (server: UpstreamName): readonly SamplePath[] =>
  entries.flatMap(([matcher, route]) =>
    "to" in route && route.to.upstream === server
      ? [{ path: withoutQuery(arrivalPath(matcher, route.to.path, samplePathOf(matcher, route))), route }]
      : [],
  );

/** The files that samples name, by their paths below the directory; pages that are looked for in turn are left out. */
export const sampleFiles = (directory: Directory): readonly SamplePath[] =>
  entries.flatMap(([matcher, route]) => {
    if (!("files" in route) || route.files !== directory || route.tryFiles !== undefined) return [];
    const path = withoutQuery(samplePathOf(matcher, route));
    const { insteadOfPath } = route;
    return [{ path: insteadOfPath === undefined ? path : arrivalPath(matcher, insteadOfPath, path), route }];
  });
