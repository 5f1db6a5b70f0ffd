import { readFileSync } from "node:fs";
import { diffByMeaning, type RouteDifference } from "../../generator/evaluate/nginx/diff.ts";
import { effectiveRoutes, showMatcher, type Route } from "../../generator/evaluate/nginx/effective.ts";
import {
  fromTree,
  parseNginx,
  type Directive,
  type Item,
  type NginxFile,
} from "../../generator/evaluate/nginx/parse.ts";

/** The rendered nginx.conf of the upstream module, and of the workaround people use today. */
export type Reference = "upstream-default" | "seed-override";

export function loadReference(name: Reference): NginxFile {
  const url = new URL(`../reference/${name}.nginx.json`, import.meta.url);
  return fromTree(JSON.parse(readFileSync(url, "utf8")), `${name}.nginx.json`);
}

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

/** Every directive with the blocks around it replaced bottom-up; null drops it. */
export function rewriteTree(file: NginxFile, change: (directive: Directive) => readonly Item[]): NginxFile {
  const inBody = (body: readonly Item[]): readonly Item[] =>
    body.flatMap((item) => {
      if (item.kind === "comment") return [item];
      return change(item.block === null ? item : { ...item, block: inBody(item.block) });
    });
  return { ...file, body: inBody(file.body) };
}
