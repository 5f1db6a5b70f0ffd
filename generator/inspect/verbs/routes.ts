/** `routes`: who may reach what in a configuration. */
import type { Request } from "../../verbs/request.ts";
import { frigateOf, nginxTree, type Rendered } from "../evaluate/configuration.ts";
import type { Frigate } from "../evaluate/own-sign-in.ts";
import type { NginxFile } from "../nginx/parse.ts";
import { showWay, waysToIdentity, type Way } from "../evaluate/identity.ts";
import { routeRows } from "../evaluate/routes.ts";
import { table } from "../table.ts";
import { evaluated } from "./render.ts";

export function routes(request: Request): void {
  process.stdout.write(routeTable(evaluated(request)));
}

/** The routes of a rendered configuration, and how nginx learns who is asking, as text. */
export const routeTable = (rendered: Rendered): string =>
  routesText(nginxTree(rendered), rendered.hostname, frigateOf(rendered));

function routesText(tree: NginxFile, hostname: string, frigate: Frigate | null): string {
  const rows = routeRows(tree, hostname).map(({ route, access, identity, goesTo, methods, cache }) => [
    route,
    access,
    identity,
    goesTo,
    methods,
    cache,
  ]);
  const heading = ["route", "who may reach it", "identity", "goes to", "methods", "cache"];
  const ways = waysToIdentity(tree, frigate);
  const warning = ways.some(({ kind }) => kind === "no sign-in")
    ? "Nobody signs in: Frigate's own sign-in is off.\n\n"
    : "";
  return `${warning}${table(heading, rows)}\nHow /auth finds the identity:\n${ways.map(wayText).join("")}`;
}

function wayText(way: Way, index: number): string {
  const [first, ...people] = showWay(way);
  return `  ${index + 1}. ${first}\n${people.map((line) => `       ${line}\n`).join("")}`;
}
