import { uniqueBy } from "../../collections.ts";
import { directivesInForce, inForce, valueInForce } from "../../nginx/in-force.ts";
import { directivesNamed, inHttp, valuesOf, type Directive } from "../../nginx/parse.ts";
import type { Deployment, Location } from "../deployment.ts";
import { judgesOf } from "../judges.ts";
import { positionIn, type Check } from "../rule.ts";

const LIMITS = ["limit_req", "limit_conn"] as const;

export const limitWithoutAddress: Check = (deployment) =>
  uniqueBy(
    judgesOf(deployment)
      .filter(({ location, isRequest }) => isRequest && !learnsAddress(deployment, location))
      .flatMap(({ location }) => limitsOf(deployment, location)),
    ({ directive }) => directive,
  ).map(({ location, directive }) => ({
    ...positionIn(location, directive),
    found: `${directive.name} counts by the client's address, in a server that only this nginx comes to.`,
    why: "All requests come from one address there, so a single stranger uses up what is meant for each, and nobody gets in.",
    fix: "Write `limit_req_dry_run on;` and `limit_conn_dry_run on;` into that server, and limit where clients come.",
  }));

function limitsOf(deployment: Deployment, location: Location) {
  return LIMITS.filter((name) => valueInForce(location.route, `${name}_dry_run`) !== "on").flatMap((name) =>
    directivesInForce(location.route, name)
      .filter((directive) => isByAddress(deployment, location, directive))
      .map((directive) => ({ location, directive })),
  );
}

/** The zone's key is the address and nothing that tells people apart. */
function isByAddress(deployment: Deployment, location: Location, limit: Directive): boolean {
  const [first = "", ...others] = valuesOf(limit);
  const zone = [first, ...others].find((word) => word.startsWith("zone="))?.slice("zone=".length) ?? first;
  const key = inHttp(deployment.file, `${limit.name}_zone`).find((directive) =>
    valuesOf(directive).some((word) => word.startsWith(`zone=${zone}:`)),
  );
  const names = deployment.sources(valuesOf(key ?? limit)[0] ?? "", location).map(({ name }) => name);
  return names.length > 0 && names.every((name) => /^(?:binary_)?remote_addr$|^server_name$/.test(name));
}

/** With `set_real_ip_from unix:` the address is the one that a header says. */
function learnsAddress(deployment: Deployment, { route, host }: Location): boolean {
  return (
    inForce(route, "set_real_ip_from") !== undefined ||
    directivesNamed(host.server.directive.block, "set_real_ip_from").length > 0 ||
    inHttp(deployment.file, "set_real_ip_from").some(({ args }) => args[0]?.value === "unix:")
  );
}
