import { uniqueBy } from "../../collections.ts";
import { isProtected } from "../frigate.ts";
import { positionIn, rule } from "../rule.ts";
import { locationsBeyond } from "../deployment.ts";

export const uncheckedCameraPath = rule({
  id: "unchecked-camera-path",
  title: "A stream has a spelling that Frigate does not check",
  severity: "high",
  about: `From 0.18 on Frigate's /auth looks whether a role may see the camera of a live stream, for the very paths
\`/live/mse/api/ws\`, \`/live/webrtc/api/ws\` and \`/api/go2rtc/webrtc\` (frigate/api/auth.py, deny_response_for_go2rtc_stream). Where nginx
matches them as prefixes, \`/live/mse/api/ws/?src=front_door\` goes to go2rtc all the same, and nobody has looked at the camera
(tried in nginx). Exact locations close that.`,
  holes: (deployment) =>
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
    })),
});
