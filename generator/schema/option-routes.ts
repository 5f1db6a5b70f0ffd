/**
 * Which routes each option changes. The names are those of options.ts, kanidm.ts, routes.ts and identity.ts, so that one that
 * is not there, or an option that is left out, does not compile. A test compares the table
 * with what Nix renders.
 *
 * A route is changed by what nginx does in it: its directives, the maps, upstreams and caches that they name, and what it
 * inherits. What somebody else is asked on its behalf is a change there: a new client changes `/auth`, which lets it in, and
 * none of the routes that ask `/auth`. An option's changes are those of this option alone, in whatever configuration: a
 * gateway begins with two options, of which each has its own part.
 */
import type { OptionPath } from "../model/option-path.ts";
import { identityLocations } from "./identity.ts";
import type { Frigate as WithKanidm } from "./kanidm.ts";
import type { Frigate } from "./options.ts";
import { routes, type Route } from "./routes.ts";

/** An option below services.frigate. */
export type OptionName = OptionPath<Frigate> | OptionPath<WithKanidm>;

/** A setting of Frigate's, below services.frigate.settings, that is no option and that the module reads nevertheless. */
export type SettingName = "auth.enabled" | "auth.roles" | "networking.listen.internal" | "proxy.auth_secret";

type RouteKey = keyof typeof routes;
type IdentityKey = keyof typeof identityLocations;

/**
 * Something that an option can change by itself: a location of the virtual host, one of the identity server, the locations of
 * publicLocations, the virtual host's names and listeners.
 */
export type Place = RouteKey | `identity ${IdentityKey}` | "pages of the gateway" | "virtual host";

interface Group {
  /** Which places they are, as a sentence. */
  readonly meaning: string;
  readonly places: readonly Place[];
}

const routeKeys = Object.keys(routes) as readonly RouteKey[];
const identityKeys = Object.keys(identityLocations) as readonly IdentityKey[];
const routesThat = (holds: (route: Route) => boolean): readonly RouteKey[] =>
  routeKeys.filter((name) => holds(routes[name]));

/** Places that options change together. */
export const placeGroups = {
  "every route": {
    meaning: "Every location of the virtual host, the gateway's own pages among them.",
    places: [...routeKeys, "pages of the gateway"],
  },
  "every protected route": {
    meaning: "Whatever only those may reach whom Frigate's `/auth` lets in.",
    places: routesThat(({ access }) => access === "protected"),
  },
  "user interface": {
    meaning: "The files of Frigate's package.",
    places: routesThat((route) => "files" in route && route.files === "web"),
  },
  "way to sign in": {
    meaning: "Where browsers are led that have no session.",
    places: routesThat((route) => "signIn" in route),
  },
  "identity server": {
    meaning: "The locations that find out who is asking, on a socket that only nginx can open.",
    places: identityKeys.map((name) => `identity ${name}` as const),
  },
} as const satisfies Record<string, Group>;

export type GroupName = keyof typeof placeGroups;

/** Every place, in the order of routes.ts and identity.ts. */
export const everyPlace: readonly Place[] = [
  "virtual host",
  ...routeKeys,
  "pages of the gateway",
  ...placeGroups["identity server"].places,
];

/** What an option changes; or, where it is no route, what else. */
export type Change = readonly [Place | GroupName, ...(Place | GroupName)[]] | { readonly noRoute: string };

const noRoute = (what: string): Change => ({ noRoute: what });

/** Where the gateway is asked, and what becomes of its answer. */
const gatewayItself = [
  "/",
  "way to sign in",
  "/auth",
  "identity = /auth",
  "identity = /gateway",
  "identity = /nameless",
] as const satisfies Change;

/** With these there is single sign-on, or there is none. */
const singleSignOn = [
  "/",
  "every protected route",
  "way to sign in",
  "/auth",
  "identity server",
  "pages of the gateway",
] as const satisfies Change;

/** What is built from the address that browsers know. */
const publicAddress = [
  "way to sign in",
  "/auth",
  "identity = /auth",
  "identity = /gateway",
  "identity = /stranger",
  "pages of the gateway",
] as const satisfies Change;

/** What says where to sign in. */
const signIn = ["way to sign in", "identity = /auth", "identity = /stranger"] as const satisfies Change;

/** Roles: of a proxy's request they are found in `/auth`, of a gateway's answer in the identity server. */
const roles = ["/auth", "identity = /auth"] as const satisfies Change;

