import type { Aspect } from "./aspects.ts";
import { serversOf, showMatcher, type Level, type Matcher, type Route, type Server } from "./effective.ts";
import { groupBy, sortedSet } from "../collections.ts";
import { knownIncludes, resolveIncludes, type IncludeLookup } from "./include.ts";
import { httpFacts, mainFacts, serverFacts, showServer, type LevelFact } from "./levels.ts";
import { meaningOf, type Fact, type Meaning } from "./meaning.ts";
import { readNginxSite, type NginxSite } from "./site.ts";
import { pairRoutes, pairServers, reachable } from "./pairs.ts";
import type { NginxFile } from "./tree.ts";

/** One thing that is not as in the baseline. */
export interface RouteDifference {
  /**
   * The location as it matches now (before, if it is gone): `= /api/login`, `/ws`. For what belongs to no location:
   * `server a.example`, `upstream frigate-api`, `http`, `nginx.conf`.
   */
  readonly route: string;
  readonly aspect: Aspect;
  /** What within the aspect: a header in lower case, a directive, an address. */
  readonly what: string;
  /** In the baseline; null where it has no such thing. */
  readonly before: string | null;
  /** In ours; null where it has no such thing. */
  readonly after: string | null;
  /** The locations it shows in: `route` itself, or for a change told at server or http level those it reaches. */
  readonly reaches: readonly string[];
}

export interface DiffOptions {
  /** Texts of included files; by default only NixOS' recommended proxy headers are known. */
  readonly include?: IncludeLookup;
}

/**
 * What a request would notice: the routes of both files side by side, then servers, upstreams and http. Servers pair
 * by name and likeness, locations by pattern. A setting that changed at http or server level is told once, there, and
 * not for each route it reaches. Of a location that stands both at the top and, same matcher, inside another, only the
 * outer counts, since nginx never gets to the inner.
 */
export function diffByMeaning(
  ours: NginxFile,
  baseline: NginxFile,
  options: DiffOptions = {},
): readonly RouteDifference[] {
  const after = readNginxSite(withIncludes(ours, options));
  const before = readNginxSite(withIncludes(baseline, options));
  const servers = pairServers(serversOf(before.file), serversOf(after.file));
  return merged([
    ...servers.flatMap((pair) => diffServers(pair.before, pair.after, before, after)),
    ...diffLevels(httpFacts(before.file), httpFacts(after.file)),
    ...diffLevels(mainFacts(before.file), mainFacts(after.file)),
  ]);
}

function withIncludes(file: NginxFile, { include }: DiffOptions): NginxFile {
  return resolveIncludes(file, (path) => include?.(path) ?? knownIncludes(path)).file;
}

function diffServers(
  before: Server | null,
  after: Server | null,
  beforeSite: NginxSite,
  afterSite: NginxSite,
): readonly RouteDifference[] {
  if (before === null || after === null) return [wholeServer(before, after)];
  const routesOf = (server: Server, site: NginxSite) =>
    reachable(site.routes.filter((route) => route.server.directive === server.directive));
  const subject = showServer(after);
  return [
    ...pairRoutes(routesOf(before, beforeSite), routesOf(after, afterSite)).flatMap((pair) =>
      pair.before === null || pair.after === null
        ? [wholeRoute(pair.before, pair.after)]
        : [
            ...diffPlacement(pair.before, pair.after),
            ...diffMeanings(meaningOf(pair.before, beforeSite), meaningOf(pair.after, afterSite), subject),
          ],
    ),
    ...diffRegexOrder(routesOf(before, beforeSite), routesOf(after, afterSite), subject),
    ...diffLevels(serverFacts(before), serverFacts(after)).map((difference) => ({
      ...difference,
      route: subject,
    })),
  ];
}

function wholeServer(before: Server | null, after: Server | null): RouteDifference {
  const show = (server: Server | null) => server && server.listens.join(", ");
  const subject = after ?? before;
  const route = subject === null ? "server" : showServer(subject);
  return { route, aspect: "server", what: "server", before: show(before), after: show(after), reaches: [] };
}

function wholeRoute(before: Route | null, after: Route | null): RouteDifference {
  const show = (route: Route | null) => route && showMatcher(route.matcher);
  const [was, is] = [show(before), show(after)];
  const route = is ?? was ?? "";
  return { route, aspect: "matcher", what: "location", before: was, after: is, reaches: [route] };
}

const KINDS: Readonly<Record<Matcher["modifier"], string>> = {
  "": "prefix",
  "^~": "prefix before regexes",
  "=": "exact",
  "~": "regex",
  "~*": "regex without case",
  "@": "named",
};

