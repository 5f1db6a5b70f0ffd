import { groupBy } from "../../collections.ts";
import { changedAnswers } from "../error-pages.ts";
import { listed, positionIn, type Check } from "../rule.ts";

const isRefusal = (status: string): boolean => status === "401" || status === "403";

export const errorPageLocksOut: Check = (deployment) => {
  const lost = changedAnswers(deployment).filter(
    ({ from, to }) => isRefusal(from) && !isRefusal(to) && !to.startsWith("2"),
  );
  return [...groupBy(lost, ({ directive }) => directive)].flatMap(([directive, answers]) => {
    const [first] = answers;
    if (first === undefined) return [];
    return [
      {
        ...positionIn(first.judge.location, directive),
        found: `error_page makes ${first.to} of ${listed([...new Set(answers.map(({ from }) => from))])} in a location that answers auth_request.`,
        why: "auth_request takes everything but 2xx, 401 and 403 for a fault, and answers 500: nobody who is not signed in yet can sign in.",
        fix: "Write an error_page of its own into the server that answers, so that it inherits none: `error_page 418 /418;` and `proxy_intercept_errors off;`.",
      },
    ];
  });
};
