/** The routes of the schema as locations of module/frigate/nginx.nix, each made by a constructor of that file. */
import { fragments, type FragmentName } from "../schema/fragments.ts";
import { directories } from "../schema/frigate.ts";
import { loginLines, refusalLines, signInLines } from "../schema/sign-in.ts";
import type { Line } from "../schema/nginx.ts";
import { routes, type Backend, type Matcher, type Route } from "../schema/routes.ts";
import { apply, assign, binary, chain, literal, nest, not, ref, set, text } from "../nix/ast.ts";
import type { Binding, Expr } from "../nix/ast.ts";
import { printExpr } from "../nix/print.ts";
import { isSince, nginxTexts, sum } from "./nginx-text.ts";
import { namesIn } from "./file.ts";
import { markedPart } from "../marks.ts";
import { wrapped } from "../wrap.ts";

const path = "module/frigate/nginx.nix";
const opening = "      # Written by `npm run generate` from generator/schema/routes.ts; change it there.\n";
const closing = "      # End of what is written.\n";

/**
 * The text of module/frigate/nginx.nix with its locations brought up to date; the rest of the file is written by hand.
 * @throws UserProblem when the marks between which the locations stand are gone.
 */
export function withLocations(current: string): string {
  const { start, end } = markedPart(path, current, [opening, closing]);
  const lines = printExpr(set(...locations()))
    .split("\n")
    .slice(1, -1);
  const written = lines.map((line) => (line === "" ? "\n" : `    ${line}\n`)).join("");
  return `${current.slice(0, start)}${opening}${written}${closing}${current.slice(end)}`;
}

function locations(): readonly Binding[] {
  const said = new Set<string>();
  return (Object.entries(routes) as readonly [Matcher, Route][]).map(([matcher, route]) => {
    const reason = route.access === "public" ? `Public: ${route.because}.` : "";
    // A reason that several locations have is given once.
    const comment = wrapped(`${said.has(reason) ? "" : reason} ${route.comment ?? ""}`);
    said.add(reason);
    return nest([matcher], whenThere(route, location(matcher, route)), comment);
  });
}

function whenThere(route: Route, value: Expr): Expr {
  const [first, ...rest] = [
    ...("signIn" in route && route.signIn === "refusal" ? [ref("common.asksForPages")] : []),
    ...(route.onlyWithGateway && !("signIn" in route && route.signIn === "refusal")
      ? [ref("common.asksGateway")]
      : []),
    ...(route.since === undefined ? [] : [isSince(route.since)]),
    ...(route.until === undefined ? [] : [not(isSince(route.until))]),
  ];
  return first === undefined ? value : apply(ref("lib.mkIf"), chain("&&", first, ...rest), value);
}

function location(matcher: Matcher, route: Route): Expr {
  if ("to" in route)
    return apply(
      ref(backendWord(route)),
      text(address(matcher, route.to)),
      sum(backendParts(matcher, route)),
    );
  if ("files" in route) return fileLocation(route);
  if ("check" in route) return ref("check");
  if ("status" in route) return set(assign("return", literal(route.status)));
  if ("vod" in route)
    return apply(ref("guarded"), sum([ref("gzip"), ...ownParts(route), ref("vod"), ref("openFileCache")]));
  return set(assign("extraConfig", sum(nginxTexts(signInText[route.signIn]))));
}

const signInText = {
  "start page": loginLines,
  "page that was asked for": signInLines,
  refusal: refusalLines,
} as const satisfies Record<string, readonly Line<"location">[]>;

type BackendRoute = Extract<Route, { readonly to: Backend }>;
type FileRoute = Extract<Route, { readonly files: string }>;

const backendWord = (route: BackendRoute): string =>
  route.access === "public" ? "public" : route.websocket ? "websocket" : route.cache ? "cached" : "api";

/** An exact match names its path; otherwise {@link rewriting} has changed the path by the time it is passed on. */
const address = (matcher: Matcher, { upstream, path }: Backend): string =>
  `http://${upstream}${matcher.startsWith("= ") ? path : ""}`;

