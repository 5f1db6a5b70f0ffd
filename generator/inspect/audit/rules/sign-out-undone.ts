import { directivesInForce } from "../../nginx/in-force.ts";
import { positionIn, type Check } from "../rule.ts";
import { dependsOnAnswer } from "../deployment.ts";

export const signOutUndone: Check = (deployment) =>
  deployment.hosts
    .filter(({ isInner }) => !isInner)
    .flatMap((host) => {
      const location = deployment.locationFor(host, "/api/logout");
      if (location === null || location.guard.kind !== "question" || !location.parts.includes("frigate-api"))
        return [];
      const cookie = directivesInForce(location.route, "add_header").find(
        ({ args }) =>
          args[0]?.value.toLowerCase() === "set-cookie" &&
          dependsOnAnswer(deployment, args[1]?.value ?? "", location),
      );
      if (cookie === undefined) return [];
      return [
        {
          ...positionIn(location, cookie),
          found: "/api/logout is in this location, which adds a renewed session cookie to its answer.",
          why: "Whoever signs out on a shared computer may still be signed in.",
          fix: 'Give `location = /api/logout` a block of its own without auth_request, and with Remote-User and Remote-Role set to "".',
        },
      ];
    });
