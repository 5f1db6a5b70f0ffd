import { positionIn, type Check } from "../rule.ts";
import { settingsOf } from "../headers.ts";
import { passedQuestions } from "../deployment.ts";

export const authForwardsBody: Check = (deployment) =>
  passedQuestions(deployment).flatMap(({ asked }) => {
    const settings = settingsOf(asked, "Content-Length");
    if (settings.length > 0 && settings.every(({ args }) => args[1]?.value === "")) return [];
    return [
      {
        ...positionIn(asked, settings[0]),
        found: "The question is passed on with the Content-Length of the client's request.",
        why: "Whoever is asked waits for a body that never comes: requests with a body hang, and so may sign-in for everybody.",
        fix: 'Write `proxy_pass_request_body off;` and `proxy_set_header Content-Length "";` into this location.',
      },
    ];
  });
