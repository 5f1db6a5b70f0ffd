import { asksFrigate, isInternal, type Place, type Site } from "../site.ts";
import { rule } from "../rule.ts";
import { showMatcher } from "../../nginx/effective.ts";

export const ownCallsRefused = rule({
  id: "own-calls-refused",
  title: "Frigate's own calls have to sign in",
  severity: "medium",
  about: `Frigate fetches recordings from itself, through nginx' internal port, when it exports one or searches for motion
(frigate/record/export.py). Where the question goes to a gateway, which knows nothing of that port, ffmpeg gets 401 or a redirect: the
export fails, and is deleted (nixpkgs issue #370349). The question has to end at Frigate for requests that come through that port.`,
  holes: (site) =>
    site.hosts.flatMap((host) => {
      const listen = host.listens.find(({ address }) => isInternal(address));
      const place = site.placeFor(host, "/vod/front_door/start/1/end/2/index.m3u8");
      if (listen === undefined || place === null || place.guard.kind !== "question") return [];
      const asked = site.placeFor(host, place.guard.target);
      if (asked === null || asked.destinations.length === 0 || isLetThrough(site, asked)) return [];
      return [
        {
          route: showMatcher(place.route.matcher),
          position: listen.directive?.position ?? host.server.directive.position,
          found: `Requests through ${listen.address} ask the gateway, as all others do.`,
          why: "Exports and the search for motion fail.",
          fix: "Lead the question to Frigate's /auth where `$server_port` is the internal one, by a map.",
        },
      ];
    }),
});

/** Whether there is a way to Frigate's /auth on which nobody else is asked first. */
function isLetThrough(site: Site, asked: Place, seen: readonly Place[] = []): boolean {
  const inner = site
    .innerPlaces(asked)
    .filter((place) => place.guard.kind !== "question" && !seen.includes(place));
  const isDirect = asked.parts.includes("frigate-api") && asksFrigate(site, asked);
  return isDirect || inner.some((place) => isLetThrough(site, place, [...seen, asked]));
}
