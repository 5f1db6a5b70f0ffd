/** `docs/routes.md`: every location of the virtual host and of the identity server, and which options change it. */
import { apiCacheTime, directories, upstreams } from "../schema/frigate.ts";
import { frigateChanges } from "../schema/frigate-changes.ts";
import { identityLocations, type IdentityLocation } from "../schema/identity.ts";
import { placeGroups, type Place, type PlaceGroup } from "../schema/places.ts";
import { routes, type Route } from "../schema/routes.ts";
import { code, inCell, markdownTable } from "../markdown.ts";
import type { Condition } from "../schema/nginx.ts";
import type { OptionChange } from "./option-changes.ts";
import { anchorOf, changedBy, groupsOf, linkTo, titleOf } from "./place-links.ts";

type RouteKey = keyof typeof routes;
type IdentityKey = keyof typeof identityLocations;

const routeEntries = Object.entries(routes) as readonly (readonly [RouteKey, Route])[];
const identityEntries = Object.entries(identityLocations) as readonly (readonly [
  IdentityKey,
  IdentityLocation,
])[];

/** The whole document, CommonMark. */
export function routeReference(options: readonly OptionChange[]): string {
  const sections = placeSections(options);
  const parts = [
    introduction,
    routeTable(),
    groupsHeading,
    ...(Object.keys(placeGroups) as readonly PlaceGroup[]).map(sections.ofGroup),
    "## Locations of the virtual host",
    ...routeEntries.map(([name, route]) => sections.ofPlace(routeText(name, route))),
    ...others.map(sections.ofPlace),
    identityHeading,
    ...identityEntries.map(([name, location]) => sections.ofPlace(identityText(name, location))),
    changesHeading,
    changesTable(),
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

With single sign-on \`/auth\` asks a second server of the same nginx, on a socket that nobody else can open. That server finds out who is
asking, and decides by itself whether they may come in. It asks Frigate only where Frigate knows more.

The server is no virtual host but text in \`services.nginx.appendHttpConfig\`, so that settings for all hosts do not reach it. Lines for
the request to the gateway, such as a time limit, belong into \`services.frigate.nginx.authRequestConfig\`.`;

const changesHeading = `## Frigate's own nginx since 0.18

What Frigate has changed in and around its nginx, and what this module does about it.`;

const changesTable = (): string =>
  markdownTable(
    ["Frigate", "change", "source", "here"],
    frigateChanges.map(({ version, change, source, verdict }) =>
      [version, change, source, "here" in verdict ? verdict.here : `nothing: ${verdict.notHere}`].map(inCell),
    ),
  );

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

const files = ({ files: from, insteadOfPath }: Extract<Route, { readonly files: string }>): string =>
  from === "web" ? "files of the package" : `files in ${code(`${directories[from]}${insteadOfPath ?? ""}`)}`;

/** nginx takes HEAD for GET where methods are limited (ngx_http_core_limit_except). */
const methods = ({ method }: Route): string => (method === "GET" ? "GET, HEAD" : (method ?? "all"));

function kept(route: Route): string {
  const byNginx = "to" in route && route.cache ? [`by nginx ${apiCacheTime}, per user and role`] : [];
  const byBrowsers =
    route.browserCache === undefined ? [] : [`by browsers ${browserTime(route.browserCache)}`];
  return [...byNginx, ...byBrowsers].join("; ") || "–";
}

const browserTime = (time: NonNullable<Route["browserCache"]>): string =>
  time === "never" ? "never" : time === "public" ? "as they like" : time.replace("public, ", "");

function when({ since, until, onlyWithGateway }: Route): string {
  const range = [
    ...(since === undefined ? [] : [`from Frigate ${since}`]),
    ...(until === undefined ? [] : [`before Frigate ${until}`]),
    ...(onlyWithGateway ? ["with a gateway"] : []),
  ];
  return range.join(", ") || "always";
}

/** What is told of a place besides the options that change it. */
interface PlaceText {
  readonly place: Place;
  readonly text: string;
  readonly facts?: readonly string[];
}

function routeText(name: RouteKey, route: Route): PlaceText {
  const access = route.access === "public" ? `Public: ${route.because}.` : `${capital(route.access)}.`;
  const comment = route.comment === undefined ? [] : [route.comment];
  return {
    place: name,
    text: [access, ...comment].join(" "),
    facts: [
      ...("to" in route && route.websocket ? ["the connection may become a websocket"] : []),
      ...(route.replaces === undefined ? [] : [`matcher in nixpkgs' module: ${code(route.replaces)}`]),
      ...(route.notInNixpkgs === undefined ? [] : [`not in nixpkgs' module: ${route.notInNixpkgs}`]),
    ],
  };
}

const others: readonly PlaceText[] = [
  {
    place: "pages of the gateway",
    text: "Public: the gateway's own pages, reached without signing in; nginx passes on nothing that a client says about the address.",
  },
  { place: "virtual host", text: "Names and listeners of the virtual host itself." },
  {
    place: "Frigate's own listener",
    text: "Internal: a server on which Frigate calls itself. It has the locations of the virtual host, and asks nobody.",
  },
];

const identityText = (name: IdentityKey, { comment, when }: IdentityLocation): PlaceText => ({
  place: `identity ${name}`,
  text: comment,
  facts: when === undefined ? [] : [`only ${conditionWords(when)}`],
});

/** When a location is there, in words. */
function conditionWords(condition: Condition): string {
  switch (condition) {
    case "asksGateway":
      return "with a gateway";
    case "trustsProxy":
      return "with a proxy in front of nginx that says who the user is";
    case "knowsSome":
      return "with clients, or with a proxy in front of nginx that says who the user is";
    case "asksFrigate":
      return "where Frigate has a say: with roles that are limited to cameras, from 0.18 on";
    default:
      throw new RangeError(`no words for the condition ${JSON.stringify(condition)}`);
  }
}

/** Sections that end with the options that change the place or group. */
const placeSections = (options: readonly OptionChange[]) => ({
  ofPlace: ({ place, text, facts = [] }: PlaceText): string =>
    section(place, [text], [...facts, optionLine(place, groupsOf(place), options)]),
  ofGroup: (name: PlaceGroup): string => {
    const { meaning, places } = placeGroups[name];
    const members = places.map((place) => linkTo(place)).join(", ");
    return section(name, [meaning, members], [optionLine(name, [], options)]);
  },
});

function section(name: Place | PlaceGroup, text: readonly string[], facts: readonly string[]): string {
  return [
    `<a id="${anchorOf(name)}"></a>`,
    `### ${capital(titleOf(name))}`,
    ...text,
    facts.map((fact) => `- ${fact}`).join("\n"),
  ].join("\n\n");
}

function optionLine(
  name: Place | PlaceGroup,
  groups: readonly PlaceGroup[],
  options: readonly OptionChange[],
): string {
  const further = groups
    .filter((group) => changedBy(group, options).length > 0)
    .map((group) => linkTo(group));
  const ofGroups = further.length === 0 ? [] : [`those that change ${further.join(" and ")}`];
  return `options that change it: ${[...changedBy(name, options), ...ofGroups].join(", ") || "none by itself"}`;
}

const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);
