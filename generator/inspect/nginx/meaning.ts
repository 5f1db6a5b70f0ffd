import { words } from "../collections.ts";
import type { Gate } from "./aspects.ts";
import { backendOf, isPathRewrite, type Backend } from "./backend.ts";
import type { Effective, Route } from "./effective.ts";
import { directiveText, factOf, plainFacts, type Fact, type ResolveHere } from "./facts.ts";
import { accessFacts, errorFacts, fileFacts, methodFacts } from "./handlers.ts";
import { backendHeaderFacts, browserHeaderFacts, standardBackendHeader } from "./headers.ts";
import { allInForce, directivesInForce, inForce, valueInForce } from "./in-force.ts";
import { subrequestFacts } from "./subrequests.ts";
import type { NginxSite } from "./site.ts";
import { directivesOf, type Directive } from "./tree.ts";

export type { Fact } from "./facts.ts";

/** What a route does. Two routes mean the same when every fact whose gate is open in both has the same value. */
export interface Meaning {
  readonly route: Route;
  readonly gates: ReadonlySet<Gate>;
  /** By `factKey`; only facts whose gate is open. */
  readonly facts: ReadonlyMap<string, Fact>;
  /** What a backend receives under a header name no `proxy_set_header` of the route names; null where none is asked. */
  unsetHeader(name: string): string | null;
}

export function factKey({ aspect, what }: Pick<Fact, "aspect" | "what">): string {
  return `${aspect} ${what}`;
}

/**
 * The normal form of a route: variables by their source instead of their name, proxy_pass and rewrite as one mapping of
 * paths, units in one spelling, order only where nginx looks at it, and nothing that has no effect here, such as
 * `proxy_*` where nothing is proxied.
 */
export function meaningOf(route: Route, site: NginxSite): Meaning {
  const resolve: ResolveHere = (text) => site.resolve(text, route);
  const handler = handlerOf(route);
  const backend = proxiedTo(route, site, resolve);
  const gates = openGates(route, handler, resolve);
  const facts = [
    ...handlerFacts(handler, backend, resolve),
    ...refusalFacts(route, resolve),
    ...rewriteFacts(route, backend, resolve),
    ...accessFacts(route),
    ...subrequestFacts(route, site),
    ...backendHeaderFacts(route.directives, resolve),
    ...browserHeaderFacts(route.directives, resolve),
    ...fileFacts(route, resolve),
    ...methodFacts(route, resolve),
    ...errorFacts(route, resolve),
    ...plainFacts(
      route.directives.filter(({ directive }) => !READ_ON_THEIR_OWN.has(directive.name)),
      resolve,
    ),
  ].filter(({ gate }) => gates.has(gate));

  const passesHeaders = valueInForce(route, "proxy_pass_request_headers") !== "off";
  return {
    route,
    gates,
    facts: new Map(facts.map((fact) => [factKey(fact), fact])),
    unsetHeader: (name) =>
      backend === null ? null : standardBackendHeader(name, backend, passesHeaders, gates.has("cached")),
  };
}

/** Directives with a reader of their own; assignments count only through the variables that use them. */
const READ_ON_THEIR_OWN: ReadonlySet<string> = new Set(
  words(`
  add_header alias allow auth_request auth_request_set break deny error_page if limit_except proxy_pass
  proxy_set_header return rewrite root set set_escape_uri set_unescape_uri types
`),
);

/** Content handlers other than proxy_pass and the static files nginx falls back to. */
const OTHER_HANDLERS: readonly string[] = words(`
  vod vod_status fastcgi_pass uwsgi_pass grpc_pass stub_status
`);

/** What answers in the end: `return` ends a request before access checks and content handlers come into play. */
function handlerOf(route: Route): Effective | null {
  return inForce(route, "return") ?? inForce(route, "proxy_pass", ...OTHER_HANDLERS) ?? null;
}

function openGates(route: Route, handler: Effective | null, resolve: ResolveHere): ReadonlySet<Gate> {
  const name = handler?.directive.name;
  const gates = new Set<Gate>(["always"]);
  if (name !== "return") gates.add("content");
  if (name === undefined) gates.add("files").add("read");
  if (name === "vod") gates.add("vod").add("read");
  if (name === "proxy_pass") gates.add("proxied");
  const cache = valueInForce(route, "proxy_cache");
  if (name === "proxy_pass" && cache !== null && resolve(cache) !== "off") gates.add("cached");
  if (valueInForce(route, "gzip") === "on") gates.add("gzip");
  return gates;
}

function proxiedTo(route: Route, site: NginxSite, resolve: ResolveHere): Backend | null {
  const handler = handlerOf(route);
  if (handler?.directive.name !== "proxy_pass") return null;
  return backendOf(handler.directive, route, rewritesOf(route), site.upstreams, resolve);
}

function handlerFacts(
  handler: Effective | null,
  backend: Backend | null,
  resolve: ResolveHere,
): readonly Fact[] {
  const fact = (what: string, value: string): Fact =>
    factOf("backend", what, value, [handler ?? { level: "location" }]);
  if (backend === null)
    return [fact("handler", handler === null ? "files" : handlerText(handler.directive, resolve))];
  return [fact("handler", "proxied"), fact("target", backend.target), fact("path", backend.path)];
}

function handlerText(handler: Directive, resolve: ResolveHere): string {
  return handler.name === "return" ? directiveText(handler, resolve) : handler.name;
}

/** What runs in the rewrite phases, without assignments and without the `return` that is the handler. */
function rewritesOf(route: Route): readonly Directive[] {
  const all = directivesInForce(route, "rewrite", "if", "break");
  return all.slice(refusalsIn(all).length);
}

/** Conditions under which a request is answered before anything else happens to it. */
function refusalsIn(rewrites: readonly Directive[]): readonly Directive[] {
  const end = rewrites.findIndex(
    ({ name, block }) =>
      name !== "if" || directivesOf(block ?? []).some((inside) => inside.name !== "return"),
  );
  return end === -1 ? rewrites : rewrites.slice(0, end);
}

function refusalFacts(route: Route, resolve: ResolveHere): readonly Fact[] {
  const refusals = refusalsIn(directivesInForce(route, "rewrite", "if", "break"));
  if (refusals.length === 0) return [];
  const value = refusals.map((refusal) => directiveText(refusal, resolve)).join("; ");
  return [factOf("rewrite", "refusal", value, allInForce(route, "if"))];
}

/** Rewrites as text, where the path mapping does not state them. */
function rewriteFacts(route: Route, backend: Backend | null, resolve: ResolveHere): readonly Fact[] {
  const rewrites = rewritesOf(route);
  if (rewrites.length === 0 || (backend !== null && isPathRewrite(rewrites))) return [];
  const value = rewrites.map((rewrite) => directiveText(rewrite, resolve)).join("; ");
  return [factOf("rewrite", "rewrite", value, allInForce(route, "rewrite", "if", "break"))];
}
