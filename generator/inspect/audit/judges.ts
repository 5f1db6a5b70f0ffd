/** Where the answer to `auth_request` is made: the location that is asked, and what it leads to in this nginx. */
import { uniqueBy } from "../collections.ts";
import { directivesInForce, inForce } from "../nginx/in-force.ts";
import { argumentOf } from "../nginx/parse.ts";
import { openLocations, passedQuestions, type Deployment, type Location } from "./deployment.ts";

/** A location that has a part in the answer. */
export interface Judge {
  readonly location: Location;
  /**
   * Whether it is a request of its own, passed on to another server of this nginx. A subrequest is none: nginx skips the
   * access phase in it (ngx_http_core_access_phase), and counts it in no limit.
   */
  readonly isRequest: boolean;
}

/** All that decide about requests to Frigate. */
export function judgesOf(deployment: Deployment): readonly Judge[] {
  const open = new Set(openLocations(deployment));
  return judgesBehind(
    deployment,
    ...deployment.questions.flatMap(({ main, asked }) => (asked !== null && open.has(main) ? [asked] : [])),
  );
}

/** All that decide when these locations are asked. */
export function judgesBehind(deployment: Deployment, ...asked: readonly Location[]): readonly Judge[] {
  const found: Judge[] = [];
  const visit = (location: Location, isRequest: boolean): void => {
    if (found.some((one) => one.location === location && one.isRequest === isRequest)) return;
    found.push({ location, isRequest });
    for (const inner of deployment.innerLocations(location)) visit(inner, true);
    for (const next of fallbacksOf(deployment, location)) visit(next, isRequest);
    const further = isRequest ? askedBy(deployment, location) : null;
    if (further !== null) visit(further, false);
  };
  for (const location of asked) visit(location, false);
  return found;
}

const askedBy = ({ locationFor }: Deployment, { host, guard }: Location): Location | null =>
  guard.kind === "question" ? locationFor(host, guard.target) : null;

/** Where the last argument of `try_files` leads to, with the tables that choose it followed. */
function fallbacksOf(deployment: Deployment, location: Location): readonly Location[] {
  const target = inForce(location.route, "try_files")?.directive.args.at(-1)?.value ?? "=404";
  return deployment
    .texts(target, location)
    .flatMap((path) => (path.startsWith("=") ? [] : (targetOf(deployment, location, path) ?? [])));
}

/** The location of the same server that an internal redirect leads to; null where there is none. */
export function targetOf(deployment: Deployment, { host }: Location, target: string): Location | null {
  if (!target.startsWith("@")) return deployment.locationFor(host, target.replace(/[?$].*$/s, ""));
  const name = target.slice(1);
  return (
    host.locations.find(({ route: { matcher } }) => matcher.modifier === "@" && matcher.pattern === name) ??
    null
  );
}

/** Open locations that lead to whoever is asked, other than Frigate and this nginx: a gateway's own pages. */
export function gatewayPages(deployment: Deployment): readonly Location[] {
  const addresses = new Set(
    gatewaysOf(deployment).flatMap(({ destinations }) => destinations.flatMap((one) => one.addresses)),
  );
  return openLocations(deployment).filter(({ destinations }) =>
    destinations.some((one) => one.addresses.some((address) => addresses.has(address))),
  );
}

/** Locations that ask somebody other than Frigate and this nginx. */
export const gatewaysOf = (deployment: Deployment): readonly Location[] =>
  uniqueBy(
    passedQuestions(deployment).map(({ asked }) => asked),
    (asked) => asked,
  ).filter((asked) => asked.parts.length === 0 && deployment.innerLocations(asked).length === 0);

/** Whether the location answers by itself that somebody is let in. */
export const admits = ({ guard, route }: Location): boolean =>
  guard.kind === "answers" &&
  /^2/.test(guard.status) &&
  directivesInForce(route, "add_header").some((header) => /^Remote-Role$/i.test(argumentOf(header)));
