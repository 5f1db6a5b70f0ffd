/** Time limits: how long a question may take in a configuration, and the same configuration in a hurry. */
import { valuesOf, type Directive, type NginxFile } from "../../generator/inspect/nginx/parse.ts";
import { effectiveRoutes, showMatcher } from "../../generator/inspect/nginx/effective.ts";
import { mutation, withArguments, type Mutation } from "../rig/mutate.ts";
import { valueInForce } from "../../generator/inspect/nginx/in-force.ts";

const limits = ["proxy_connect_timeout", "proxy_send_timeout", "proxy_read_timeout"] as const;
type Limit = (typeof limits)[number];

/** Seconds, where nothing is said (ngx_http_proxy_module.c). */
const usual = 60;

/** A location that a question passes, and how many seconds it waits for each step of the answer. */
export interface Patience {
  readonly location: string;
  readonly seconds: Readonly<Record<Limit, number>>;
}

/** The locations that pass on the question who somebody is: to the gateway, to Frigate, and around both. */
export const patienceOf = (file: NginxFile): readonly Patience[] =>
  effectiveRoutes(file)
    .map((route) => ({ route, location: showMatcher(route.matcher) }))
    .filter(({ route, location }) => location in milliseconds && valueInForce(route, "proxy_pass") !== null)
    .map(({ route, location }) => ({
      location,
      seconds: Object.fromEntries(
        limits.map((limit) => [limit, secondsOf(limit, valueInForce(route, limit))]),
      ) as Record<Limit, number>,
    }));

function secondsOf(limit: Limit, said: string | null): number {
  if (said === null) return usual;
  const [, number, unit] = /^(\d+)(s?)$/.exec(said) ?? [];
  if (number === undefined || unit === undefined) throw new Error(`${limit} ${said}: not in seconds`);
  return Number(number);
}

/** By location; what waits for another waits longer. */
const milliseconds: Readonly<Record<string, number>> = {
  "= /gateway": 1_000,
  "= /frigate": 2_000,
  "= /auth": 4_000,
};

/** Every step of a question takes at most a few seconds, and the gateway's no more than one. */
export const inAHurry: Mutation = mutation((location) => {
  const time = location.name === "location" ? milliseconds[valuesOf(location).join(" ")] : undefined;
  if (time === undefined) return location;
  const others = (location.block ?? []).filter(
    (item) => item.kind === "comment" || !limits.some((limit) => limit === item.name),
  );
  const own = limits.map((limit): Directive => ({
    ...withArguments(location, `${time}ms`),
    name: limit,
    block: null,
  }));
  return { ...location, block: [...others, ...own] };
});

/** Longer than anything in a hurry takes, and shorter than anything that is not. */
export const tooLong = 10_000;
