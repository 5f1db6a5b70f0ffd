import { positionIn, type Check } from "../rule.ts";
import type { Directive } from "../../nginx/parse.ts";
import { inForce, valueInForce } from "../../nginx/in-force.ts";
import { dependsOnAnswer, openLocations, type Location } from "../deployment.ts";

export const mappingCacheWithoutRole: Check = (deployment) =>
  openLocations(deployment)
    .filter(({ guard }) => guard.kind === "question")
    .flatMap((location) => {
      const cache = keptLists(location);
      const key = valueInForce(location.route, "vod_media_set_map_uri") ?? "$vod_suburi";
      if (cache === undefined || dependsOnAnswer(deployment, key, location)) return [];
      return [
        {
          ...positionIn(location, cache),
          found: "vod_mapping_cache keeps lists of recordings without the role that Frigate gave them to.",
          why: "Somebody whose role is limited to some cameras plays recordings of the others once anybody else has, for as long as the list is kept.",
          fix: 'Take `vod_mapping_cache` out; or write `vod_media_set_map_uri "$vod_suburi\\n$role";` with the variable of auth_request_set, and have the location of `vod_upstream_location` drop what stands behind the line break: `rewrite ^/api/vod/(.*) /vod/$1 break;`.',
        },
      ];
    });

/** `vod_mapping_cache` of a location that asks Frigate for lists, where any are kept. */
function keptLists({ route }: Location): Directive | undefined {
  const asks = valueInForce(route, "vod") !== null && valueInForce(route, "vod_upstream_location") !== null;
  return asks && valueInForce(route, "vod_mapping_cache") !== "off"
    ? inForce(route, "vod_mapping_cache")?.directive
    : undefined;
}
