/** What could not be made out, in sentences: a verdict without them would look like a clean one. */
import { showMatcher } from "../nginx/effective.ts";
import { showPosition } from "../nginx/parse.ts";
import type { Deployment, Location } from "./deployment.ts";
import type { Destination } from "./destinations.ts";
import { isPublicThere, pastGateway } from "./entrances.ts";
import { partByPort } from "./frigate.ts";
import { mayBeInternal } from "./recognition.ts";
import { clientChosenUpstream } from "./rules/client-chosen-upstream.ts";

/** One for each place that requests are passed on to without a question, and that may be Frigate. */
export function doubtsOf(deployment: Deployment): readonly string[] {
  const found = new Set([
    ...clientChosenUpstream(deployment).map(({ position }) => position),
    ...pastGateway(deployment).flatMap(({ destinations }) =>
      destinations.map((one) => one.directive.position),
    ),
  ]);
  const doubts = deployment.locations
    .filter((location) => location.isOpen && location.guard.kind === "none" && !isPublicThere(location))
    .flatMap((location) =>
      location.destinations
        .filter(({ directive }) => !found.has(directive.position))
        .flatMap((destination) => doubtAbout(location, destination)),
    );
  return [...new Set(doubts)];
}

function doubtAbout(location: Location, destination: Destination): readonly string[] {
  const { directive, written, addresses, parts, isUnknown } = destination;
  const place = `${showPosition(directive.position)}: location ${showMatcher(location.route.matcher)} asks nobody, and leads to`;
  const where = addresses.join(", ");
  if (parts.includes("unknown-port"))
    return [
      `${place} Frigate at ${where}, a port that does not say whether Frigate asks there. If it is the internal port (5000 in the container), name it: --frigate ${addresses[0] ?? ""}`,
    ];
  if (parts.length > 0) return [];
  if (isUnknown && addresses.some((address) => mayLeadToFrigate(location, address)))
    return [`${place} ${written}, which this file does not say the address of.`];
  if (mayBeInternal(location.host.told, destination))
    return [
      `${place} ${where}; 5000 is the port through which Frigate lets everybody in. If Frigate is there, name it: --frigate ${addresses[0] ?? ""}`,
    ];
  return [];
}

/** The port is unknown, or one of Frigate's, or the server is Frigate's. */
const mayLeadToFrigate = ({ host }: Location, address: string): boolean =>
  host.isFrigates ||
  /\$/.test(/:([^:]*)$/.exec(address)?.[1] ?? "$") ||
  partByPort(address) !== null ||
  !hasPort(address);

/** 80 stands for none, see destinations.ts. */
const hasPort = (address: string): boolean => !address.endsWith(":80");
