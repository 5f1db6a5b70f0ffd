/** `docs/routes.md`: every location of the virtual host and of the identity server, and which options change it. */
import { fragments } from "../schema/fragments.ts";
import { directories, upstreams } from "../schema/frigate.ts";
import { identityLocations, type IdentityLocation } from "../schema/identity.ts";
import type { Line } from "../schema/nginx.ts";
import { placeGroups, type GroupName, type Place } from "../schema/option-routes.ts";
import { routes, type Route } from "../schema/routes.ts";
import { code, inCell, markdownTable } from "../markdown.ts";
import { anchorOf, changedBy, groupsOf, linkTo, titleOf } from "./place-links.ts";

type RouteKey = keyof typeof routes;
type IdentityKey = keyof typeof identityLocations;

const routeEntries = Object.entries(routes) as readonly (readonly [RouteKey, Route])[];
const identityEntries = Object.entries(identityLocations) as readonly (readonly [
  IdentityKey,
  IdentityLocation,
])[];

/** The whole document, CommonMark. */
export function routeReference(): string {
  const parts = [
    introduction,
    routeTable(),
    groupsHeading,
    ...(Object.keys(placeGroups) as readonly GroupName[]).map(groupSection),
    "## Locations of the virtual host",
    ...routeEntries.map(([name, route]) => routeSection(name, route)),
    placeSection("pages of the gateway", [
      "Public: the gateway's own pages, reached without signing in; nginx passes on nothing that a client says about the address.",
    ]),
    placeSection("virtual host", ["Names and listeners of the virtual host itself."]),
    identityHeading,
    ...identityEntries.map(([name, location]) => identitySection(name, location)),
  ];
  return `${parts.join("\n\n")}\n`;
}

const introduction = `<!-- Written by \`npm run generate\` from generator/schema; change it there. -->

# Routes

Every location of Frigate's virtual host: who may reach it, where it goes, and which [options](options.md) change it. Protected: whoever
Frigate's \`/auth\` lets in, which every such request asks first. Public: everybody. Internal: only nginx itself.

The matchers are nginx's: \`=\` is the path itself, \`~\` an expression, \`~*\` one without case, \`@\` a name, anything else the beginning of
a path. \`npm run -s routes -- CONFIG\` shows the routes of one configuration.`;

const groupsHeading = `## Groups

Options often change several routes together.`;

const identityHeading = `## Locations of the identity server

With single sign-on \`/auth\` asks a second server of the same nginx, on a socket that nobody else can open; it finds out who is asking, and
asks Frigate in turn.`;

function routeTable(): string {
  const heading = ["route", "who may reach it", "where it goes", "methods", "kept", "there"];
  const rows = routeEntries.map(([name, route]) =>
    [linkTo(name), route.access, goesTo(route), methods(route), kept(route), when(route)].map(inCell),
  );
  return markdownTable(heading, rows);
}

function goesTo(route: Route): string {
  if ("to" in route) {
    const path = route.to.path === "without /api" ? "the path without `/api`" : code(route.to.path);
    return `${upstreams[route.to.upstream].serves}, ${path}`;
  }
  if ("files" in route) return route.index === undefined ? files(route) : `${files(route)}, with lists`;
  if ("vod" in route) return "recordings as HLS, by the lists of `/api/vod/`";
  if ("check" in route) return "Frigate's check, or the identity server";
  if ("status" in route) return `a ${route.status}`;
  if ("signIn" in route) return `the page to sign in on, then the ${route.signIn}`;
  return route satisfies never;
}

function files(route: Extract<Route, { readonly files: string }>): string {
  switch (route.files) {
    case "web":
      return "files of the package";
    case "state":
    case "cache":
      return `files in ${code(`${directories[route.files]}${route.insteadOfPath ?? ""}`)}`;
    default:
      return route.files satisfies never;
  }
}

/** nginx takes HEAD for GET where methods are limited (ngx_http_core_limit_except). */
const methods = ({ method }: Route): string => (method === "GET" ? "GET, HEAD" : (method ?? "all"));

function kept(route: Route): string {
  const byNginx = "to" in route && route.cache ? [`by nginx ${apiCacheTime()}, per user and role`] : [];
  const byBrowsers =
    route.browserCache === undefined ? [] : [`by browsers ${browserTime(route.browserCache)}`];
  return [...byNginx, ...byBrowsers].join("; ") || "–";
}

const browserTime = (time: NonNullable<Route["browserCache"]>): string =>
  time === "never" ? "never" : time === "public" ? "as they like" : time.replace("public, ", "");

const apiCacheTime = (): string =>
  (fragments.apiCache.lines as readonly Line<"location">[])
    .flatMap((line) =>
      line.kind === "directive" && line.name === "proxy_cache_valid" ? line.args.slice(-1) : [],
    )
    .join("");

function when({ since, until, onlyWithGateway }: Route): string {
  const range = [
    ...(since === undefined ? [] : [`from Frigate ${since}`]),
    ...(until === undefined ? [] : [`before Frigate ${until}`]),
    ...(onlyWithGateway ? ["with a gateway"] : []),
  ];
  return range.join(", ") || "always";
}

function routeSection(name: RouteKey, route: Route): string {
  const access = route.access === "public" ? `Public: ${route.because}.` : `${capital(route.access)}.`;
  const comment = route.comment === undefined ? [] : [route.comment];
  return placeSection(
    name,
    [[access, ...comment].join(" ")],
    [
      ...("to" in route && route.websocket ? ["the connection may become a websocket"] : []),
      ...(route.replaces === undefined ? [] : [`matcher in nixpkgs' module: ${code(route.replaces)}`]),
    ],
  );
}

function identitySection(name: IdentityKey, { comment, onlyWithGateway, asks }: IdentityLocation): string {
  return placeSection(
    `identity ${name}`,
    [comment],
    [
      `asks: ${asks === null ? "nobody, answers itself" : asks === "judge" ? "the gateway, then Frigate" : "the gateway"}`,
      ...(onlyWithGateway ? ["only with a gateway"] : []),
    ],
  );
}

function groupSection(name: GroupName): string {
  const { meaning, places } = placeGroups[name];
  return section(
    name,
    [`${meaning}`, places.map((place) => linkTo(place)).join(", ")],
    [optionLine(name, [])],
  );
}

const placeSection = (place: Place, text: readonly string[], facts: readonly string[] = []): string =>
  section(place, text, [...facts, optionLine(place, groupsOf(place))]);

function section(name: Place | GroupName, text: readonly string[], facts: readonly string[]): string {
  return [
    `<a id="${anchorOf(name)}"></a>`,
    `### ${capital(titleOf(name))}`,
    ...text,
    facts.map((fact) => `- ${fact}`).join("\n"),
  ].join("\n\n");
}

function optionLine(name: Place | GroupName, groups: readonly GroupName[]): string {
  const further = groups.filter((group) => changedBy(group).length > 0).map((group) => linkTo(group));
  const ofGroups = further.length === 0 ? [] : [`those that change ${further.join(" and ")}`];
  return `options that change it: ${[...changedBy(name), ...ofGroups].join(", ") || "none by itself"}`;
}

const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);
