/** Locations in front of Frigate's own nginx: who asks there, and which of them ask nobody. */
import { publicHosts, openLocations, type Deployment, type Location } from "./deployment.ts";
import type { Destination } from "./destinations.ts";
import { isEntrance, knownAt } from "./frigate.ts";
import type { Guard } from "./guard.ts";

/** Destinations at a port of Frigate's nginx that asks for Frigate's own sign-in, as far as can be told. */
export const askingEntrances = ({ destinations }: Location): readonly Destination[] =>
  destinations.filter(({ parts }) => parts.some((part) => part === "people" || part === "unknown-port"));

/** All of a location's ways to Frigate lead to its own nginx. */
export const isBeforeEntrance = ({ parts }: Location): boolean => parts.length > 0 && parts.every(isEntrance);

/** Pages and scripts, and the sign-in, which the schema has as public, under the same path. */
export function isPublicThere({ route: { matcher }, destinations }: Location): boolean {
  const { modifier, pattern } = matcher;
  const known = knownAt(pattern);
  if (known?.route.access !== "public" || destinations.some(({ path }) => path !== "" && path !== pattern))
    return false;
  return modifier === "=" || (pattern !== "/" && "files" in known.route);
}

/** Somebody is asked who they are. */
export const asks = ({ kind }: Guard): boolean => kind === "question" || kind === "other";

/** Locations that ask nobody, to a Frigate that the same server has a gateway in front of. */
export const pastGateway = (deployment: Deployment): readonly Location[] => {
  const open = openLocations(deployment);
  return publicHosts(deployment).flatMap((host) => {
    const guarded = new Set(
      ["/", "/api/config"]
        .flatMap((path) => deployment.locationFor(host, path) ?? [])
        .filter(({ guard }) => asks(guard))
        .flatMap(addressesOf),
    );
    return open.filter(
      (location) =>
        location.host === host &&
        location.guard.kind === "none" &&
        !isPublicThere(location) &&
        addressesOf(location).some((address) => guarded.has(address)),
    );
  });
};

const addressesOf = (location: Location): readonly string[] =>
  askingEntrances(location).flatMap(({ addresses }) => addresses);
