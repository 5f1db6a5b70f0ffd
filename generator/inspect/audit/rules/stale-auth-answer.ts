import { uniqueBy } from "../../collections.ts";
import { directivesInForce, inForce, valueInForce } from "../../nginx/in-force.ts";
import { valuesOf } from "../../nginx/parse.ts";
import type { Location } from "../deployment.ts";
import { judgesOf } from "../judges.ts";
import { listed, positionIn, type Check } from "../rule.ts";

export const staleAuthAnswer: Check = (deployment) =>
  uniqueBy(
    judgesOf(deployment).flatMap(({ location }) => {
      const directive = inForce(location.route, "proxy_cache_use_stale")?.directive;
      const cases = casesOf(location);
      return directive === undefined || cases.length === 0 ? [] : [{ location, directive, cases }];
    }),
    ({ directive }) => directive,
  ).map(({ location, directive, cases }) => ({
    ...positionIn(location, directive),
    found: `proxy_cache_use_stale ${cases.join(" ")} is in force where a yes is remembered.`,
    why: `Somebody who has signed out, or is refused since, is let in by the old yes ${listed(cases.map(whenOf))}.`,
    fix: "Write `proxy_cache_use_stale off;` and `proxy_cache_background_update off;` into this location.",
  }));

/** Without a background update, `updating` gives an old answer only while another request waits for the new one. */
function casesOf({ route, destinations }: Location): readonly string[] {
  const isCached = destinations.length > 0 && !["off", null].includes(valueInForce(route, "proxy_cache"));
  if (!isCached) return [];
  const isLater = valueInForce(route, "proxy_cache_background_update") === "on";
  return directivesInForce(route, "proxy_cache_use_stale")
    .flatMap(valuesOf)
    .filter((word) => word !== "off" && word !== "http_404" && (word !== "updating" || isLater));
}

function whenOf(word: string): string {
  switch (word) {
    case "updating":
      return "for as long as they keep asking";
    case "http_403":
      return "when the answer is 403";
    case "http_429":
      return "when too many ask";
    default:
      return `while the gateway fails (${word})`;
  }
}
