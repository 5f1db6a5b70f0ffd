import { asksFrigate, isInternal, type Location, type Deployment } from "../deployment.ts";
import type { Check } from "../rule.ts";
import { showMatcher } from "../../nginx/effective.ts";

export const ownCallsRefused: Check = (deployment) =>
  deployment.hosts.flatMap((host) => {
    const listen = host.listens.find(({ address }) => isInternal(address));
    const location = deployment.locationFor(host, "/vod/front_door/start/1/end/2/index.m3u8");
    if (listen === undefined || location === null || location.guard.kind !== "question") return [];
    const asked = deployment.locationFor(host, location.guard.target);
    if (asked === null || asked.destinations.length === 0 || isLetThrough(deployment, asked)) return [];
    return [
      {
        route: showMatcher(location.route.matcher),
        position: listen.directive?.position ?? host.server.directive.position,
        found: `Requests through ${listen.address} ask the gateway, as all others do.`,
        why: "Exports and the search for motion fail.",
        fix: "Lead the question to Frigate's /auth where `$server_port` is the internal one, by a map.",
      },
    ];
  });

/** Whether there is a way to Frigate's /auth on which nobody else is asked first. */
function isLetThrough(deployment: Deployment, asked: Location, seen: readonly Location[] = []): boolean {
  const inner = deployment
    .innerLocations(asked)
    .filter((location) => location.guard.kind !== "question" && !seen.includes(location));
  const isDirect = asked.parts.includes("frigate-api") && asksFrigate(deployment, asked);
  return isDirect || inner.some((location) => isLetThrough(deployment, location, [...seen, asked]));
}
