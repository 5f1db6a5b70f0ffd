import { uniqueBy } from "../../collections.ts";
import { isProtected } from "../frigate.ts";
import { positionIn, type Check } from "../rule.ts";
import { locationsBeyond } from "../deployment.ts";

export const uncheckedCameraPath: Check = (deployment) =>
  uniqueBy(
    locationsBeyond(deployment, (known) => isProtected(known) && "websocket" in known.route, "/").filter(
      ({ location }) => location.guard.kind !== "answers" && location.parts.includes("frigate-go2rtc"),
    ),
    ({ location }) => location,
  ).map(({ location, pattern }) => ({
    ...positionIn(location),
    found: `The location also takes ${pattern}/, which Frigate does not know as a stream.`,
    why: "A role that is limited to some cameras watches the live streams of all of them.",
    fix: `Write \`location = ${pattern}\`.`,
  }));
