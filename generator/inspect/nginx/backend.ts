import { showMatcher, type Route } from "./effective.ts";
import { inForce } from "./in-force.ts";
import { argumentOf, directivesNamed, inHttp, valuesOf, type Directive, type NginxFile } from "./tree.ts";

/** Where a proxied request goes, however proxy_pass and rewrite say it. */
export interface Backend {
  /** Protocol and addresses: `http://127.0.0.1:5001`; a named upstream stands as its servers. */
  readonly target: string;
  /** What `$proxy_host` is here: the upstream's name or the address, as written. */
  readonly host: string;
  /** Path the client asks for -> path the backend is asked for. */
  readonly path: string;
}

/** The addresses of each upstream, by its name. */
export type Upstreams = ReadonlyMap<string, readonly string[]>;

export function upstreamsOf(file: NginxFile): Upstreams {
  return new Map(
    inHttp(file, "upstream").map((upstream) => [
      argumentOf(upstream),
      directivesNamed(upstream.block, "server").map((server) => valuesOf(server).join(" ")),
    ]),
  );
}

/**
 * The backend behind a `proxy_pass`.
 * @param rewrites what runs in the location's rewrite phases, apart from assignments to variables
 * @param resolve names variables by their source
 */
export function backendOf(
  proxyPass: Directive,
  route: Route,
  rewrites: readonly Directive[],
  upstreams: Upstreams,
  resolve: (text: string) => string,
): Backend {
  const url = argumentOf(proxyPass);
  const { scheme, host, uri } = readProxyUrl(url);
  const servers = upstreams.get(host)?.toSorted().join(", ") ?? resolve(host);
  return {
    target: `${scheme}${servers}`,
    host: resolve(host),
    path: pathMapping(route, resolve(uri), url.includes("$"), rewrites, resolve),
  };
}

/** http://host:port/uri or http://unix:/socket:/uri (ngx_http_proxy_pass, ngx_parse_url); all of it is the host without scheme. */
export function readProxyUrl(url: string): {
  readonly scheme: string;
  readonly host: string;
  readonly uri: string;
} {
  const [, scheme = "", host = url, uri = ""] = /^(https?:\/\/)(unix:[^:]*|[^/]*):?(.*)$/s.exec(url) ?? [];
  return { scheme, host, uri };
}

/** True for what pathMapping understands and states: everything else in the rewrite phases is to be compared as text. */
export function isPathRewrite(rewrites: readonly Directive[]): boolean {
  return rewrites.length === 1 && prefixSwap(rewrites[0]) !== null;
}

function pathMapping(
  route: Route,
  uri: string,
  hasVariables: boolean,
  rewrites: readonly Directive[],
  resolve: (text: string) => string,
): string {
  const { modifier, pattern } = route.matcher;
  const isPath = modifier === "" || modifier === "^~" || modifier === "=";
  const swap = prefixSwap(rewrites[0]);
  // A rewrite with `break` wins over the URI of proxy_pass (documentation of proxy_pass).
  if (rewrites.length === 1 && swap !== null) {
    if (isPath && pattern.startsWith(swap.from))
      return `${pattern} -> ${swap.to}${pattern.slice(swap.from.length)}`;
    return `${swap.from} -> ${swap.to}, others unchanged`;
  }
  if (rewrites.length > 0) return `by rewrite, then ${uri === "" ? "unchanged" : uri}`;
  if (uri === "") return unchanged(route);
  if (!hasVariables) return `${isPath ? pattern : showMatcher(route.matcher)} -> ${uri}`;
  // With a variable anywhere in proxy_pass the URI is taken as it stands, for every path of the location.
  return modifier === "=" ? `${pattern} -> ${uri}` : `always ${resolve(uri)}`;
}

/**
 * Without a URI the client's own spelling is passed on, except in a subrequest or after an internal redirect, where the
 * path is the one asked for there (`valid_unparsed_uri` in ngx_http_proxy_create_request; tried in nginx 1.22.1). A named
 * location keeps the client's.
 */
function unchanged(route: Route): string {
  const { matcher } = route;
  const isInternal = matcher.modifier !== "@" && inForce(route, "internal") !== undefined;
  return isInternal ? `${matcher.pattern} -> ${matcher.pattern}` : "unchanged, as the client spelled it";
}

/** `rewrite ^/api(/.*)$ $1 break`, with or without `(?s)` for line breaks in a path, as "/api/" -> "/"; null for a rewrite of any other kind. */
function prefixSwap(rewrite: Directive | undefined): { readonly from: string; readonly to: string } | null {
  if (rewrite?.name !== "rewrite") return null;
  const [regex = "", replacement = "", flag] = valuesOf(rewrite);
  const before = /^(?:\(\?s\))?\^((?:[\w/~-]|\\\.)*)\(((?:[\w/~-]|\\\.)*)\.\*\)\$?$/.exec(regex);
  const after = /^([^$?]*)\$1$/.exec(replacement);
  if (flag !== "break" || before === null || after === null) return null;
  const [dropped = "", kept = ""] = [before[1], before[2]].map((text) => text?.replaceAll("\\.", "."));
  return { from: dropped + kept, to: (after[1] ?? "") + kept };
}
