import { uniqueBy } from "../../collections.ts";
import { directivesInForce, inForce, valueInForce } from "../../nginx/in-force.ts";
import { addressGuard, isOfThisHost } from "../guard.ts";
import { listed, positionIn, type Check } from "../rule.ts";
import { openLocations } from "../deployment.ts";

export const satisfyAny: Check = (deployment) => {
  const locations = openLocations(deployment).filter(
    ({ route, guard }) => guard.kind === "question" && valueInForce(route, "satisfy") === "any",
  );
  return uniqueBy(locations, ({ route }) => inForce(route, "satisfy")?.directive).flatMap((location) => {
    const rules = directivesInForce(location.route, "allow");
    const restricted = addressGuard(location.route);
    if (rules.length === 0 || restricted.kind === "closed") return [];
    const allowed = restricted.kind === "addresses" ? restricted.allowed : ["all"];
    const isLocal = allowed.every(isOfThisHost);
    return [
      {
        severity: allowed.includes("all") ? "critical" : isLocal ? "low" : "high",
        ...positionIn(location, inForce(location.route, "satisfy")?.directive),
        found: `satisfy any lets in ${listed(allowed)} without asking by auth_request.`,
        why: "Everybody behind these addresses sees the cameras without signing in, and a program on them, too.",
        fix: "Write `satisfy all;` or leave it out; let a program in by a location or a map that gives it a name and a role.",
      },
    ];
  });
};
