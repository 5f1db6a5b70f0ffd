import type { Effective, Route } from "./effective.ts";
import { sortedSet } from "../collections.ts";
import { blockText, innermostLevel, type Fact, type ResolveHere } from "./facts.ts";
import { allInForce, inForce, valueInForce } from "./in-force.ts";
import { argumentOf, directivesOf, valuesOf, type Directive } from "./tree.ts";
import { withoutStoreHash } from "./units.ts";
import { authTarget } from "./variables.ts";

/** Who may come: `auth_request`, and `allow`/`deny`, of which the first that fits decides. */
export function accessFacts(route: Route): readonly Fact[] {
  const asked = allInForce(route, "auth_request");
  const rules = allInForce(route, "allow", "deny");
  const check: Fact = {
    aspect: "auth",
    what: "auth_request",
    value: authTarget(route) ?? "none",
    standard: "none",
    gate: "content",
    level: innermostLevel(asked),
  };
  if (rules.length === 0) return [check];
  const value = rules.map(({ directive }) => `${directive.name} ${valuesOf(directive).join(" ")}`).join("; ");
  return [
    check,
    {
      aspect: "auth",
      what: "allow, deny",
      value,
      standard: "allow all",
      gate: "content",
      level: innermostLevel(rules),
    },
  ];
}

/** `limit_except GET { deny all; }`; nginx counts HEAD in where GET is allowed. */
export function methodFacts(route: Route, resolve: ResolveHere): readonly Fact[] {
  return allInForce(route, "limit_except").map(({ directive, level }) => {
    const named = valuesOf(directive).map((method) => method.toUpperCase());
    const methods = sortedSet(named.includes("GET") ? [...named, "HEAD"] : named).join(" ");
    const value = `${methods}, others ${blockText(directive, resolve)}`;
    return { aspect: "methods", what: "limit_except", value, standard: "all", gate: "content", level };
  });
}

/** One fact per status, since each has its own answer. */
export function errorFacts(route: Route, resolve: ResolveHere): readonly Fact[] {
  return allInForce(route, "error_page").flatMap(({ directive, level }) => {
    const words = valuesOf(directive).map(resolve);
    const firstAnswer = words.findIndex((word) => !/^\d+$/.test(word));
    const answer = words.slice(firstAnswer).join(" ").replace(/^= /, "=");
    return words.slice(0, firstAnswer).map((status): Fact => ({
      aspect: "errors",
      what: status,
      value: answer,
      standard: null,
      gate: "always",
      level,
    }));
  });
}

/** Which file a path stands for, and the types the files have. */
export function fileFacts(route: Route, resolve: ResolveHere): readonly Fact[] {
  const base = inForce(route, "root", "alias");
  const types = allInForce(route, "types");
  const facts: Fact[] = [];
  // With mapped vod the paths come from Frigate's answer, and the document root is never looked at.
  const isMappedVod = inForce(route, "vod") !== undefined && valueInForce(route, "vod_mode") === "mapped";
  if (base !== undefined && !isMappedVod) {
    const value = fileMapping(route, base, resolve);
    facts.push({
      aspect: "files",
      what: "directory",
      value,
      standard: null,
      gate: "read",
      level: base.level,
    });
  }
  if (types.length > 0) {
    const value = sortedSet(types.flatMap(({ directive }) => typeLines(directive))).join("; ");
    facts.push({
      aspect: "files",
      what: "types",
      value,
      standard: null,
      gate: "files",
      level: innermostLevel(types),
    });
  }
  return facts;
}

/** `root` keeps the path, `alias` replaces the part of it that matched where `alias` was written. */
function fileMapping(route: Route, { directive, writtenIn }: Effective, resolve: ResolveHere): string {
  const directory = withoutStoreHash(resolve(argumentOf(directive)));
  const { modifier, pattern } = route.matcher;
  const isPath = modifier === "" || modifier === "^~" || modifier === "=";
  if (!isPath) return `${directive.name} ${directory}`;
  if (directive.name === "root") return `${pattern} -> ${directory.replace(/\/$/, "")}${pattern}`;
  return `${pattern} -> ${directory}${pattern.slice(writtenIn?.pattern.length ?? 0)}`;
}

function typeLines(types: Directive): readonly string[] {
  return directivesOf(types.block).flatMap((type) =>
    valuesOf(type).map((extension) => `${type.name} ${extension}`),
  );
}
