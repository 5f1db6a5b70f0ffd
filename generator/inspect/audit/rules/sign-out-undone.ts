import { directivesInForce } from "../../nginx/in-force.ts";
import { positionIn, rule } from "../rule.ts";
import { dependsOnAnswer } from "../deployment.ts";

export const signOutUndone = rule({
  id: "sign-out-undone",
  title: "Signing out is undone by the question",
  severity: "medium",
  about: `Frigate renews its session cookie in the answer of \`/auth\`, and nginx adds it to the answer with \`add_header Set-Cookie\`. On
\`/api/logout\` that cookie comes after the one that signs out, and the browser keeps the last: near the end of a session, people who
have signed out are still signed in (tried in nginx; mended in Frigate 0.18 after beta1, #23678). So the path has a location of its
own without \`auth_request\`.`,
  holes: (deployment) =>
    deployment.hosts
      .filter(({ isInner }) => !isInner)
      .flatMap((host) => {
        const location = deployment.locationFor(host, "/api/logout");
        if (
          location === null ||
          location.guard.kind !== "question" ||
          !location.parts.includes("frigate-api")
        )
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
      }),
});
