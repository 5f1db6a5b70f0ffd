/** What of a configuration is Frigate's, as generator/schema knows it: its paths, its servers, its directories. */
import { words } from "../collections.ts";
import { directories, internalAddress, upstreams, type UpstreamName } from "../../schema/frigate.ts";
import { routes, type Directory, type Matcher, type Route as SchemaRoute } from "../../schema/routes.ts";
import type { Modifier } from "../nginx/effective.ts";

/** A location of Frigate's as the schema has it. */
export interface Known {
  readonly name: Matcher;
  readonly modifier: Modifier;
  readonly pattern: string;
  readonly route: SchemaRoute;
}

const split = (name: Matcher): { readonly modifier: Modifier; readonly pattern: string } => {
  const [, modifier = "", pattern = ""] = /^(=|\^~|~\*|~|@)? ?(.*)$/s.exec(name) ?? [];
  return { modifier: modifier as Modifier, pattern };
};

export const knownRoutes: readonly Known[] = (
  Object.entries(routes) as readonly (readonly [Matcher, SchemaRoute])[]
).map(([name, route]) => ({ name, ...split(name), route }));

export const isProtected = ({ route }: Known): boolean => route.access === "protected";

/** Paths that many programs have. */
const EVERYBODYS: readonly string[] = words("/ /login /assets/ /fonts /locales/ /auth /api/ /ws /cache/");

/** A path that says that Frigate is meant. */
export const isTelling = (pattern: string): boolean =>
  !EVERYBODYS.includes(pattern) && knownRoutes.some((known) => known.pattern === pattern);

/** The location of the schema that has this path, whatever the modifier. */
export const knownAt = (pattern: string): Known | undefined =>
  knownRoutes.find((known) => known.pattern === pattern || known.pattern === `${pattern}/`);

const FILES = [
  "",
  "x",
  "x.jpg",
  "x.mp4",
  "x.json",
  "x.html",
  "x.js",
  "x.ts",
  "2024-05-01/10/garden/00.00.mp4",
];

/** Paths that somebody would ask for to get what a route protects; for expressions a path that fits. */
export function pathsOf({ modifier, pattern }: Known): readonly string[] {
  if (modifier === "=") return [pattern];
  if (modifier === "~*" || modifier === "~")
    return ["/api/front_door/latest.jpg", "/api/front_door/latest.webp"];
  const below = pattern.endsWith("/") ? pattern : `${pattern}/`;
  return [pattern, ...FILES.map((file) => `${below}${file}`)];
}

/** Every path that only somebody who was let in may have, with the route that protects it. */
export const protectedPaths: readonly (readonly [path: string, known: Known])[] = knownRoutes
  .filter(isProtected)
  .flatMap((known) => pathsOf(known).map((path) => [path, known] as const));

/** Upstreams as Frigate's own container names them. Source: N/nginx.conf. */
const CONTAINER_NAMES: Readonly<Record<string, UpstreamName>> = {
  frigate_api: "frigate-api",
  go2rtc: "frigate-go2rtc",
  jsmpeg: "frigate-jsmpeg",
  mqtt_ws: "frigate-mqtt-ws",
};

/**
 * The part of Frigate that serves there. `internal` is the listener that lets everybody in, `people` the one that asks for
 * Frigate's own sign-in, `unknown-port` one of the two.
 */
export type Part = UpstreamName | Entrance;
export type Entrance = "internal" | "people" | "unknown-port";

/** Whether it is a listener of Frigate's own nginx, which asks Frigate's /auth by itself. */
export const isEntrance = (part: Part): part is Entrance => !(part in upstreams);

/** The port for people. Source: Frigate's documentation, configuration/authentication. */
const PORT_FOR_PEOPLE = 8971;

/** go2rtc's RTSP. Source: Frigate's documentation, configuration/restream. */
const PORT_OF_RTSP = 8554;

const portOf = (address: string): number => Number(/:(\d+)$/.exec(address)?.[1] ?? "80");
export const hostOf = (address: string): string => address.replace(/:\d+$/, "");

/** Many programs have that port. */
export const isRtsp = (address: string): boolean => portOf(address) === PORT_OF_RTSP;

const partsByPort: ReadonlyMap<number, Part> = new Map<number, Part>([
  ...(Object.entries(upstreams) as readonly (readonly [UpstreamName, { readonly address: string }])[]).map(
    ([name, { address }]) => [portOf(address), name] as const,
  ),
  [internalAddress.port, "internal"],
  [PORT_FOR_PEOPLE, "people"],
  [PORT_OF_RTSP, "frigate-go2rtc"],
]);

export const isLoopback = (address: string): boolean =>
  /^(?:127\.\d+\.\d+\.\d+|localhost|\[::1\])(?::\d+)?$/.test(address);

/** The part that an upstream's name means, as NixOS and Frigate's container call them. */
export const partByName = (name: string): Part | null =>
  CONTAINER_NAMES[name] ?? (name in upstreams ? (name as UpstreamName) : null);

/** The part of Frigate that has this port by default, wherever the address is. */
export const partByPort = (address: string): Part | null => partsByPort.get(portOf(address)) ?? null;

/** Directories with pictures and films, as NixOS and Frigate's container have them. Source: frigate/const.py. */
const held: Readonly<Record<Exclude<Directory, "web">, readonly string[]>> = {
  state: [directories.state, "/media/frigate"],
  cache: [directories.cache, "/tmp/cache", "/tmp/stream"],
};

export const mediaDirectories: readonly string[] = Object.values(held).flat();
