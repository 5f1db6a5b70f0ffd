import { positionIn, rule } from "../rule.ts";
import { settingsOf } from "../headers.ts";
import { passedQuestions } from "../deployment.ts";

export const authForwardsBody = rule({
  id: "auth-forwards-body",
  title: "The question announces a body that does not come",
  severity: "medium",
  about: `The question of \`auth_request\` is a GET without a body, but nginx passes the \`Content-Length\` of the client's request on with
it. The gateway then waits for a body, and with it every upload or form; under a few such requests sign-in stands still.
\`proxy_set_header Content-Length ""\` is what helps; \`proxy_pass_request_body off\` alone does not take the header away
(ngx_http_proxy_create_request; tried in nginx 1.22).`,
  holes: (deployment) =>
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
    }),
});
