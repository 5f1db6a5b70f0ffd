/** `routes`: who may reach what in a configuration. */
import type { Request } from "../../verbs/request.ts";
import { nginxTree, type Rendered } from "../evaluate/configuration.ts";
import { showWay, waysToIdentity } from "../evaluate/identity.ts";
import { routeRows } from "../evaluate/routes.ts";
import { table } from "../table.ts";
import { evaluated } from "./render.ts";

export function routes(request: Request): void {
  process.stdout.write(routeTable(evaluated(request)));
}

/** The routes of a rendered configuration, and how nginx learns who is asking, as text. */
export function routeTable(rendered: Rendered): string {
  const tree = nginxTree(rendered);
  const rows = routeRows(tree, rendered.hostname).map(
    ({ route, access, identity, goesTo, methods, cache }) => [
      route,
      access,
      identity,
      goesTo,
      methods,
      cache,
    ],
  );
  const heading = ["route", "who may reach it", "identity", "goes to", "methods", "cache"];
  const ways = waysToIdentity(tree).map((way, index) => `  ${index + 1}. ${showWay(way)}\n`);
  return `${table(heading, rows)}\nHow /auth finds the identity:\n${ways.join("")}`;
}
