import { uniqueBy } from "../../collections.ts";
import { inForce } from "../../nginx/in-force.ts";
import { argumentOf } from "../../nginx/parse.ts";
import { judgesOf } from "../judges.ts";
import { positionIn, type Check } from "../rule.ts";

export const authBasicInQuestion: Check = (deployment) =>
  uniqueBy(
    judgesOf(deployment).flatMap(({ location, isRequest }) => {
      const directive = inForce(location.route, "auth_basic")?.directive;
      const isOn = directive !== undefined && argumentOf(directive) !== "off";
      return isRequest && isOn && location.guard.kind !== "answers" ? [{ location, directive }] : [];
    }),
    ({ directive }) => directive,
  ).map(({ location, directive }) => ({
    ...positionIn(location, directive),
    found: "auth_basic asks for a password in the server that answers auth_request.",
    why: "Its 401 is taken for the answer of Frigate or the gateway: who is signed in there is refused all the same, and nobody gets in.",
    fix: "Write `auth_basic off;` into that server.",
  }));
