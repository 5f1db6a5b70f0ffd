/**
 * What options change: places. A place is a location of the virtual host, one of the identity server, the locations of
 * publicLocations, or the virtual host's names and listeners. The tag `@changes` of options.ts and kanidm.ts names places and
 * groups of them; a test holds the tags against what Nix renders.
 *
 * A route is changed by what nginx does in it: its directives, the maps, upstreams and caches that they name, and what it
 * inherits. What somebody else is asked on its behalf is a change there: a new client changes `/auth`, which lets it in, and
 * none of the routes that ask `/auth`. An option's changes are those of this option alone, in whatever configuration: a
 * gateway begins with two options, of which each has its own part.
 */
import { identityLocations } from "./identity.ts";
import { routes, type Route } from "./routes.ts";

type RouteKey = keyof typeof routes;
type IdentityKey = keyof typeof identityLocations;

/** Something that an option can change by itself. */
export type Place =
  RouteKey | `identity ${IdentityKey}` | "pages of the gateway" | "virtual host" | "Frigate's own listener";

interface Group {
  /** Which places they are, as a sentence. */
  readonly meaning: string;
  readonly places: readonly Place[];
}

const routeKeys = Object.keys(routes) as readonly RouteKey[];
const routesThat = (holds: (route: Route) => boolean): readonly RouteKey[] =>
  routeKeys.filter((name) => holds(routes[name]));

const protectedRoutes = routesThat(({ access }) => access === "protected");
const pages = routesThat(({ pageOfGateway }) => pageOfGateway === true);
const publicApi = routesThat((route) => route.access === "public" && "to" in route);
const refusal = routesThat((route) => "signIn" in route && route.signIn === "refusal");
const waysToSignIn = routesThat((route) => "signIn" in route && route.signIn !== "refusal");
const websockets = routesThat((route) => "to" in route && route.websocket === true);
const identityServer = (Object.keys(identityLocations) as readonly IdentityKey[]).map(
  (name) => `identity ${name}` as const,
);

/** Places that options change together. */
export const placeGroups = {
  "every route": {
    meaning: "Every location of the virtual host, the gateway's own pages among them.",
    places: [...routeKeys, "pages of the gateway"],
  },
  "every protected route": {
    meaning: "Whatever only those may reach whom Frigate's `/auth` lets in.",
    places: protectedRoutes,
  },
  websockets: {
    meaning: "Whatever may become a websocket.",
    places: websockets,
  },
  "routes of some versions": {
    meaning: "What some versions of Frigate have and others do not.",
    places: routesThat(({ since, until }) => since !== undefined || until !== undefined),
  },
  "user interface": {
    meaning: "The files of Frigate's package.",
    places: routesThat((route) => "files" in route && route.files === "web"),
  },
  "pages that ask for a session": {
    meaning: "Pages that a gateway is asked about, though they hold nothing private.",
    places: pages,
  },
  "public API": {
    meaning: "What everybody reaches of Frigate's API, such as the call that signs in.",
    places: publicApi,
  },
  refusal: {
    meaning: "The page for people who are signed in and may not use Frigate.",
    places: refusal,
  },
  "way to sign in": {
    meaning: "Where browsers are led that have no session.",
    places: waysToSignIn,
  },
  "identity server": {
    meaning: "The locations that find out who is asking, on a socket that only nginx can open.",
    places: identityServer,
  },
  "single sign-on": {
    meaning: "Whatever is not the same with single sign-on as without.",
    places: [
      ...pages,
      ...protectedRoutes,
      ...publicApi,
      ...waysToSignIn,
      ...refusal,
      "= /auth",
      "identity = /auth",
      "identity = /gateway",
      "identity = /admitted",
      "identity = /frigate",
      "identity = /refused",
      "pages of the gateway",
    ],
  },
  "public address": {
    meaning: "Where the address is told that browsers know Frigate by, or compared with theirs.",
    places: [
      ...waysToSignIn,
      ...websockets,
      "Frigate's own listener",
      "= /auth",
      "identity = /auth",
      "identity = /gateway",
      "identity = /admitted",
      "identity = /frigate",
      "identity = /stranger",
      "identity = /refused",
      "pages of the gateway",
    ],
  },
  "role of the user": {
    meaning:
      "Where the role is found: `/auth` reads what a proxy says, and the identity server what a gateway says.",
    places: ["= /auth", "identity = /auth", "identity = /admitted", "identity = /frigate"],
  },
} as const satisfies Record<string, Group>;

export type PlaceGroup = keyof typeof placeGroups;

/** Every place, in the order of routes.ts and identity.ts. */
export const everyPlace: readonly Place[] = [
  "virtual host",
  "Frigate's own listener",
  ...routeKeys,
  "pages of the gateway",
  ...identityServer,
];

/** What `@changes` may name. */
export const placeNames: readonly (Place | PlaceGroup)[] = [
  ...(Object.keys(placeGroups) as readonly PlaceGroup[]),
  ...everyPlace,
];

/** What an option changes; or, where it is no route, what else. */
export type Change = readonly (Place | PlaceGroup)[] | { readonly noRoute: string };

/** A setting of Frigate's, below services.frigate.settings, that is no option and that the module reads nevertheless. */
export type SettingName = keyof typeof settingChanges;

export const settingChanges = {
  "auth.enabled": {
    noRoute:
      "whether Frigate has people sign in; the module refuses what does not fit who is asking in nginx",
  },
  "auth.roles": ["role of the user"],
  "networking.listen.internal": ["Frigate's own listener"],
  "proxy.auth_secret": ["= /auth", "identity = /known", "identity = /frigate"],
} as const satisfies Record<string, Change>;

/** The places that a change names, groups by their members. */
export function placesOf(change: Change): ReadonlySet<Place> {
  if ("noRoute" in change) return new Set();
  return new Set(
    change.flatMap((name): readonly Place[] => (isGroup(name) ? placeGroups[name].places : [name])),
  );
}

export const isGroup = (name: Place | PlaceGroup): name is PlaceGroup => name in placeGroups;
