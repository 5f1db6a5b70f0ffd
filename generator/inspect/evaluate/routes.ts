/** The rendered locations as rows a person can check: who may reach what, and how nginx knows who is asking. */
import { effectiveRoutes, showMatcher, type Route } from "../nginx/effective.ts";
import { directivesNamed, valuesOf, type Directive, type NginxFile } from "../nginx/parse.ts";

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
      location.args[0]?.value === "/" &&
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
  const question = inForce(route, "auth_request");
  return question === null || question === "off" ? "public" : "protected";
}

function identityOf(route: Route, access: Access): string {
  if (access === "internal") return "–";
  if (access === "public") return "nobody is asked";
  return `answer of ${inForce(route, "auth_request")}`;
}

function goesTo(route: Route): string {
  const proxied = own(route, "proxy_pass");
  if (proxied !== null) return `${proxied}${rewritten(route)}`;
  if (own(route, "vod") !== null) return `recordings as ${own(route, "vod")}`;
  const answer = own(route, "return");
  if (answer !== null) return answer;
  return own(route, "alias") ?? inForce(route, "root") ?? "–";
}

function rewritten(route: Route): string {
  const rewrite = directives(route, "rewrite").at(0);
  return rewrite === undefined ? "" : ` (${valuesOf(rewrite)[0]} → ${valuesOf(rewrite)[1]})`;
}

function methods(route: Route): string {
  const limit = directives(route, "limit_except").at(0);
  return limit === undefined ? "all" : valuesOf(limit).join(", ");
}

function cache(route: Route): string {
  const zone = inForce(route, "proxy_cache");
  if (own(route, "proxy_pass") === null || zone === null || zone === "off") return "–";
  const time = valuesOf(directives(route, "proxy_cache_valid")[0] as Directive).at(-1);
  const perUser = /frigate_user|\$user/.test(inForce(route, "proxy_cache_key") ?? "");
  return `${time}, ${perUser ? "per user and role" : "shared by everybody"}`;
}

const directives = (route: Route, name: string): readonly Directive[] =>
  route.directives.filter(({ directive }) => directive.name === name).map(({ directive }) => directive);

/** Arguments of the directive in force, wherever it was written; null when there is none. */
function inForce(route: Route, name: string): string | null {
  const last = directives(route, name).at(-1);
  return last === undefined ? null : valuesOf(last).join(" ");
}

/** The same for what stands in the location itself. */
function own(route: Route, name: string): string | null {
  const last = route.directives.filter((entry) => entry.own && entry.directive.name === name).at(-1);
  return last === undefined ? null : valuesOf(last.directive).join(" ");
}
