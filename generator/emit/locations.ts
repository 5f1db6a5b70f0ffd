/** Routes of the schema as NixOS nginx locations. */
import { directories, type Version } from "../schema/frigate.ts";
import { vod, type FragmentName } from "../schema/fragments.ts";
import { loginLines, signInLines } from "../schema/identity.ts";
import { inLocation, type Line } from "../schema/nginx.ts";
import { routes, type Backend, type Directory, type Matcher, type Route } from "../schema/routes.ts";
import { apply, assign, blank, chain, ifThenElse, literal, not, ref, set, text } from "../nix/ast.ts";
import type { Assignment, Binding, Expr } from "../nix/ast.ts";
import { isSince, joined, nginxTexts } from "./nginx-text.ts";
import { wrapped } from "./prose.ts";

/** The `locations` set: one attribute per route, a blank line between any two. */
export function locations(): Expr {
  const entries = Object.entries(routes) as readonly [Matcher, Route][];
  return set(
    ...entries.flatMap(([matcher, route], index): readonly Binding[] =>
      index === 0 ? [location(matcher, route)] : [blank, location(matcher, route)],
    ),
  );
}

const location = (matcher: Matcher, route: Route): Assignment =>
  assign([matcher], whenPresent(route, set(...attributes(matcher, route))), locationComment(route));

function whenPresent(route: Route, body: Expr): Expr {
  const conditions = [
    ...(route.onlyWithGateway ? [ref("asksGateway")] : []),
    ...(route.since === undefined ? [] : [isSince(route.since)]),
    ...(route.until === undefined ? [] : [isBefore(route.until)]),
  ];
  const [first, ...rest] = conditions;
  return first === undefined ? body : apply(ref("lib.mkIf"), chain("&&", first, ...rest), body);
}

const isBefore = (version: Version): Expr => not(isSince(version));

function locationComment(route: Route): readonly string[] {
  return [
    ...(route.access === "public" ? wrapped(`Public: ${route.because}.`) : []),
    ...(route.comment === undefined ? [] : wrapped(route.comment)),
  ];
}

function attributes(matcher: Matcher, route: Route): readonly Assignment[] {
  if ("to" in route) {
    return [
      assign("proxyPass", text(address(matcher, route.to))),
      ...(route.websocket ? [assign("proxyWebsockets", literal(true))] : []),
      assign("recommendedProxySettings", literal(true)),
      ...extraConfig(matcher, route),
    ];
  }
  if ("check" in route) {
    const target = ifThenElse(ref("signsOn"), text("http://$frigate_decider"), text("http://frigate-api"));
    return [
      assign("proxyPass", target),
      assign("recommendedProxySettings", not(ref("signsOn"))),
      ...extraConfig(matcher, route),
    ];
  }
  if ("files" in route) return [...fileAttributes(route), ...extraConfig(matcher, route)];
  if ("status" in route) return [assign("return", literal(route.status))];
  return extraConfig(matcher, route);
}

/** An exact match names its path; otherwise {@link rewriteLines} have changed the path by the time it is passed on. */
const address = (matcher: Matcher, backend: Backend): string =>
  `http://${backend.upstream}${matcher.startsWith("= ") ? backend.path : ""}`;

/** Puts the backend's path in the place of the matched one, and keeps the rest: with `(?s)` a dot stands for line breaks (%0a), too. */
function rewriteLines(
  matcher: Matcher,
  { to, untilLineBreak }: Extract<Route, { readonly to: Backend }>,
): readonly Line<"location">[] {
  if (matcher.startsWith("= ")) return [];
  const anything = untilLineBreak ? "" : "(?s)";
  if (to.path === "without /api") return [inLocation("rewrite", `${anything}^/api(/.*)`, "$1", "break")];
  return [inLocation("rewrite", `${anything}^${matcher}(.*)`, `${to.path}$1`, "break")];
}

const root: Record<Directory, Expr> = {
  web: ref("cfg.package.web"),
  state: text(directories.state),
  cache: text(directories.cache),
};

type FileRoute = Extract<Route, { readonly files: Directory }>;

