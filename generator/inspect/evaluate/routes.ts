/** The rendered locations as rows a person can check: who may reach what, and how nginx knows who is asking. */
import { effectiveRoutes, showMatcher, type Route } from "../nginx/effective.ts";
import { directivesInForce, inForce, valueInForce } from "../nginx/in-force.ts";
import { argumentOf, directivesNamed, valuesOf, type Directive, type NginxFile } from "../nginx/parse.ts";
import { authTarget } from "../nginx/variables.ts";

export type Access = "protected" | "public" | "internal";

export interface RouteRow {
  readonly route: string;
  readonly access: Access;
  /** Where the user's name that reaches the backend comes from. */
  readonly identity: string;
  readonly goesTo: string;
  readonly methods: string;
  readonly cache: string;
}

/** One row per location of the virtual host `hostname`, in nginx's order of the text. */
export function routeRows(file: NginxFile, hostname: string): readonly RouteRow[] {
  return effectiveRoutes(file)
    .filter(({ server }) => server.names.includes(hostname) && !isRedirect(server.directive))
    .filter(({ matcher }) => !matcher.pattern.startsWith("/.well-known/"))
    .map(routeRow);
}

/** The server that only sends plain HTTP on to HTTPS has no route of Frigate's. */
const isRedirect = (server: Directive): boolean =>
  directivesNamed(server.block, "location").some(
    (location) =>
      location.args.length === 1 &&
      argumentOf(location) === "/" &&
      directivesNamed(location.block, "return").length > 0,
  );

function routeRow(route: Route): RouteRow {
  const access = accessOf(route);
  return {
    route: showMatcher(route.matcher),
    access,
    identity: identityOf(route, access),
    goesTo: goesTo(route),
    methods: methods(route),
    cache: cache(route),
  };
}

function accessOf(route: Route): Access {
  if (own(route, "internal") !== null) return "internal";
  return authTarget(route) === null ? "public" : "protected";
}

function identityOf(route: Route, access: Access): string {
  if (access === "internal") return "–";
  if (access === "public") return "nobody is asked";
  return `answer of ${authTarget(route)}`;
}

function goesTo(route: Route): string {
  const proxied = own(route, "proxy_pass");
  if (proxied !== null) return `${proxied}${rewritten(route)}`;
  if (own(route, "vod") !== null) return `recordings as ${own(route, "vod")}`;
  const answer = own(route, "return");
  if (answer !== null) return answer;
  return own(route, "alias") ?? valueInForce(route, "root") ?? "–";
}

function rewritten(route: Route): string {
  const [rewrite] = directivesInForce(route, "rewrite");
  return rewrite === undefined ? "" : ` (${argumentOf(rewrite)} → ${argumentOf(rewrite, 1)})`;
}

function methods(route: Route): string {
  const [limit] = directivesInForce(route, "limit_except");
  return limit === undefined ? "all" : valuesOf(limit).join(", ");
}

function cache(route: Route): string {
  if (own(route, "proxy_pass") === null || (valueInForce(route, "proxy_cache") ?? "off") === "off")
    return "–";
  const [valid] = directivesInForce(route, "proxy_cache_valid");
  const time = valid?.args.at(-1)?.value ?? "as the answer says";
  const perUser = /frigate_user|\$user/.test(valueInForce(route, "proxy_cache_key") ?? "");
  return `${time}, ${perUser ? "per user and role" : "shared by everybody"}`;
}

/** Arguments of the directive that stands in the location itself; null where there is none. */
function own(route: Route, name: string): string | null {
  const found = inForce(route, name);
  return found?.own === true ? valuesOf(found.directive).join(" ") : null;
}
