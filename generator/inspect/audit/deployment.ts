/** What the rules look at: servers, their locations after inheritance, who is let in, and where requests go. */
import { uniqueBy } from "../collections.ts";
import { effectiveRoutes, serversOf, type Route, type Server } from "../nginx/effective.ts";
import { upstreamsOf } from "../nginx/backend.ts";
import { lookupsOf } from "../nginx/lookups.ts";
import type { Directive, NginxFile } from "../nginx/parse.ts";
import { isReachedFromInside } from "../nginx/variables.ts";
import { reachedFrom, type Destination, type Reached } from "./destinations.ts";
import { internalAddress } from "../../schema/frigate.ts";
import { isLoopback, knownRoutes, protectedPaths, type Known, type Part } from "./frigate.ts";
import { draftOf, withParts, type Draft, type Listen } from "./drafts.ts";
import { guardOf, type Guard } from "./guard.ts";
import { locate, nodesIn, type Node } from "../nginx/locate.ts";
import { isTold, recogniser, type Told } from "./recognition.ts";
import { streamPasses } from "./streams.ts";
import { sourcesOf, textsOf, type Source } from "./sources.ts";

/** A location in its server. */
export interface Location {
  readonly node: Node;
  readonly route: Route;
  readonly host: Host;
  readonly guard: Guard;
  readonly destinations: readonly Destination[];
  /** The parts of Frigate that it leads to. */
  readonly parts: readonly Part[];
  /** Some path that a client may ask for ends up here. */
  readonly isOpen: boolean;
}

/** A server. */
export interface Host {
  readonly server: Server;
  readonly tree: readonly Node[];
  readonly locations: readonly Location[];
  readonly listens: readonly Listen[];
  /** Only this nginx itself, or Frigate, comes here. */
  readonly isInner: boolean;
  readonly told: Told;
  /** Some of it is Frigate's. */
  readonly isFrigates: boolean;
  /** Requests come here that name another host. */
  readonly mayBeDefault: boolean;
}

/** A `proxy_pass` of `stream`, and the parts of Frigate that it leads to. */
export interface Stream {
  readonly directive: Directive;
  readonly addresses: readonly string[];
  readonly parts: readonly Part[];
}

/** A location that is let into by `auth_request`, and the one that is asked. */
export interface Question {
  readonly main: Location;
  /** Null where no location has the path. */
  readonly asked: Location | null;
}

export interface Deployment {
  readonly file: NginxFile;
  readonly hosts: readonly Host[];
  /** All of them, those of inner servers, too. */
  readonly locations: readonly Location[];
  readonly questions: readonly Question[];
  /** What `stream` passes connections of others on to. */
  readonly streams: readonly Stream[];
  /** The location of a server that nginx takes for a path. */
  locationFor(host: Host, path: string): Location | null;
  /** Where the variables in a text of that location come from; `main` is the location whose subrequest it is. */
  sources(text: string, location: Location, main?: Location): readonly Source[];
  /** All that the user's variables can make of it. */
  texts(text: string, location: Location, main?: Location): readonly string[];
  /** The servers of this file, and the paths there, that a location passes requests on to. */
  innerLocations(location: Location): readonly Location[];
}

/** @param named addresses of Frigate's internal port, as the user says */
export function readDeployment(file: NginxFile, named: readonly string[] = []): Deployment {
  const lookups = lookupsOf(file);
  const upstreams = upstreamsOf(file);
  const routes = effectiveRoutes(file);
  const servers = serversOf(file);
  const read = servers.map((server) =>
    draftOf(server, routes, (route) => reachedFrom({ route }, lookups, upstreams)),
  );
  const streams = streamPasses(file).map((reached) => ({ reached, told: toldByStream(reached) }));
  const recognise = recogniser(
    [...read, ...streams].map(({ told }) => told),
    named,
  );
  const drafts = read.map((draft) => withParts(draft, recognise));
  const passedTo = new Set(
    drafts.flatMap(({ placed }) =>
      placed.flatMap(({ destinations }) => destinations.flatMap(({ addresses }) => addresses)),
    ),
  );
  const hosts = drafts.map((draft) => hostOf(draft, drafts, passedTo));
  const locations = hosts.flatMap((host) => host.locations);
  const byRoute = new Map(locations.map((location) => [location.route, location]));
  const locationFor: Deployment["locationFor"] = (host, path) => {
    const node = locate(host.tree, path);
    return node === null ? null : (byRoute.get(node.route) ?? null);
  };
  return {
    file,
    hosts,
    locations,
    streams: streams.map(({ reached, told }) => ({ ...reached, parts: recognise(told, reached, "") })),
    questions: locations.flatMap((main) =>
      main.guard.kind === "question" ? [{ main, asked: locationFor(main.host, main.guard.target) }] : [],
    ),
    locationFor,
    sources: (text, { route }, main) => sourcesOf(text, { route, main: main?.route }, lookups),
    texts: (text, { route }, main) => textsOf(text, { route, main: main?.route }, lookups),
    innerLocations: ({ route, destinations }) =>
      destinations.flatMap(({ addresses, path }) =>
        hosts
          .filter(
            ({ isInner, listens }) => isInner && listens.some(({ address }) => addresses.includes(address)),
          )
          .flatMap((host) => locationFor(host, pathOnly(path === "" ? route.matcher.pattern : path)) ?? []),
      ),
  };
}

const toldByStream = (reached: Reached): Told => ({
  names: [],
  patterns: [],
  reached: [reached],
  listens: [],
});

const pathOnly = (path: string): string => path.replace(/\?.*$/s, "");

