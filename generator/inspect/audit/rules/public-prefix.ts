import { uniqueBy } from "../../collections.ts";
import { at, rule } from "../rule.ts";
import { placesBeyond } from "../site.ts";

export const publicPrefix = rule({
  id: "public-prefix",
  title: "A public path lets in what begins like it",
  severity: "high",
  about: `Signing in has to be possible without a session, so \`/api/login\` asks nobody. As a prefix, \`location /api/login\` also
matches \`/api/login_camera/latest.jpg\`: everything the API has for a camera of that name, and whatever a later release puts there.
Frigate's own nginx.conf and nixpkgs' module write it as a prefix; \`location = /api/login\` is what is meant.`,
  holes: (site) =>
    uniqueBy(
      placesBeyond(
        site,
        ({ route }) => route.access === "public" && "to" in route,
        "_camera/recordings",
      ).filter(
        ({ place, pattern }) =>
          place.route.matcher.pattern.startsWith(pattern) &&
          place.guard.kind === "none" &&
          place.parts.length > 0,
      ),
      ({ place }) => place,
    ).map(({ place, pattern }) => ({
      ...at(place),
      found: `The location asks nobody, and is a prefix: ${pattern}_camera/recordings ends up here, too.`,
      why: "Somebody without a session gets through to Frigate's API on every path that begins like this one.",
      fix: `Write \`location = ${pattern}\`.`,
    })),
});
