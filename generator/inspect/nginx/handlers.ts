import type { Effective, Route } from "./effective.ts";
import { sortedSet } from "../collections.ts";
import { blockText, factOf, type Fact, type ResolveHere } from "./facts.ts";
import { allInForce, inForce, valueInForce } from "./in-force.ts";
import { argumentOf, directivesOf, valuesOf, type Directive } from "./tree.ts";
import { withoutStoreHash } from "./units.ts";
import { authTarget } from "./variables.ts";

/** Who may come: `auth_request`, and `allow`/`deny`, of which the first that fits decides. */
export function accessFacts(route: Route): readonly Fact[] {
  const asked = allInForce(route, "auth_request");
  const rules = allInForce(route, "allow", "deny");
  const target = authTarget(route) ?? "none";
  const check = factOf("auth", "auth_request", target, asked, { standard: "none", gate: "content" });
  if (rules.length === 0) return [check];
  const value = rules.map(({ directive }) => `${directive.name} ${valuesOf(directive).join(" ")}`).join("; ");
  return [check, factOf("auth", "allow, deny", value, rules, { standard: "allow all", gate: "content" })];
}

/** `limit_except GET { deny all; }`; nginx counts HEAD in where GET is allowed. */
export function methodFacts(route: Route, resolve: ResolveHere): readonly Fact[] {
  return allInForce(route, "limit_except").map((limit) => {
    const { directive } = limit;
    const named = valuesOf(directive).map((method) => method.toUpperCase());
    const methods = sortedSet(named.includes("GET") ? [...named, "HEAD"] : named).join(" ");
    const value = `${methods}, others ${blockText(directive, resolve)}`;
    return factOf("methods", "limit_except", value, [limit], { standard: "all", gate: "content" });
  });
}

/** One fact per status, since each has its own answer. */
export function errorFacts(route: Route, resolve: ResolveHere): readonly Fact[] {
  return allInForce(route, "error_page").flatMap((page) => {
    const words = valuesOf(page.directive).map(resolve);
    const firstAnswer = words.findIndex((word) => !/^\d+$/.test(word));
    const answer = words.slice(firstAnswer).join(" ").replace(/^= /, "=");
    return words.slice(0, firstAnswer).map((status) => factOf("errors", status, answer, [page]));
  });
}

/** Which file a path stands for, and the types the files have. */
export function fileFacts(route: Route, resolve: ResolveHere): readonly Fact[] {
  const base = inForce(route, "root", "alias");
  const types = allInForce(route, "types");
  // With mapped vod the paths come from Frigate's answer, and the document root is never looked at.
  const isMappedVod = inForce(route, "vod") !== undefined && valueInForce(route, "vod_mode") === "mapped";
  const lines = sortedSet(types.flatMap(({ directive }) => typeLines(directive))).join("; ");
  return [
    ...(base === undefined || isMappedVod
      ? []
      : [factOf("files", "directory", fileMapping(route, base, resolve), [base], { gate: "read" })]),
    ...(types.length === 0 ? [] : [factOf("files", "types", lines, types, { gate: "files" })]),
  ];
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
