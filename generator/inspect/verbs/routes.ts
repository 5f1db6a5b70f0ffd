/** `routes`: who may reach what in a configuration. */
import { onlyFile, type Request } from "../../verbs/request.ts";
import { frigateOf, nginxTree, type Rendered } from "../evaluate/configuration.ts";
import type { NginxFile } from "../nginx/parse.ts";
import { isOwnListener, showWay, waysToIdentity, type Way } from "../evaluate/identity.ts";
import { routeRows, routeRowsByHost, type RouteRow } from "../evaluate/routes.ts";
import { table } from "../table.ts";
import { isNginxFile, nginxFile } from "./nginx-file.ts";
import { evaluated } from "./render.ts";

export function routes(request: Request): void {
  const name = onlyFile(request);
  process.stdout.write(isNginxFile(name) ? routesOfFile(nginxFile(name)) : routeTable(evaluated(request)));
}

/** The routes of every host of an nginx.conf, and how somebody becomes known there, as text. */
const routesOfFile = (file: NginxFile): string =>
  routeRowsByHost(file)
    .map(({ host, server, rows }) => {
      const ways = isOwnListener(server)
        ? []
        : waysToIdentity(file, null, ({ directive }) => directive === server.directive);
      return routesText(`${host}\n${rowTable(rows)}`, ways);
    })
    .join("\n");

/** The routes of a rendered configuration, and how nginx learns who is asking, as text. */
export function routeTable(rendered: Rendered): string {
  const tree = nginxTree(rendered);
  return routesText(rowTable(routeRows(tree, rendered.hostname)), waysToIdentity(tree, frigateOf(rendered)));
}

const rowTable = (rows: readonly RouteRow[]): string =>
  table(
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

function routesText(tables: string, ways: readonly Way[]): string {
  const warning = ways.some(({ kind }) => kind === "no sign-in") ? "Nobody signs in.\n\n" : "";
  const known = ways.length === 0 ? "" : `\nHow somebody becomes known:\n${ways.map(wayText).join("")}`;
  return `${warning}${tables}${known}`;
}

function wayText(way: Way, index: number): string {
  const [first, ...people] = showWay(way);
  return `  ${index + 1}. ${first}\n${people.map((line) => `       ${line}\n`).join("")}`;
}
