import { inForce, valueInForce } from "./in-force.ts";
import { lookupsOf, showLookup, variableName } from "./lookups.ts";
import { valuesOf, type Directive, type NginxFile } from "./tree.ts";
import { groupBy, sortedSet } from "../collections.ts";
import type { Route, Server } from "./effective.ts";

/** The request a route runs in when it is a subrequest: its variables are the main request's. */
export interface MainRequest {
  readonly route: Route;
  /** What has run there: an auth subrequest sees what `set` did, a later one also what `auth_request_set` did. */
  readonly after: "rewrite" | "auth";
}

/**
 * Writes a text with every variable of the user's own replaced by where its value comes from, so that names do not
 * matter: `$auth(upstream_http_remote_user)`, `$set(…)`, `$map(source){key=>value; …}`. A variable that nothing in this
 * request sets is empty, as in nginx. nginx's own variables stay, in lower case.
 */
export type Resolve = (text: string, route: Route, main?: MainRequest) => string;

const VARIABLE = /\$(?:\{(\w+)\}|(\w+))/g;

/** Names of the variables in a text, in order. */
export function variablesIn(text: string): readonly string[] {
  return [...text.matchAll(VARIABLE)].map(([, braced, bare]) => (braced ?? bare ?? "").toLowerCase());
}

interface Scope {
  readonly route: Route;
  readonly main: MainRequest | undefined;
  /** The variables being written out; one that means itself ends there. */
  readonly within: readonly string[];
}

/** @param routes those of the file, from effectiveRoutes */
export function variablesOf(file: NginxFile, routes: readonly Route[]): Resolve {
  const lookups = lookupsOf(file);
  const setters = new Map<Server["directive"], ReadonlyMap<string, readonly Route[]>>();

  const expand = (text: string, scope: Scope): string =>
    text.replace(VARIABLE, (spelled: string, braced?: string, bare?: string) => {
      const name = (braced ?? bare ?? spelled).toLowerCase();
      const { route, main, within } = scope;
      if (within.includes(name)) return `$${name}`;
      const inner = (value: string) => expand(value, { ...scope, within: [...within, name] });
      // nginx runs no auth_request inside a subrequest, so there the location's own auth_request_set does nothing.
      const own =
        assignedHere(route, name, main ? "rewrite" : "auth") ??
        (main && assignedHere(main.route, name, main.after));
      if (own !== undefined) return showAssignment(own, inner);
      const lookup = lookups.get(name);
      return lookup === undefined ? elsewhere(name, scope) : showLookup(lookup, inner);
    });

  /** Set by other locations only: those that may lead here say what it is, for all others it is empty. */
  const elsewhere = (name: string, { route, main, within }: Scope): string => {
    const setting = settersIn(route.server).get(name);
    if (setting === undefined) return `$${name}`;
    if (main !== undefined || !isReachedFromInside(route)) return "";
    const values = setting.map((setter) => expand(`$${name}`, { route: setter, main: undefined, within }));
    return [...new Set(values.filter((value) => value !== ""))].sort().join(" or ");
  };

  const settersIn = (server: Server): ReadonlyMap<string, readonly Route[]> => {
    const known = setters.get(server.directive);
    if (known !== undefined) return known;
    const found = settersByName(routes.filter((route) => route.server.directive === server.directive));
    setters.set(server.directive, found);
    return found;
  };

  return (text, route, main) => (text.includes("$") ? expand(text, { route, main, within: [] }) : text);
}

/** The locations a client cannot ask for: they run inside another request and see its variables. */
export function isReachedFromInside(route: Route): boolean {
  return route.matcher.modifier === "@" || inForce(route, "internal") !== undefined;
}

/** The target of `auth_request`; null where none is asked. */
export function authTarget(route: Route): string | null {
  const uri = valueInForce(route, "auth_request");
  return uri === "off" ? null : uri;
}

/** How a location sets a variable. */
export interface Assignment {
  readonly by: string;
  /** Null where the auth request that would set it is off. */
  readonly value: string | null;
}

/** The variables a location sets; the last assignment counts, and auth_request_set comes after all of `set`. */
interface Assignments {
  readonly rewrite: ReadonlyMap<string, Assignment>;
  readonly auth: ReadonlyMap<string, Assignment>;
}

const SETTERS: readonly string[] = ["set", "set_escape_uri", "set_unescape_uri"];

const knownAssignments = new WeakMap<Route, Assignments>();

function assignmentsOf(route: Route): Assignments {
  const known = knownAssignments.get(route);
  if (known !== undefined) return known;
  const directives = route.directives.map(({ directive }) => directive);
  const asked = authTarget(route) !== null;
  const assignments = {
    rewrite: assigned(directives.filter(({ name }) => SETTERS.includes(name))),
    auth: assigned(
      directives.filter(({ name }) => name === "auth_request_set"),
      asked,
    ),
  };
  knownAssignments.set(route, assignments);
  return assignments;
}

function assigned(directives: readonly Directive[], takesPlace = true): ReadonlyMap<string, Assignment> {
  return new Map(
    directives.map((directive) => {
      const [variable = "", value = ""] = valuesOf(directive);
      const by = directive.name === "auth_request_set" ? "auth" : directive.name;
      return [variableName(variable), { by, value: takesPlace ? value : null }] as const;
    }),
  );
}

/** What a location sets a variable to: the last assignment before that phase is over. */
export function assignedHere(
  route: Route,
  name: string,
  after: MainRequest["after"],
): Assignment | undefined {
  const { rewrite, auth } = assignmentsOf(route);
  return (after === "auth" ? auth.get(name) : undefined) ?? rewrite.get(name);
}

function showAssignment({ by, value }: Assignment, resolve: (text: string) => string): string {
  if (value === null) return "";
  // The answer's headers are the auth subrequest's own: `$upstream_http_x` there is not the one of the location.
  if (by === "auth") return `$auth(${/^\$\w+$/.test(value) ? variableName(value) : value})`;
  return `$${by}(${resolve(value)})`;
}

/** Which locations set a variable. */
function settersByName(routes: readonly Route[]): ReadonlyMap<string, readonly Route[]> {
  const pairs = routes.flatMap((route) => {
    const { rewrite, auth } = assignmentsOf(route);
    return sortedSet([...rewrite.keys(), ...auth.keys()]).map((name) => ({ name, route }));
  });
  return new Map(
    [...groupBy(pairs, ({ name }) => name)].map(([name, group]) => [name, group.map(({ route }) => route)]),
  );
}
