import { uniqueBy } from "../../collections.ts";
import { positionIn, rule } from "../rule.ts";
import { locationsBeyond } from "../deployment.ts";

export const publicPrefix = rule({
  id: "public-prefix",
  title: "A public path lets in what begins like it",
  severity: "high",
  about: `Signing in has to be possible without a session, so \`/api/login\` asks nobody. As a prefix, \`location /api/login\` also
matches \`/api/login_camera/latest.jpg\`: everything the API has for a camera of that name, and whatever a later release puts there.
Frigate's own nginx.conf and nixpkgs' module write it as a prefix; \`location = /api/login\` is what is meant.`,
  holes: (deployment) =>
    uniqueBy(
      locationsBeyond(
        deployment,
        ({ route }) => route.access === "public" && "to" in route,
        "_camera/recordings",
      ).filter(
        ({ location, pattern }) =>
          location.route.matcher.pattern.startsWith(pattern) &&
          location.guard.kind === "none" &&
          location.parts.length > 0,
      ),
      ({ location }) => location,
    ).map(({ location, pattern }) => ({
      ...positionIn(location),
      found: `The location asks nobody, and is a prefix: ${pattern}_camera/recordings ends up here, too.`,
      why: "Somebody without a session gets through to Frigate's API on every path that begins like this one.",
      fix: `Write \`location = ${pattern}\`.`,
    })),
});
