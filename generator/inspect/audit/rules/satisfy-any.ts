import { severities } from "../../../schema/audit-rules.ts";
import { uniqueBy } from "../../collections.ts";
import { directivesInForce, inForce, valueInForce } from "../../nginx/in-force.ts";
import { openLocations, type Location } from "../deployment.ts";
import { addressGuard, isForAll, isOfThisHost } from "../guard.ts";
import { judgesOf } from "../judges.ts";
import { listed, positionIn, type Check, type Hole } from "../rule.ts";

export const satisfyAny: Check = (deployment) => {
  const asking = judgesOf(deployment).flatMap(({ location, isRequest }) => (isRequest ? [location] : []));
  const holes = [
    ...asking.filter(isAnyEnough).flatMap((location) => byAddress(location, "critical")),
    ...openLocations(deployment)
      .filter(isAnyEnough)
      .flatMap((location) => [...byAddress(location, "low"), ...byPassword(location)]),
  ];
  const worstFirst = holes.toSorted((a, b) => rank(a) - rank(b));
  return uniqueBy(worstFirst, ({ position: { file, line, column } }) => `${file}:${line}:${column}`);
};

const rank = ({ severity = "critical" }: Hole): number => severities.indexOf(severity);

const isAnyEnough = ({ route, guard }: Location): boolean =>
  guard.kind === "question" && valueInForce(route, "satisfy") === "any";

/** @param ofThisHost how bad it is where only this machine is let in: in a server for nginx itself that is everybody */
function byAddress(location: Location, ofThisHost: "critical" | "low"): readonly Hole[] {
  const rules = directivesInForce(location.route, "allow");
  const restricted = addressGuard(location.route);
  if (rules.length === 0 || restricted.kind === "closed") return [];
  const allowed = restricted.kind === "addresses" ? restricted.allowed : ["all"];
  return [
    {
      severity: allowed.some(isForAll) ? "critical" : allowed.every(isOfThisHost) ? ofThisHost : "high",
      ...positionIn(location, inForce(location.route, "satisfy")?.directive),
      found: `satisfy any lets in ${listed(allowed)} without asking by auth_request.`,
      why: "Everybody behind these addresses sees the cameras without signing in, and a program on them, too.",
      fix: "Write `satisfy all;` or leave it out; let a program in by a location or a map that gives it a name and a role.",
    },
  ];
}

function byPassword(location: Location): readonly Hole[] {
  const password = inForce(location.route, "auth_basic")?.directive;
  if (password === undefined || password.args[0]?.value === "off") return [];
  return [
    {
      severity: "medium",
      ...positionIn(location, inForce(location.route, "satisfy")?.directive),
      found: "satisfy any lets in whoever has the password of auth_basic without asking by auth_request.",
      why: "Frigate is not told who it is, and nobody looks whether they may see the camera.",
      fix: "Write `satisfy all;` or leave it out, and `auth_basic off;` where auth_request asks.",
    },
  ];
}
