import { uniqueBy } from "../../collections.ts";
import { isEntrance } from "../frigate.ts";
import { positionIn, type Check } from "../rule.ts";
import { locationsBeyond } from "../deployment.ts";

export const publicPrefix: Check = (deployment) =>
  uniqueBy(
    locationsBeyond(
      deployment,
      ({ route }) => route.access === "public" && "to" in route,
      "_camera/recordings",
    ).filter(
      ({ location, pattern }) =>
        location.route.matcher.pattern.startsWith(pattern) &&
        location.guard.kind === "none" &&
        location.parts.some((part) => !isEntrance(part)),
    ),
    ({ location }) => location,
  ).map(({ location, pattern }) => ({
    ...positionIn(location),
    found: `The location asks nobody, and is a prefix: ${pattern}_camera/recordings ends up here, too.`,
    why: "Somebody without a session gets through to Frigate's API on every path that begins like this one.",
    fix: `Write \`location = ${pattern}\`.`,
  }));
