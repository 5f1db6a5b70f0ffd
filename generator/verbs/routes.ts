/** `routes`: who may reach what in a configuration. */
import type { Request } from "../cli.ts";
import { nginxTree, type Rendered } from "../evaluate/configuration.ts";
import { routeRows } from "../evaluate/routes.ts";
import { table } from "../table.ts";
import { evaluated } from "./render.ts";

export function routes(request: Request): void {
  process.stdout.write(routeTable(evaluated(request)));
}

/** The routes of a rendered configuration as text. */
export function routeTable(rendered: Rendered): string {
  const rows = routeRows(nginxTree(rendered), rendered.hostname);
  return table(
    ["route", "who may reach it", "identity", "goes to", "methods", "cache"],
    rows.map(({ route, access, identity, goesTo, methods, cache }) => [
      route,
      access,
      identity,
      goesTo,
      methods,
      cache,
    ]),
  );
}