function diffPlacement(before: Route, after: Route): readonly RouteDifference[] {
  const route = showMatcher(after.matcher);
  const place = ({ nestedIn }: Route) =>
    nestedIn === null ? "top level" : `inside ${showMatcher(nestedIn)}`;
  const kind = ({ matcher }: Route) => KINDS[matcher.modifier];
  const differences: readonly RouteDifference[] = [
    { route, aspect: "matcher", what: "kind", before: kind(before), after: kind(after), reaches: [route] },
    { route, aspect: "level", what: "level", before: place(before), after: place(after), reaches: [route] },
  ];
  return differences.filter((difference) => difference.before !== difference.after);
}

/** Of several regexes that match, the first in the text wins; prefixes have no order. */
function diffRegexOrder(
  before: readonly Route[],
  after: readonly Route[],
  server: string,
): readonly RouteDifference[] {
  const regexes = (routes: readonly Route[]) =>
    routes.filter(({ matcher }) => matcher.modifier.startsWith("~")).map(({ matcher }) => matcher.pattern);
  const [was, is] = [regexes(before), regexes(after)];
  const show = (patterns: readonly string[]) =>
    patterns.filter((it) => was.includes(it) && is.includes(it)).join("; ");
  if (show(was) === show(is)) return [];
  const order = { before: show(was), after: show(is) };
  return [{ route: server, aspect: "matcher", what: "order of regexes", ...order, reaches: [] }];
}

function diffMeanings(before: Meaning, after: Meaning, server: string): readonly RouteDifference[] {
  const keys = [...new Set([...before.facts.keys(), ...after.facts.keys()])];
  return keys.flatMap((key) => {
    const [was, is] = [before.facts.get(key), after.facts.get(key)];
    const fact = is ?? was;
    if (fact === undefined || !before.gates.has(fact.gate) || !after.gates.has(fact.gate)) return [];
    const values = { before: valueIn(before, was, fact), after: valueIn(after, is, fact) };
    if (values.before === values.after) return [];
    const place = levelOfChange(was, is, after.route, server);
    return [{ ...place, what: fact.what, ...values, reaches: [showMatcher(after.route.matcher)] }];
  });
}

function valueIn(meaning: Meaning, own: Fact | undefined, fact: Fact): string | null {
  if (own !== undefined) return own.value;
  if (fact.standard !== null || fact.aspect !== "header-to-backend") return fact.standard;
  return meaning.unsetHeader(fact.what);
}

/** A change is told where it was made: what both routes have from http, or one from http and one from nowhere, is http's. */
function levelOfChange(
  was: Fact | undefined,
  is: Fact | undefined,
  route: Route,
  server: string,
): Pick<RouteDifference, "route" | "aspect"> {
  const levels = [was?.level, is?.level].filter((level): level is Level => level !== undefined);
  const aspect = (is ?? was)?.aspect ?? "other";
  if (levels.includes("location")) return { route: showMatcher(route.matcher), aspect };
  return levels.includes("server") ? { route: server, aspect } : { route: "http", aspect: "http-level" };
}

function diffLevels(before: readonly LevelFact[], after: readonly LevelFact[]): readonly RouteDifference[] {
  const keyOf = ({ subject, aspect, what }: LevelFact) => JSON.stringify([subject, aspect, what]);
  const [was, is] = [groupBy(before, keyOf), groupBy(after, keyOf)];
  return [...new Set([...was.keys(), ...is.keys()])].flatMap((key) => {
    const [fact] = is.get(key) ?? was.get(key) ?? [];
    if (fact === undefined) return [];
    const values = { before: allValues(was.get(key)), after: allValues(is.get(key)) };
    if (values.before === values.after) return [];
    return [{ route: fact.subject, aspect: fact.aspect, what: fact.what, ...values, reaches: [] }];
  });
}

function allValues(facts: readonly LevelFact[] | undefined): string | null {
  return facts === undefined ? null : facts.map(({ value }) => value).join("; ");
}

/** Once for each difference, with all the locations it was seen in. */
function merged(differences: readonly RouteDifference[]): readonly RouteDifference[] {
  const groups = groupBy(differences, ({ reaches: _, ...difference }) =>
    JSON.stringify(Object.values(difference)),
  );
  return [...groups.values()].flatMap(([first, ...same]) =>
    first === undefined
      ? []
      : [{ ...first, reaches: sortedSet([first, ...same].flatMap(({ reaches }) => reaches)) }],
  );
}
