/** Which file a location gives for a path. */
import { inForce } from "../nginx/in-force.ts";
import { argumentOf } from "../nginx/parse.ts";
import { mediaDirectories, pathsOf, knownRoutes } from "./frigate.ts";
import type { Location } from "./deployment.ts";
import { passesOf } from "./destinations.ts";

/** Path in the file system, or null where nothing is read from there. */
export function fileFor({ route }: Location, path: string): string | null {
  if (passesOf(route).length > 0) return null;
  const base = inForce(route, "root", "alias");
  if (base === undefined) return null;
  // What an expression has captured is not followed: the directory up to there.
  const directory = argumentOf(base.directive).replace(/\$.*$/s, "");
  if (base.directive.name === "root") return joined(directory, path);
  const written = base.writtenIn?.pattern ?? "";
  return path.startsWith(written) ? joined(directory, path.slice(written.length)) : directory;
}

const joined = (directory: string, path: string): string => `${directory}/${path}`.replace(/\/{2,}/g, "/");

/** Directories with pictures and films: the known ones, and those that this server has at the paths for them. */
export function mediaOf(locations: readonly Location[]): readonly string[] {
  const own = knownRoutes
    .filter(({ route }) => route.access === "protected" && "files" in route)
    .flatMap((known) =>
      locations
        .filter(({ route }) => route.matcher.pattern === known.pattern)
        .flatMap((location) => fileFor(location, pathsOf(known)[0] ?? known.pattern) ?? []),
    );
  return [...new Set([...mediaDirectories, ...own])];
}

/** Whether one of two directories lies in the other. */
export function overlaps(one: string, other: string): boolean {
  const [a, b] = [`${one}/`, `${other}/`].map((path) => path.replace(/\/{2,}/g, "/")) as [string, string];
  return a.startsWith(b) || b.startsWith(a);
}
