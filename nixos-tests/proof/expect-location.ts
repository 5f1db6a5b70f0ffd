/** Which location answers a path, as nginx chooses among the routes of the schema. */
import { gateways, type Gateway as GatewayFacts } from "../../generator/schema/gateways.ts";
import { routes, type Matcher, type Route } from "../../generator/schema/routes.ts";
import { since } from "../rig/frigate-config.ts";
import type { ListenerName } from "../rig/rig.ts";
import type { Subject } from "./subject.ts";

/** A location of Frigate's virtual host; `gateway` stands for the gateway's own pages. */
export interface Location {
  readonly matcher: string;
  readonly route: Route | "gateway";
}

const entries = Object.entries(routes) as readonly (readonly [Matcher, Route])[];

/** What the gateway is called, how it is asked and answers; null where none is asked. */
export const factsOf = ({ authority }: Subject): GatewayFacts | null =>
  authority.kind === "gateway" ? gateways[authority.name] : null;

/** The locations a listener has: those of its Frigate's version; the public one also those that come with a gateway. */
export function locationsOf(subject: Subject, listener: ListenerName): readonly Location[] {
  const gateway = listener === "public" ? factsOf(subject) : null;
  const own = entries
    .filter(([, route]) => since(subject, route.since ?? "0.15"))
    .filter(([, route]) => route.until === undefined || !since(subject, route.until))
    .filter(([, route]) => route.onlyWithGateway === undefined || gateway !== null)
    .map(([matcher, route]) => ({ matcher, route }));
  const pages = Object.keys(gateway?.publicLocations ?? {}).map((matcher): Location => ({
    matcher,
    route: "gateway",
  }));
  return [...own, ...pages];
}

/**
 * The location for a path without query: the very path, else the first expression that fits, else the longest beginning.
 * Source: https://nginx.org/en/docs/http/ngx_http_core_module.html#location
 */
export function locationFor(subject: Subject, listener: ListenerName, path: string): Location {
  const locations = locationsOf(subject, listener);
  const exact = locations.find(({ matcher }) => matcher === `= ${path}`);
  const fitting = locations.find(({ matcher }) => expressionOf(matcher)?.test(path) === true);
  const [longest] = locations
    .filter(({ matcher }) => matcher.startsWith("/") && path.startsWith(matcher))
    .sort((one, other) => other.matcher.length - one.matcher.length);
  const location = exact ?? fitting ?? longest;
  if (location === undefined) throw new Error(`no location for ${path}`);
  return location;
}

function expressionOf(matcher: string): RegExp | null {
  const [, modifier, expression] = /^(~\*?) (.*)$/s.exec(matcher) ?? [];
  return expression === undefined ? null : new RegExp(expression, modifier === "~*" ? "i" : "");
}
