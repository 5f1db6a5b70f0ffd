import { directivesOf, type Directive } from "../../nginx/parse.ts";
import { positionIn, type Check } from "../rule.ts";
import { dependsOnAnswer, openLocations, type Location, type Deployment } from "../deployment.ts";

export const setFromAuthVariable: Check = (deployment) =>
  openLocations(deployment)
    .filter(({ guard }) => guard.kind === "question" || guard.kind === "answers")
    .flatMap((location) =>
      [...new Set(location.route.directives.flatMap(({ directive }) => early(directive)))]
        .filter((directive) => isAnswered(deployment, location, directive))
        .map((directive) => ({
          severity: directive.name === "set" ? ("medium" as const) : ("high" as const),
          ...positionIn(location, directive),
          found: `${directive.name} uses a variable that auth_request_set fills later.`,
          why: "It is empty at that time: what depends on it always happens, or never.",
          fix: "Put the condition into a `map` of that variable, and use the map's variable in proxy_set_header, proxy_pass or add_header.",
        })),
    );

/** What runs in the rewrite phase, in blocks of `if`, too. */
function early(directive: Directive): readonly Directive[] {
  switch (directive.name) {
    case "if":
      return [directive, ...directivesOf(directive.block).flatMap(early)];
    case "set":
    case "set_escape_uri":
    case "rewrite":
    case "return":
      return [directive];
    default:
      return [];
  }
}

const isAnswered = (deployment: Deployment, location: Location, directive: Directive): boolean =>
  directive.args
    .slice(directive.name.startsWith("set") ? 1 : 0)
    .some(({ value }) => dependsOnAnswer(deployment, value, location));
