import { uniqueBy } from "../../collections.ts";
import { positionIn, type Check } from "../rule.ts";
import { openLocations } from "../deployment.ts";
import { inForce, valueInForce } from "../../nginx/in-force.ts";

export const authCannotRefuse: Check = (deployment) => {
  const open = new Set(openLocations(deployment));
  const questions = deployment.questions.filter(({ main }) => open.has(main));
  return uniqueBy(questions, ({ main }) => inForce(main.route, "auth_request")?.directive).flatMap(
    ({ main, asked }) => {
      const target = valueInForce(main.route, "auth_request") ?? "";
      const trouble = /[?$]/.test(target)
        ? "is a path to nginx, `?` and `$` included"
        : asked === null
          ? "has no location"
          : answerOf(
              asked.guard.kind === "answers" ? asked.guard.status : null,
              asked.destinations.length > 0,
            );
      if (trouble === null) return [];
      return [
        {
          ...positionIn(main, inForce(main.route, "auth_request")?.directive),
          found: `auth_request asks ${target}, which ${trouble}.`,
          why: "Whoever comes is let in, or nobody is: nothing looks at who it is.",
          fix: "Let auth_request ask an exact, internal location that passes the question on to Frigate's /auth.",
        },
      ];
    },
  );
};

function answerOf(status: string | null, isProxied: boolean): string | null {
  if (status !== null) return /^2\d\d$|^\D/.test(status) ? `always answers ${status}` : null;
  return isProxied ? null : "only looks for a file";
}
