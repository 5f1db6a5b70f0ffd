import { directivesNamed, directivesOf, valuesOf } from "../../nginx/parse.ts";
import { readListen } from "../../nginx/levels.ts";
import { isLoopback } from "../frigate.ts";
import type { Check } from "../rule.ts";

export const rtmpOpen: Check = (deployment) =>
  directivesNamed(deployment.file.body, "rtmp")
    .flatMap(({ block }) => directivesNamed(block, "server"))
    .filter((server) => !refusesAll(server.block))
    .flatMap((server) => directivesNamed(server.block, "listen"))
    .filter((listen) => !isLoopback(readListen(valuesOf(listen).join(" ")).what))
    .map((listen) => ({
      route: null,
      position: listen.position,
      found: `rtmp listens on ${readListen(valuesOf(listen).join(" ")).what}, and everybody may play.`,
      why: "A stream that something on this machine publishes can be watched without signing in.",
      fix: "Leave the rtmp block out; go2rtc has what it was for.",
    }));

/** `deny play all`, or `deny all`, before anything that allows it. */
function refusesAll(block: Parameters<typeof directivesOf>[0]): boolean {
  const rules = directivesOf(block).filter(
    ({ name, args }) =>
      ["allow", "deny"].includes(name) && args[0]?.value !== "publish" && args.at(-1)?.value === "all",
  );
  return rules[0]?.name === "deny";
}
