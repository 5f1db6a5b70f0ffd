/**
 * Whatever text an option of single sign-on is given: it is refused, or the configuration has the same shape as with a
 * harmless value. Shape is every block and the name of every directive; words may differ only where the value is.
 */
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { directivesOf, parseNginx, valuesOf, type Directive } from "../../generator/evaluate/nginx/parse.ts";
import { hostile, nearly, renderings } from "../support/hostile.ts";

interface Case {
  readonly option: string;
  /** Nix text for services.frigate.nginx, made from `value`. */
  readonly setting: string;
  readonly good: string;
  /** Entries of this map or geo are named after the value; the number of words is compared all the same. */
  readonly namesEntries?: RegExp;
}

const gateway = (more: string): string => `{ preset = "oauth2-proxy"; ${more} }`;
const client = (more: string): string =>
  `{ clients.x = { addresses = [ "192.0.2.1" ]; paths = [ "/api/" ]; user = "x"; } // { ${more} }; }`;

const cases: readonly Case[] = [
  { option: "authRequestUrl", setting: gateway("authRequestUrl = value;"), good: "http://127.0.0.1:4180/oauth2/auth" },
  { option: "authRequestHeaders, value", setting: gateway('authRequestHeaders.X-Test = value;'), good: "a b $frigate_url" },
  { option: "authRequestHeaders, name", setting: gateway('authRequestHeaders.${value} = "x";'), good: "X-Test" },
  { option: "authCache", setting: gateway("authCache = value;"), good: "5s" },
  { option: "publicLocations, value", setting: gateway('publicLocations."/x/" = value;'), good: "http://127.0.0.1:4181" },
  { option: "publicLocations, name", setting: gateway('publicLocations.${value} = "http://127.0.0.1:1";'), good: "/pages/" },
  { option: "publicUrl", setting: gateway("publicUrl = value;"), good: "https://cameras.example.com:8443" },
  { option: "signIn.url", setting: gateway("signIn.url = value;"), good: "https://auth.example.com/start?x=1" },
  { option: "signIn.redirectParameter", setting: gateway("signIn.redirectParameter = value;"), good: "rd" },
  { option: "signOutUrl", setting: gateway("signOutUrl = value;"), good: "/oauth2/sign_out" },
  { option: "reverseProxy.userHeader", setting: gateway("reverseProxy.userHeader = value;"), good: "Remote-User" },
  { option: "reverseProxy.roleHeader", setting: gateway("reverseProxy.roleHeader = value;"), good: "Remote-Groups" },
  { option: "reverseProxy.defaultRole", setting: gateway("reverseProxy.defaultRole = value;"), good: "viewer" },
  { option: "reverseProxy.separator", setting: gateway("reverseProxy.separator = value;"), good: "|" },
  {
    option: "reverseProxy.roleMap, group",
    setting: gateway("reverseProxy.roleMap.admin = [ value ];"),
    good: "admins",
    namesEntries: /_role$/,
  },
  {
    option: "reverseProxy.trustedAddresses",
    setting: '{ reverseProxy = { userHeader = "Remote-User"; trustedAddresses = [ value ]; }; }',
    good: "192.0.2.0/24",
    namesEntries: /^\$frigate_is_trusted$/,
  },
  { option: "clients, user", setting: client("user = value;"), good: "home assistant" },
  { option: "clients, role", setting: client("role = value;"), good: "viewer" },
  { option: "clients, address", setting: client("addresses = [ value ];"), good: "192.0.2.9", namesEntries: /^\$frigate_address_x$/ },
  { option: "clients, path", setting: client("paths = [ value ];"), good: "/api/stats", namesEntries: /^\$frigate_is_x$/ },
  { option: "responseHeaders", setting: gateway("responseHeaders.X-Test = value;"), good: "max-age=1" },
];

type Shape = readonly [name: string, words: number, block: readonly Shape[] | null];

/** A configuration without its words; the name of an entry that the option may choose is left out, too. */
function shapeOf(conf: string, namesEntries: RegExp | undefined): readonly Shape[] {
  const shape = (directive: Directive, own: boolean): Shape => {
    const chosen = namesEntries?.test(valuesOf(directive).at(-1) ?? "") ?? false;
    const block = directive.block && directivesOf(directive.block).map((inner) => shape(inner, chosen));
    return [own && directive.name !== "default" ? "entry" : directive.name, directive.args.length, block];
  };
  return directivesOf(parseNginx(conf).body).map((directive) => shape(directive, false));
}

/** Variables in the text: none may come in with a value. */
const variables = (conf: string): readonly string[] => [...new Set(conf.match(/\$\{?[A-Za-z_]\w*/g) ?? [])].toSorted();

describe.each(cases)("$option", ({ setting, good, namesEntries }) => {
  test("refuses a value or keeps it in its place", () => {
    const values = [good, ...fc.sample(fc.oneof(hostile, nearly(good)), { numRuns: 40, seed: 7 })];
    const found = renderings(setting, values);
    const harmless = found[0];
    if (typeof harmless !== "string") throw new Error(`${good} is refused`);
    expect(found.some((conf) => conf === null)).toBe(true);
    found.forEach((conf, index) => {
      if (conf === null) return;
      expect(sorted(shapeOf(conf, namesEntries)), JSON.stringify(values[index])).toEqual(sorted(shapeOf(harmless, namesEntries)));
      // An entry's name is an expression or a network: a dollar sign in it is no variable.
      if (namesEntries !== undefined) return;
      expect(variables(conf).filter((name) => !allowed(name, harmless))).toEqual([]);
    });
  });
});

/** Headers chosen by an option are read as variables of their own; anything else must be there with a harmless value. */
const allowed = (name: string, harmless: string): boolean =>
  harmless.includes(name) || /^\$\{?(upstream_)?http_[a-z0-9_]+$/.test(name);

/** Locations, upstreams and headers are sorted by name, which a value may be. */
const sorted = (shapes: readonly Shape[]): readonly Shape[] =>
  shapes
    .map(([name, words, block]): Shape => [name, words, block && sorted(block)])
    .toSorted((one, other) => (JSON.stringify(one) < JSON.stringify(other) ? -1 : 1));
