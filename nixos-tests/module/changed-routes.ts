/** Which places of ../../generator/schema/places.ts differ between two rendered configurations of one host. */
import { diffByMeaning, type RouteDifference } from "../../generator/inspect/nginx/diff.ts";
import { serversOf, showMatcher, type Route, type Server } from "../../generator/inspect/nginx/effective.ts";
import { readNginxSite, type NginxSite } from "../../generator/inspect/nginx/site.ts";
import { directivesNamed, valuesOf, type NginxFile } from "../../generator/inspect/nginx/tree.ts";
import { gateways } from "../../generator/schema/gateways.ts";
import { everyPlace, type Place } from "../../generator/schema/places.ts";
import { mapDirectives, withArguments } from "../rig/mutate.ts";

const identityName = "frigate-identity";

/** Sizes a table of nginx's; no request notices. */
const ofNoPlace: readonly string[] = ["map_hash_bucket_size"];

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
  const sites = [before, namedLike(was, is, after)].map(readNginxSite);
  const [{ file: baseline }, { file: ours }] = sites as [NginxSite, NginxSite];
  const found = diffByMeaning(ours, baseline).flatMap((difference) => placeNames(difference, sites));
  const named = was === is || is === "" ? found : ["virtual host", ...found];
  return new Set(named.map((name) => placeOf(name, ownPages)));
}

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
  !names.includes(identityName) &&
  directivesNamed(directive.block, "location").some(({ args }) => args[0]?.value === "/auth");

const isIdentity = ({ server }: Route): boolean => server.names.includes(identityName);

const nameOf = (route: Route): string =>
  `${isIdentity(route) ? "identity " : ""}${showMatcher(route.matcher)}`;

function placeNames(difference: RouteDifference, sites: readonly NginxSite[]): readonly string[] {
  const { route, what, reaches } = difference;
  // What the check is told is told by the location that stands behind it.
  if (what.startsWith("the check is told ")) return ["/auth"];
  if (reaches.length > 0) return reaches.flatMap((name) => namesWhere(sites, hasMatcher(name)));
  if (route === `server ${identityName}`) return namesWhere(sites, isIdentity);
  if (route.startsWith("server ")) {
    const whole = what === "server" ? namesWhere(sites, ({ server }) => isHost(server)) : [];
    return ["virtual host", ...whole];
  }
  const shared = route.startsWith("upstream ") ? route : what;
  const [, name] = /^(?:upstream|proxy_cache_path) (.*)$/.exec(shared) ?? [];
  if (name !== undefined) return namesWhere(sites, uses(name));
  if (ofNoPlace.includes(what)) return [];
  throw new Error(`a difference that belongs to no place: ${JSON.stringify(difference)}`);
}

const hasMatcher =
  (name: string) =>
  (route: Route): boolean =>
    showMatcher(route.matcher) === name;

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

const namesWhere = (
  sites: readonly NginxSite[],
  wanted: (route: Route, site: NginxSite) => boolean,
): readonly string[] =>
  sites.flatMap((site) => site.routes.filter((route) => wanted(route, site)).map(nameOf));
