import type { Backend } from "./backend.ts";
import type { Effective } from "./effective.ts";
import { groupBy } from "../collections.ts";
import { factOf, type Fact, type ResolveHere } from "./facts.ts";
import { allInForce } from "./in-force.ts";
import { argumentOf } from "./tree.ts";

const NOT_SENT = "(not sent)";
const AS_CLIENT_SENT = "(as the client sent it)";
const BY_CACHE = "(as the cache needs it)";
const COUNTED = "(as nginx counts it)";
const NOT_ADDED = "(not added)";

/**
 * What the backend receives under each header name that `proxy_set_header` names. An empty value means the header is
 * not sent; a name given twice is sent twice, in that order.
 */
export function backendHeaders(
  directives: readonly Effective[],
  resolve: ResolveHere,
): ReadonlyMap<string, string> {
  return new Map(
    [...byHeader(directives, "proxy_set_header")].map(([name, group]) => {
      const values = group.map(({ directive }) => resolve(argumentOf(directive, 1)));
      return [name, values.filter((value) => value !== "").join(" and ") || NOT_SENT] as const;
    }),
  );
}

export function backendHeaderFacts(directives: readonly Effective[], resolve: ResolveHere): readonly Fact[] {
  const group = allInForce({ directives }, "proxy_set_header");
  return [...backendHeaders(directives, resolve)].map(([what, value]) =>
    factOf("header-to-backend", what, value, group, { gate: "proxied" }),
  );
}

/**
 * What the backend receives under a header name nobody sets: nginx's own choice for a few (ngx_http_proxy_headers and
 * ngx_http_proxy_cache_headers in ngx_http_proxy_module.c), else what the client sent.
 */
export function standardBackendHeader(
  name: string,
  backend: Backend,
  passesHeaders: boolean,
  cached: boolean,
): string {
  switch (name) {
    case "host":
      return backend.host;
    case "connection":
      return "close";
    case "content-length":
    case "transfer-encoding":
      return COUNTED;
    case "te":
    case "keep-alive":
    case "expect":
    case "upgrade":
      return NOT_SENT;
    case "if-modified-since":
    case "if-unmodified-since":
    case "if-none-match":
    case "if-match":
    case "range":
    case "if-range":
      if (cached) return BY_CACHE;
      break;
  }
  return passesHeaders ? AS_CLIENT_SENT : NOT_SENT;
}

/** What `add_header` puts on answers; a value that is always empty adds nothing. */
export function browserHeaderFacts(directives: readonly Effective[], resolve: ResolveHere): readonly Fact[] {
  return [...byHeader(directives, "add_header")].map(([what, group]) => {
    const values = group.flatMap(({ directive }) => {
      const value = resolve(argumentOf(directive, 1));
      return value === "" ? [] : [argumentOf(directive, 2) === "always" ? `${value} (always)` : value];
    });
    const value = values.join(" and ") || NOT_ADDED;
    return factOf("header-to-browser", what, value, group, { standard: NOT_ADDED });
  });
}

function byHeader(directives: readonly Effective[], name: string): ReadonlyMap<string, readonly Effective[]> {
  return groupBy(allInForce({ directives }, name), ({ directive }) => argumentOf(directive).toLowerCase());
}
