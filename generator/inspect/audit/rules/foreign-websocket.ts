import { portHeader } from "../../../schema/frigate.ts";
import { groupBy } from "../../collections.ts";
import { showMatcher } from "../../nginx/effective.ts";
import { directivesInForce, valueInForce } from "../../nginx/in-force.ts";
import { argumentOf } from "../../nginx/parse.ts";
import { isInternal, type Deployment, type Location } from "../deployment.ts";
import { isEntrance } from "../frigate.ts";
import { settingsOf } from "../headers.ts";
import { judgesOf } from "../judges.ts";
import { listed, type Check } from "../rule.ts";
import { variablesUsed } from "../used-variables.ts";

export const foreignWebsocket: Check = (deployment) => {
  const judges = judgesOf(deployment).map(({ location }) => location);
  const found = deployment.locations
    .filter((location) => isWebsocket(location) && !looksAtOrigin(deployment, [location, ...judges]))
    .flatMap((location) => {
      const known = knownBy(deployment, location, judges);
      return known === null ? [] : [{ location, known }];
    });
  return [...groupBy(found, ({ location }) => location.host).values()].flatMap((group) => {
    const [first] = group;
    if (first === undefined) return [];
    const names = group.map(({ location }) => showMatcher(location.route.matcher));
    return [
      {
        route: names[0] ?? null,
        position: first.location.route.position,
        found: `Nothing looks at the Origin of websockets in ${listed(names)}, which a client gets by ${first.known}.`,
        why: "Any page that is opened at such an address can open the websocket, watch cameras and, as administrator, give commands.",
        fix: `Refuse other origins: \`map "$http_origin $http_host" $foreign { default 1; "~^ " 0; "~*^https?://([^/ ]+) \\1$" 0; }\` and \`if ($foreign) { return 403; }\`.`,
      },
    ];
  });
};

const isWebsocket = (location: Location): boolean =>
  location.parts.some((part) => part !== "frigate-api" && !isEntrance(part)) &&
  settingsOf(location, "Upgrade").some(({ args }) => args[1]?.value !== "") &&
  (location.isOpen || location.host.isInner);

/** What lets somebody in for the address that they come from, where a browser needs no cookie; null where nothing does. */
function knownBy(deployment: Deployment, location: Location, judges: readonly Location[]): string | null {
  const { guard, host, route } = location;
  const isAsked = guard.kind === "question";
  const isInternalHost = host.listens.some(({ address }) => isInternal(address));
  if (
    isInternalHost &&
    (guard.kind === "none" || (isAsked && judges.some((judge) => learnsPort(deployment, judge))))
  )
    return "Frigate's internal port";
  if (guard.kind === "addresses") return "`allow`";
  if (!isAsked) return null;
  if (valueInForce(route, "satisfy") === "any" && directivesInForce(route, "allow").length > 0)
    return "`allow`";
  return judges.some((judge) => namesByAddress(deployment, judge)) ? "a table of addresses" : null;
}

/** Frigate lets in whoever comes through its internal port. */
const learnsPort = (deployment: Deployment, judge: Location): boolean =>
  settingsOf(judge, portHeader).some((header) =>
    deployment.sources(argumentOf(header, 1), judge).some(({ name }) => name === "server_port"),
  );

/** `Remote-User` is looked up by the address, and by nothing else. */
const namesByAddress = (deployment: Deployment, judge: Location): boolean =>
  settingsOf(judge, "Remote-User").some((header) => {
    const sources = deployment.sources(argumentOf(header, 1), judge);
    return sources.length > 0 && sources.every(({ name }) => /^(?:realip_|binary_)?remote_addr$/.test(name));
  });

function looksAtOrigin(deployment: Deployment, locations: readonly Location[]): boolean {
  const used = variablesUsed(deployment, locations);
  return used.has("http_origin") || used.has("http_sec_fetch_site");
}
