import { readFileSync } from "node:fs";
import { upstreamOfReference } from "../../generator/inspect/evaluate/comparison.ts";
import { diffByMeaning, type RouteDifference } from "../../generator/inspect/nginx/diff.ts";
import { effectiveRoutes, showMatcher, type Route } from "../../generator/inspect/nginx/effective.ts";
import { knownIncludes, resolveIncludes } from "../../generator/inspect/nginx/include.ts";
import { fromTree, parseNginx, type NginxFile } from "../../generator/inspect/nginx/parse.ts";

/** The rendered nginx.conf of the upstream module, and of the workaround people use today. */
export type Reference = "upstream-default" | "seed-override";

export function loadReference(name: Reference): NginxFile {
  if (name === "upstream-default") return upstreamOfReference();
  const url = new URL(`../reference/${name}.nginx.json`, import.meta.url);
  return fromTree(JSON.parse(readFileSync(url, "utf8")), `${name}.nginx.json`);
}

/** The same with the files of NixOS' nginx in place of its includes. */
export const resolvedReference = (name: Reference): NginxFile =>
  resolveIncludes(loadReference(name), knownIncludes).file;

/** One server with this text inside. */
export function serverWith(text: string, http = ""): NginxFile {
  return parseNginx(`http { ${http} server { listen 80; server_name a.example; ${text} } }`);
}

/** The route whose matcher reads like this. */
export function routeOf(file: NginxFile, matcher: string): Route {
  const found = effectiveRoutes(file).find((route) => showMatcher(route.matcher) === matcher);
  if (found === undefined) throw new Error(`no location ${matcher}`);
  return found;
}

/** A difference on one line. */
export function showDifference({ route, aspect, what, before, after }: RouteDifference): string {
  return `${route} | ${aspect} | ${what} | ${before} => ${after}`;
}

export function differences(ours: NginxFile, baseline: NginxFile): readonly string[] {
  return diffByMeaning(ours, baseline).map(showDifference);
}