const ofCameras = noRoute("what Frigate reads from the cameras");
const ofOauth2Proxy = noRoute("what oauth2-proxy and Kanidm are told");
const atNixosBuild = noRoute("how Frigate's configuration is checked while the system is being built");

/** Every option of the schema. */
export const optionRoutes = {
  enable: ["virtual host", "every route", "identity server"],
  package: ["user interface", "/vod/", "/vod-not-found", "= /api/auth/first_time_login", "/api/go2rtc/api"],
  checkConfig: atNixosBuild,
  hostname: ["virtual host", ...publicAddress],
  preCheckConfig: atNixosBuild,
  vaapiDriver: noRoute("Frigate's environment"),

  "nginx.authCache": ["identity = /gateway"],
  "nginx.authRequestHeaders": ["identity = /gateway"],
  "nginx.authRequestUrl": gatewayItself,
  "nginx.clients": ["every protected route", "/auth", "identity = /client", "identity = /stranger"],
  "nginx.clients.<name>.addresses": ["/auth"],
  "nginx.clients.<name>.methods": ["/auth"],
  "nginx.clients.<name>.paths": ["/auth"],
  "nginx.clients.<name>.role": ["/auth"],
  "nginx.clients.<name>.user": ["/auth"],
  "nginx.internalListen": ["virtual host", "/auth"],
  "nginx.preset": singleSignOn,
  "nginx.publicLocations": ["pages of the gateway"],
  "nginx.publicUrl": publicAddress,
  "nginx.responseHeaders": ["every route"],
  "nginx.reverseProxy.defaultRole": roles,
  "nginx.reverseProxy.roleHeader": roles,
  "nginx.reverseProxy.roleMap": roles,
  "nginx.reverseProxy.separator": roles,
  "nginx.reverseProxy.trustedAddresses": ["/auth"],
  "nginx.reverseProxy.userHeader": [
    "every protected route",
    "/auth",
    "identity = /auth",
    "identity = /gateway",
    "identity = /client",
    "identity = /stranger",
  ],
  "nginx.signIn.redirectParameter": signIn,
  "nginx.signIn.url": signIn,
  "nginx.signOutUrl": noRoute("Frigate's setting `proxy.logout_url`"),

  "nginx.kanidm.enable": singleSignOn,
  "nginx.kanidm.clientId": ofOauth2Proxy,
  "nginx.kanidm.clientSecretFile": ofOauth2Proxy,
  "nginx.kanidm.cookieSecretFile": ofOauth2Proxy,
  "nginx.kanidm.domain": ofOauth2Proxy,
  "nginx.kanidm.provision": noRoute("what Kanidm is told"),
  "nginx.kanidm.roles": ["identity = /auth"],
  "nginx.kanidm.session.lifetime": ofOauth2Proxy,
  "nginx.kanidm.session.refresh": ofOauth2Proxy,
  "nginx.kanidm.users": ofOauth2Proxy,

  settings: noRoute("Frigate's configuration"),
  "settings.cameras": ofCameras,
  "settings.cameras.<name>.ffmpeg.inputs": ofCameras,
  "settings.cameras.<name>.ffmpeg.inputs.*.path": ofCameras,
  "settings.cameras.<name>.ffmpeg.inputs.*.roles": ofCameras,
  "settings.database.path": noRoute("where Frigate keeps its records"),
  "settings.ffmpeg.path": noRoute("which ffmpeg Frigate runs"),
  "settings.mqtt.enabled": noRoute("Frigate's connection to MQTT"),
  "settings.mqtt.host": noRoute("Frigate's connection to MQTT"),
} as const satisfies Record<OptionName, Change>;

/** The settings that the module reads. */
export const settingRoutes = {
  "auth.enabled": noRoute(
    "whether Frigate has people sign in; the module refuses what does not fit who is asking in nginx",
  ),
  "auth.roles": roles,
  "networking.listen.internal": ["virtual host", "/auth"],
  "proxy.auth_secret": roles,
} as const satisfies Record<SettingName, Change>;

/** The places that a change names, groups by their members. */
export function placesOf(change: Change): ReadonlySet<Place> {
  if ("noRoute" in change) return new Set();
  return new Set(
    change.flatMap((name): readonly Place[] => (isGroup(name) ? placeGroups[name].places : [name])),
  );
}

export const isGroup = (name: Place | GroupName): name is GroupName => name in placeGroups;
