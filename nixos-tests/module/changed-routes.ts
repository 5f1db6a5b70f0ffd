/** Which places of ../../generator/schema/places.ts differ between two rendered configurations of one host. */
import { diffByMeaning, type RouteDifference } from "../../generator/inspect/nginx/diff.ts";
import { serversOf, showMatcher, type Route, type Server } from "../../generator/inspect/nginx/effective.ts";
import { readNginxSite, type NginxSite } from "../../generator/inspect/nginx/site.ts";
import {
  directivesNamed,
  valuesOf,
  type Directive,
  type NginxFile,
} from "../../generator/inspect/nginx/tree.ts";
import { gateways } from "../../generator/schema/gateways.ts";
import { everyPlace, type Place } from "../../generator/schema/places.ts";
import { mapDirectives, withArguments } from "../rig/mutate.ts";

/** Sizes a table of nginx's; no request notices. */
const ofNoPlace: readonly string[] = ["map_hash_bucket_size"];

/** The servers that the module brings; another host counts as the virtual host. */
type ServerKind = "host" | "identity" | "own listener";

function kindOf(names: readonly string[]): ServerKind {
  if (names.includes("frigate-identity")) return "identity";
  return names.includes("127.0.0.1") ? "own listener" : "host";
}

/**
 * The places where a request would notice a difference.
 * @param ownPages locations of publicLocations besides those that presets bring
 * @throws Error for a location that is none of the places, and for a difference that belongs to none of them.
 */
export function changedPlaces(
  before: NginxFile,
  after: NginxFile,
  ownPages: readonly string[],
): ReadonlySet<Place> {
  const [was, is] = [hostNames(before), hostNames(after)];
  const named = was === is || is === "" ? [] : ["virtual host"];
  const ours = namedLike(was, is, after);
  const found = (["host", "identity", "own listener"] as const).flatMap((kind) =>
    changedIn(kind, before, ours),
  );
  return new Set([...named, ...found].map((name) => placeOf(name, ownPages)));
}

/** The places of one kind of server: two servers have locations of the same name. */
function changedIn(kind: ServerKind, before: NginxFile, after: NginxFile): readonly string[] {
  const sites = [before, after].map((file) => readNginxSite(onlyServers(kind, file)));
  const [{ file: baseline }, { file: ours }] = sites as [NginxSite, NginxSite];
  const nameOf = (matcher: string): string => {
    if (kind === "own listener") return "Frigate's own listener";
    return kind === "identity" ? `identity ${matcher}` : matcher;
  };
  return diffByMeaning(ours, baseline).flatMap((difference) =>
    matchersOf(difference, kind, sites).map((matcher) =>
      matcher === "virtual host" ? matcher : nameOf(matcher),
    ),
  );
}

const serverNames = ({ block }: Directive): readonly string[] =>
  directivesNamed(block, "server_name").flatMap(valuesOf);

/** Asks for a header that Frigate's own listener never sends: no check renews a cookie there. */
const isNeverSent = (directive: Directive): boolean =>
  directive.name === "add_header" && valuesOf(directive)[1] === "$frigate_cookie_cache_control";

/** The file without servers of another kind; the ones in `upstream` stay. */
const onlyServers = (kind: ServerKind, file: NginxFile): NginxFile =>
  mapDirectives(file, (directive) => {
    const isOther =
      directive.name === "server" && directive.block !== null && kindOf(serverNames(directive)) !== kind;
    return isOther || (kind === "own listener" && isNeverSent(directive)) ? null : directive;
  });

function placeOf(name: string, ownPages: readonly string[]): Place {
  const pages = [...Object.values(gateways).flatMap((one) => Object.keys(one.publicLocations)), ...ownPages];
  if (pages.includes(name)) return "pages of the gateway";
  const place = everyPlace.find((one) => one === name);
  if (place === undefined) throw new Error(`a location that is not in the schema: ${name}`);
  return place;
}

/** Servers pair by name, so the host gets its former one; places in which its name stands differ nevertheless. */
function namedLike(former: string, name: string, file: NginxFile): NginxFile {
  if (name === "" || former === name) return file;
  return mapDirectives(file, (directive) =>
    directive.name === "server_name"
      ? withArguments(directive, ...valuesOf(directive).map((value) => (value === name ? former : value)))
      : directive,
  );
}

const hostNames = (file: NginxFile): string =>
  serversOf(file)
    .filter(isHost)
    .flatMap(({ names }) => names)
    .join(" ");

/** Frigate's virtual host, whatever its name. */
const isHost = ({ names, directive }: Server): boolean =>
  kindOf(names) === "host" &&
  directivesNamed(directive.block, "location").some(({ args }) => args[1]?.value === "/auth");

/** Matchers of the locations that a difference shows in; the virtual host, where it is about the host as a whole. */
function matchersOf(
  { route, what, reaches }: RouteDifference,
  kind: ServerKind,
  sites: readonly NginxSite[],
): readonly string[] {
  // What a check is told is told by the location that stands behind it.
  if (what.startsWith("the check is told ")) return [kind === "identity" ? "= /gateway" : "= /auth"];
  if (reaches.length > 0) return reaches;
  if (route.startsWith("server ")) {
    const every = matchersWhere(sites, () => true);
    if (kind !== "host") return every;
    return what === "server" ? ["virtual host", ...every] : ["virtual host"];
  }
  const shared = route.startsWith("upstream ") ? route : what;
  const [, name] = /^(?:upstream|proxy_cache_path) (.*)$/.exec(shared) ?? [];
  if (name !== undefined) return matchersWhere(sites, uses(name));
  if (ofNoPlace.includes(what)) return [];
  throw new Error(`a difference that belongs to no place: ${JSON.stringify({ route, what })}`);
}

/** Whether requests go to the upstream of that name, or are kept in that cache, by way of variables too. */
const uses =
  (name: string) =>
  (route: Route, { resolve }: NginxSite): boolean =>
    route.directives
      .filter(({ directive }) => ["proxy_pass", "proxy_cache"].includes(directive.name))
      .flatMap(({ directive }) => directive.args)
      .some(({ value }) =>
        resolve(value, route)
          .split(/[^\w-]+/)
          .includes(name),
      );

const matchersWhere = (
  sites: readonly NginxSite[],
  wanted: (route: Route, site: NginxSite) => boolean,
): readonly string[] =>
  sites.flatMap((site) =>
    site.routes.filter((route) => wanted(route, site)).map(({ matcher }) => showMatcher(matcher)),
  );
