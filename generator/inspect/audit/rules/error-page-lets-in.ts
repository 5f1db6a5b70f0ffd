import { groupBy } from "../../collections.ts";
import { changedAnswers } from "../error-pages.ts";
import { listed, positionIn, type Check } from "../rule.ts";

export const errorPageLetsIn: Check = (deployment) => {
  const made = changedAnswers(deployment).filter(({ from, to }) => /^[345]/.test(from) && /^2/.test(to));
  return [...groupBy(made, ({ directive }) => directive)].flatMap(([directive, answers]) => {
    const [first] = answers;
    if (first === undefined) return [];
    const statuses = [...new Set(answers.map(({ from }) => from))];
    const isRefusal = statuses.some((status) => status.startsWith("4"));
    return [
      {
        severity: isRefusal ? ("critical" as const) : ("high" as const),
        ...positionIn(first.judge.location, directive),
        found: `error_page makes ${first.to} of ${listed(statuses)} in a location that answers auth_request.`,
        why: isRefusal
          ? "Whoever is refused is let in: recordings, clips and live streams are open to everybody."
          : "While Frigate or the gateway is down, everybody is let in: recordings, clips and live streams are open.",
        fix: "Write an error_page of its own into this location, so that it inherits none, and let nothing be intercepted: `error_page 418 /418;` and `proxy_intercept_errors off;`. For visitors, keep the status: `error_page 502 /down.html;`.",
      },
    ];
  });
};
