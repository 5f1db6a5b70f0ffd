/**
 * Which of the places that requests are passed on to are Frigate's, by all that the file says: names of servers, upstreams,
 * containers and variables, ports, paths. The ports are those of Frigate's documentation (docs/docs/frigate/installation.md).
 */
import type { Reached } from "./destinations.ts";
import { hostOf, isLoopback, isRtsp, isTelling, partByPort, type Part, partByName } from "./frigate.ts";

/** A server, as far as it says whose it is. */
export interface Told {
  readonly names: readonly string[];
  readonly patterns: readonly string[];
  readonly reached: readonly Reached[];
  /** The addresses that it listens on. */
  readonly listens: readonly string[];
}

/** The parts of Frigate that a destination of a server is, by address. */
export type Recognise = (server: Told, destination: Reached, pattern: string) => readonly Part[];

const FRIGATE = /frigate|(?:^|[^a-z])nvr(?![a-z])/i;

/** Names of cameras: they say who listens on the internal port, but not that any program is Frigate. */
const CAMERAS = /(?:^|[^a-z])(?:ip)?cam(?:s|era|eras)?(?![a-z])|cctv|surveillance/i;

/** Other programs that are often on port 5000. */
const OTHERS = /registry|docker-?hub|harbor|kavita|flask|plantuml|\/v2\//i;

/** Machines whose own pages are at port 5000, where no name says that Frigate runs on them. */
const STORAGE = /synology|diskstation|(?:^|[^a-z])(?:dsm|nas)(?![a-z])/i;

const ASKED = /auth|oauth|sso|login|outpost/i;

/** Paths of a whole Frigate, as a server in front of it has them. */
const MAIN = /^(?:\/|\/api\/?|\/ws|\/live\/?)$/;

export const isNamedFrigate = (names: readonly string[]): boolean => names.some((name) => FRIGATE.test(name));

/** A server of Frigate's, by its name or by a path. */
export const isTold = ({ names, patterns }: Told): boolean =>
  isNamedFrigate(names) || patterns.some(isTelling);

/** @param named addresses of Frigate's internal port, as the user says */
export function recogniser(servers: readonly Told[], named: readonly string[]): Recognise {
  const own = new Set(servers.flatMap(({ listens }) => listens));
  const sure = (server: Told, reached: Reached, address: string): Part | null => {
    if (named.includes(address)) return "internal";
    const name = partByName(reached.host);
    if (name !== null) return name;
    const part = partByPort(address);
    if (part === "internal" && isAnothers(server, reached)) return null;
    if (part === "people" || saysFrigate(reached, address)) return part;
    if (part === "internal" && saysCameras(server, reached)) return part;
    if (isTold(server)) return part;
    return isLoopback(address) && part !== "internal" && !isRtsp(address) ? part : null;
  };
  const machines = new Set<string>();
  for (const server of servers)
    for (const reached of server.reached)
      for (const address of reached.addresses)
        if (sure(server, reached, address) !== null) machines.add(hostOf(address));
  const isAnySure = machines.size > 0 || servers.some(isTold);

  return (server, reached, pattern) => {
    const parts = reached.addresses.flatMap((address) => {
      const part = sure(server, reached, address);
      if (part !== null) return [part];
      const byPort = partByPort(address);
      if (byPort === null || (byPort === "internal" && isAnothers(server, reached))) return [];
      const isOnFrigates = machines.has(hostOf(address)) && !isLoopback(address);
      return isOnFrigates ||
        (byPort === "internal" && !isAnySure && isMachine(address) && !isServedHere(own, address))
        ? [byPort]
        : [];
    });
    return parts.length > 0 || !isWhole(server, reached, pattern, own) ? parts : ["unknown-port"];
  };
}

/** On the internal port, and nothing says that another program is there. */
export const mayBeInternal = (server: Told, reached: Reached): boolean =>
  reached.addresses.some((address) => partByPort(address) === "internal") && !isAnothers(server, reached);

function isAnothers({ names, patterns }: Told, { host, written, addresses }: Reached): boolean {
  const places = [host, written, ...addresses];
  const says = (texts: readonly string[], programs: RegExp) =>
    texts.some((text) => programs.test(`${text}/`));
  if (names.some((name) => FRIGATE.test(name) || CAMERAS.test(name))) return says(places, OTHERS);
  const all = [...places, ...names, ...patterns];
  return says(all, OTHERS) || says(all, STORAGE);
}

const saysFrigate = ({ host, written }: Reached, address: string): boolean =>
  [host, written, address].some((text) => FRIGATE.test(text)) || /go2rtc/i.test(hostOf(address));

const saysCameras = ({ names }: Told, { host, written }: Reached): boolean =>
  [...names, host, written].some((text) => CAMERAS.test(text));

/** An address, or the name of a machine; a name of one word is most often a container, and called like its program. */
const isMachine = (address: string): boolean => /[.:]|^localhost$/.test(hostOf(address));

/** A server of this file listens there, and is looked at by itself. */
const isServedHere = (own: ReadonlySet<string>, address: string): boolean => {
  const port = address.slice(hostOf(address).length);
  return (
    own.has(address) ||
    (isLoopback(address) && ["*", "[::]", "127.0.0.1"].some((host) => own.has(`${host}${port}`)))
  );
};

/** Frigate behind a port that says nothing, by its name and the path. */
const isWhole = (server: Told, reached: Reached, pattern: string, own: ReadonlySet<string>): boolean =>
  MAIN.test(pattern) &&
  !reached.isUnknown &&
  !reached.addresses.some((address) => isServedHere(own, address)) &&
  !ASKED.test(reached.host) &&
  (isNamedFrigate(server.names) || FRIGATE.test(reached.host) || FRIGATE.test(reached.written));
