import { knownAt } from "../frigate.ts";
import { directivesNamed, inHttp, type Directive } from "../../nginx/parse.ts";
import { directivesInForce } from "../../nginx/in-force.ts";
import { listed, positionIn, type Check } from "../rule.ts";
import { openLocations, type Location, type Deployment } from "../deployment.ts";

export const lostProxyHeaders: Check = (deployment) =>
  openLocations(deployment)
    .filter(({ route, guard }) => knownAt(route.matcher.pattern) !== undefined && guard.kind !== "answers")
    .flatMap((location) => [
      ...(location.parts.length > 0 ? lost(deployment, location, "proxy_set_header") : []),
      ...lost(deployment, location, "add_header"),
    ]);

/** Rules for the browser; other headers of answers belong to the one location. */
const RULES =
  /^(?:strict-transport-security|content-security-policy|x-frame-options|x-content-type-options|referrer-policy)$/;

function lost(deployment: Deployment, location: Location, name: "proxy_set_header" | "add_header") {
  const inner = directivesInForce(location.route, name);
  const around = outer(deployment, location, name);
  const own = new Set(inner.map(headerOf));
  const gone = [...new Set(around.filter((one) => !inner.includes(one)).map(headerOf))].filter(
    (header) => !own.has(header) && (name === "proxy_set_header" || RULES.test(header)),
  );
  const [first] = inner;
  if (first === undefined || gone.length === 0) return [];
  const isRequest = name === "proxy_set_header";
  return [
    {
      severity: isRequest ? ("medium" as const) : ("low" as const),
      ...positionIn(location, first),
      found: `${name} here takes the place of the outer ones: ${listed(gone)} ${gone.length > 1 ? "are" : "is"} not set.`,
      why: isRequest
        ? "Frigate does not learn where a request comes from, and what was kept from clients outside is theirs again here."
        : "The browser is not told here what it is told everywhere else.",
      fix: `Repeat the outer lines in this location, or include the same file in both.`,
    },
  ];
}

const headerOf = (directive: Directive): string => directive.args[0]?.value.toLowerCase() ?? "";

/** What would be in force here without a line of its own. */
function outer(deployment: Deployment, { node, host }: Location, name: string): readonly Directive[] {
  if (node.parent !== null) return directivesInForce(node.parent.route, name);
  const ofServer = directivesNamed(host.server.directive.block, name);
  return ofServer.length > 0 ? ofServer : inHttp(deployment.file, name);
}