function fileAttributes(route: FileRoute): readonly Assignment[] {
  const base =
    route.insteadOfPath === undefined
      ? assign("root", root[route.files])
      : assign("alias", text(`${directories.cache}${route.insteadOfPath}`));
  return [base, ...(route.tryFiles === undefined ? [] : [assign("tryFiles", text(route.tryFiles))])];
}

function extraConfig(matcher: Matcher, route: Route): readonly Assignment[] {
  const parts = [...sharedParts(matcher, route).map((name) => ref(name)), ...ownTexts(matcher, route)];
  return parts.length === 0 ? [] : [assign("extraConfig", joined(parts))];
}

function ownTexts(matcher: Matcher, route: Route): readonly Expr[] {
  if ("check" in route) return [ifThenElse(ref("signsOn"), ref("askIdentity"), ref("askFrigate"))];
  const page = route.pageOfGateway
    ? [apply(ref("lib.optionalString"), ref("asksGateway"), ref("asPage"))]
    : [];
  return [...page, ...nginxTexts(ownLines(matcher, route))];
}

/** The shared bundles of a route, in the order they are rendered. */
export function sharedParts(matcher: Matcher, route: Route): readonly FragmentName[] {
  return [
    ...accessParts(route),
    ...(addsSlash(matcher, route) ? (["slashAdded"] as const) : []),
    ...handlerParts(route),
    ...(route.browserCache === "never" ? (["notKept"] as const) : []),
  ];
}

/** nginx leads to a path's last slash for directories, and for locations that pass requests on. */
const addsSlash = (matcher: Matcher, route: Route): boolean =>
  "files" in route || ("to" in route && /^\/.*\/$/.test(matcher));

function accessParts(route: Route): readonly FragmentName[] {
  switch (route.access) {
    case "protected":
      return "to" in route ? ["authorize", directions(route), "identify"] : ["authorize", directions(route)];
    case "public":
      return "to" in route ? ["anonymous"] : [];
    case "internal":
      return [];
    default:
      return route satisfies never;
  }
}

const directions = (route: Route): FragmentName =>
  "to" in route && route.websocket ? "noDirections" : "directions";

function handlerParts(route: Route): readonly FragmentName[] {
  if ("to" in route) {
    return [
      "proxied",
      ...(route.websocket ? [] : (["keepAlive"] as const)),
      ...(route.cache ? (["apiCache"] as const) : []),
    ];
  }
  if ("check" in route) return ["proxied", "keepAlive"];
  if ("files" in route) return route.files === "web" ? ["openFiles", "compressed"] : ["openFiles"];
  if ("vod" in route) return ["compressed"];
  return [];
}

function ownLines(matcher: Matcher, route: Route): readonly Line<"location">[] {
  return [
    ...(route.accessLog === false ? [inLocation("access_log", "off")] : []),
    ...handlerLines(matcher, route),
    ...keptLines(route),
    ...(route.lines ?? []),
  ];
}

function handlerLines(matcher: Matcher, route: Route): readonly Line<"location">[] {
  if ("signIn" in route) return route.signIn === "start page" ? loginLines : signInLines;
  if ("vod" in route) return vod;
  if ("to" in route) return rewriteLines(matcher, route);
  if ("files" in route) {
    const internal = route.access === "internal" ? [inLocation("internal")] : [];
    return route.index === undefined ? internal : [...internal, ...indexLines(route.index)];
  }
  return [];
}

const indexLines = (format: "html" | "json"): readonly Line<"location">[] =>
  format === "html"
    ? [inLocation("autoindex", "on")]
    : [inLocation("autoindex", "on"), inLocation("autoindex_format", format)];

function keptLines(route: Route): readonly Line<"location">[] {
  const publicHeader = inLocation("add_header", "Cache-Control", "public");
  switch (route.browserCache) {
    case undefined:
    case "never":
      return [];
    case "public":
      return [publicHeader];
    case "public, 1 year":
      return [inLocation("expires", "1y"), publicHeader];
    case "public, 7 days":
      return [inLocation("expires", "7d"), publicHeader];
    default:
      return route.browserCache satisfies never;
  }
}