function hostOf(draft: Draft, all: readonly Draft[], passedTo: ReadonlySet<string>): Host {
  const { server, listens, tree, placed, told } = draft;
  const locations: Location[] = [];
  const host: Host = {
    server,
    tree,
    locations,
    listens,
    told,
    isInner: listens.every(
      ({ address, isLocal }) =>
        isLocal && (passedTo.has(address) || isInternal(address) || server.names.some(isLoopback)),
    ),
    isFrigates:
      isTold(told) || placed.some(({ destinations }) => destinations.some(({ parts }) => parts.length > 0)),
    mayBeDefault: listens.some((listen) => isDefault(listen, draft, all)),
  };
  const nodes = new Map(nodesIn(tree).map((node) => [node.route, node]));
  for (const { route, destinations } of placed) {
    const node = nodes.get(route);
    if (node === undefined) continue;
    const parts = [...new Set(destinations.flatMap((destination) => destination.parts))];
    const isOpen = !host.isInner && isReached(node, tree);
    locations.push({ node, route, host, guard: guardOf(route), destinations, parts, isOpen });
  }
  return host;
}

/** The listener that Frigate calls itself on. */
export const isInternal = (address: string): boolean =>
  address === `${internalAddress.host}:${internalAddress.port}` ||
  address === `[::1]:${internalAddress.port}`;

/** The default server of an address is the one that says so, else the first (documentation of `listen`). */
function isDefault({ address, directive, isLocal }: Listen, draft: Draft, all: readonly Draft[]): boolean {
  if (isLocal && isInternal(address)) return false;
  const says = (listen: Directive | null) =>
    listen?.args.some(({ value }) => value === "default_server" || value === "default") ?? false;
  const same = all.flatMap(({ server, listens }) =>
    listens.filter((listen) => listen.address === address).map((listen) => ({ server, listen })),
  );
  const chosen = same.find(({ listen }) => says(listen.directive)) ?? same[0];
  return says(directive) || chosen?.server === draft.server;
}

function isReached(node: Node, tree: readonly Node[]): boolean {
  if (isReachedFromInside(node.route)) return false;
  const { matcher } = node.route;
  const { pattern } = matcher;
  const isExpression = matcher.modifier === "~" || matcher.modifier === "~*";
  const paths = isExpression ? witnesses(pattern) : [pattern, `${pattern}x`, `${pattern}/x`];
  const found = paths.map((path) => locate(tree, path));
  // Of an expression that none of the paths fits, nothing is known: then it is taken to be reached.
  return found.includes(node) || (isExpression && !found.some((one) => one !== null && fits(one, pattern)));
}

const fits = ({ route }: Node, pattern: string): boolean => route.matcher.pattern === pattern;

/** Paths that an expression may be about: what is protected, and with the words that stand in it. */
export function witnesses(pattern: string): readonly string[] {
  const words = [...new Set(pattern.match(/[A-Za-z0-9_-]{2,}/g) ?? [])].slice(0, 12);
  const known = protectedPaths.map(([path]) => path);
  return [
    ...known,
    ...words.flatMap((word) => [`/${word}`, `/${word}/x`, `/x.${word}`, `/api/x.${word}`]),
    ...known.filter((path) => path.endsWith("/x")).flatMap((path) => words.map((word) => `${path}.${word}`)),
  ];
}

/** Whether the check behind `auth_request` ends at Frigate's own `/auth`. */
export function asksFrigate(
  deployment: Deployment,
  asked: Location,
  seen: readonly Location[] = [],
): boolean {
  if (seen.includes(asked)) return false;
  const own = asked.destinations.some(
    ({ parts, path }) =>
      parts.includes("frigate-api") &&
      /(?:^|\/)auth$/.test(path === "" || path === "/" ? asked.route.matcher.pattern : path),
  );
  return (
    own ||
    deployment.innerLocations(asked).some((location) => asksFrigate(deployment, location, [...seen, asked]))
  );
}

/** The locations that paths end up in which go on where some exact routes of the schema end. */
export const locationsBeyond = (
  deployment: Deployment,
  isMeant: (known: Known) => boolean,
  more: string,
): readonly { readonly location: Location; readonly pattern: string }[] =>
  deployment.hosts
    .filter(({ isInner }) => !isInner)
    .flatMap((host) =>
      knownRoutes
        .filter((known) => known.modifier === "=" && isMeant(known))
        .flatMap(({ pattern }) => {
          const location = deployment.locationFor(host, `${pattern}${more}`);
          return location === null ? [] : [{ location, pattern }];
        }),
    );

/** Locations of Frigate's servers that clients come to. */
export const openLocations = (deployment: Deployment): readonly Location[] =>
  deployment.locations.filter(({ isOpen, host }) => isOpen && host.isFrigates);

/** The questions that are passed on to somebody, one for each location that is asked. */
export const passedQuestions = (
  deployment: Deployment,
): readonly { readonly main: Location; readonly asked: Location }[] =>
  uniqueBy(deployment.questions, ({ asked }) => asked).flatMap(({ main, asked }) =>
    asked === null || asked.destinations.length === 0 ? [] : [{ main, asked }],
  );

/** Whether a text holds something of the answer to `auth_request`. */
export const dependsOnAnswer = (deployment: Deployment, text: string, location: Location): boolean =>
  deployment.sources(text, location).some(({ through }) => through.includes("auth"));

/** Frigate's servers that clients come to. */
export const publicHosts = (deployment: Deployment): readonly Host[] =>
  deployment.hosts.filter(({ isInner, isFrigates }) => !isInner && isFrigates);
