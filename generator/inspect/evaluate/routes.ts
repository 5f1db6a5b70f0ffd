/** The rendered locations as rows a person can check: who may reach what, and how nginx knows who is asking. */
import { effectiveRoutes, serversOf, showMatcher, type Route, type Server } from "../nginx/effective.ts";
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
export const routeRows = (file: NginxFile, hostname: string): readonly RouteRow[] =>
  rowsOf(file, ({ names }) => names.includes(hostname));

/** The rows of every virtual host, under its name or, where it has none, its address. */
export function routeRowsByHost(
  file: NginxFile,
): readonly { readonly host: string; readonly server: Server; readonly rows: readonly RouteRow[] }[] {
  return serversOf(file)
    .filter(({ names }) => !names.includes("frigate-identity"))
    .map((server) => ({
      host: server.names.join(", ") || server.listens.join(", "),
      server,
      rows: rowsOf(file, ({ directive }) => directive === server.directive),
    }))
    .filter(({ rows }) => rows.length > 0);
}

const rowsOf = (file: NginxFile, isWanted: (server: Server) => boolean): readonly RouteRow[] =>
  effectiveRoutes(file)
    .filter(({ server }) => isWanted(server) && !isRedirect(server.directive))
    .filter(({ matcher }) => !matcher.pattern.startsWith("/.well-known/"))
    .map(routeRow);

/** The server that only sends plain HTTP on to HTTPS has no route of Frigate's. */
function isRedirect(server: Directive): boolean {
  const locations = directivesNamed(server.block, "location").filter(
    (location) => !valuesOf(location).some((value) => value.startsWith("/.well-known/")),
  );
  return (
    locations.length > 0 &&
    locations.every((location) =>
      directivesNamed(location.block, "return").some((answer) => argumentOf(answer).startsWith("3")),
    )
  );
}

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
  if (route.matcher.modifier === "@" || own(route, "internal") !== null) return "internal";
  return questionOf(route) === null ? "public" : "protected";
}

function identityOf(route: Route, access: Access): string {
  if (access === "internal") return "–";
  return questionOf(route) ?? "nobody is asked";
}

/** What decides about a request, in words; null where nobody is asked. */
export function questionOf(route: Route): string | null {
  const asked = authTarget(route);
  const questions = [asked === null ? null : `answer of ${asked}`, password(route)].filter(
    (one) => one !== null,
  );
  if (questions.length === 0) return null;
  return questions.join(valueInForce(route, "satisfy") === "any" ? " or " : " and ");
}

/** Basic authentication. */
function password(route: Route): string | null {
  const realm = valueInForce(route, "auth_basic") ?? "off";
  return realm === "off" ? null : `a password in ${valueInForce(route, "auth_basic_user_file")}`;
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
