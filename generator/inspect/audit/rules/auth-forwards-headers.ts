import { gateways, type Gateway } from "../../../schema/gateways.ts";
import { headersToIdentity } from "../../../schema/identity.ts";
import { passesHeaders, settingsOf } from "../headers.ts";
import { listed, positionIn, type Check } from "../rule.ts";
import { passedQuestions } from "../deployment.ts";
import { inForce } from "../../nginx/in-force.ts";

/** Headers in which those who decide look for the address that is asked about, by the gateways' contracts. */
const about: readonly string[] = [
  ...new Set(
    [
      headersToIdentity.url,
      headersToIdentity.method,
      ...(Object.values(gateways) as readonly Gateway[]).flatMap(({ authRequestHeaders }) =>
        Object.keys(authRequestHeaders),
      ),
    ].filter((name) => /^X-(?:Forwarded-(?!For)|Original-)/.test(name)),
  ),
].toSorted();

export const authForwardsHeaders: Check = (deployment) =>
  passedQuestions(deployment).flatMap(({ asked }) => {
    if (!passesHeaders(asked)) return [];
    const left = about.filter((name) => settingsOf(asked, name).length === 0);
    return [
      {
        severity: left.length > 0 ? ("high" as const) : ("medium" as const),
        ...positionIn(asked, inForce(asked.route, "proxy_pass_request_headers")?.directive),
        found:
          left.length > 0
            ? `The question goes on with the client's headers, ${listed(left)} among them.`
            : "The question goes on with the client's headers.",
        why: "The client has a say in what is decided about it.",
        fix: "Write `proxy_pass_request_headers off;` and set what is needed: Cookie, Authorization, and the address asked about.",
      },
    ];
  });