const backendParts = (matcher: Matcher, route: BackendRoute): readonly Expr[] => [
  ...ownParts(route),
  // nginx redirects to a path's last slash where a location that ends in one passes requests on.
  ...(/^\/.*\/$/.test(matcher) ? [ref("relativeRedirects")] : []),
  ...(route.accessLog === false ? [ref("noAccessLog")] : []),
  ...rewriting(matcher, route),
];

/** Puts the backend's path in the place of the matched one, and keeps the rest: with `(?s)` a dot stands for line breaks (%0a), too. */
function rewriting(matcher: Matcher, { to, untilLineBreak }: BackendRoute): readonly Expr[] {
  if (matcher.startsWith("= ")) return [];
  const anything = untilLineBreak ? "" : "(?s)";
  const [from, replacement] =
    to.path === "without /api" ? ["^/api(/.*)", "$1"] : [`^${matcher}(.*)`, `${to.path}$1`];
  return [apply(ref("rewrite"), text(`${anything}${from}`), text(replacement))];
}

function fileLocation(route: FileRoute): Expr {
  const parts = [
    ...(route.access === "internal" ? [text("internal;\n")] : []),
    ...listing(route),
    ...ownParts(route),
    ...fileTypes(route),
  ];
  switch (route.files) {
    case "web":
      return webLocation(route, parts);
    case "state":
      return apply(ref("media"), sum(parts));
    case "cache":
      return apply(
        ref(route.access === "protected" ? "guardedAlias" : "aliased"),
        text(`${directories.cache}${route.insteadOfPath ?? ""}`),
        sum(parts),
      );
  }
}

function webLocation(route: FileRoute, parts: readonly Expr[]): Expr {
  const word = route.pageOfGateway ? "page" : route.accessLog === false ? "asset" : "web";
  const made = apply(ref(word), sum(parts));
  return route.tryFiles === undefined
    ? made
    : binary(made, "//", set(assign("tryFiles", text(route.tryFiles))));
}

function listing({ index }: FileRoute): readonly Expr[] {
  if (index === undefined) return [];
  return [ref(index === "json" ? "listedAsJson" : "listed")];
}

function fileTypes(route: FileRoute): readonly Expr[] {
  if (route.fileTypes === undefined) return [];
  const types = Object.entries(route.fileTypes).map(([type, ending]) => `${type} ${ending};`);
  return [apply(ref("fileTypes"), text(types.join(" ")))];
}

/** What any kind of route may have. */
const ownParts = (route: Route): readonly Expr[] => [
  ...(route.ofOneCamera ? [ref("judged")] : []),
  ...browserCache(route),
  ...(route.method === undefined ? [] : [apply(ref("onlyMethod"), text(route.method))]),
  ...nginxTexts<"location">(route.lines ?? ([] as readonly Line<"location">[])),
];

function browserCache(route: Route): readonly Expr[] {
  switch (route.browserCache) {
    case undefined:
      return route.access === "protected" ? [ref("noStoreWithCookie")] : [];
    case "never":
      return [ref("noStore")];
    case "public":
      return [ref("keptByAll")];
    case "public, 1 year":
      return [apply(ref("keptFor"), text("1y"))];
    case "private, 7 days":
      return [ref("keptPrivately")];
    default:
      return route.browserCache satisfies never;
  }
}

/** The bundles of directives that stand in a route, as the constructors of module/frigate/nginx.nix put them there. */
export function bundlesOf(matcher: Matcher, route: Route): readonly FragmentName[] {
  const protects = route.access === "protected";
  const refers: FragmentName = "to" in route && route.websocket ? "noSignInLocation" : "signInLocation";
  return [
    ...(protects ? (["authorize", refers] as const) : []),
    ...("to" in route || "check" in route ? (["proxied"] as const) : []),
    ...("to" in route && route.cache ? (["apiCache", "openFileCache"] as const) : []),
    ...(("to" in route && !route.websocket) || "check" in route ? (["keepAlive"] as const) : []),
    ...("files" in route ? (["relativeRedirects", "openFileCache"] as const) : []),
    ...("files" in route && route.files === "web" ? (["gzip"] as const) : []),
    ...namesIn(location(matcher, route)).filter((name): name is FragmentName => name in fragments),
  ];
}
