/** Which location nginx takes for a path (ngx_http_core_find_location in ngx_http_core_module.c). */
import type { Route } from "./effective.ts";

/** A location with those inside it. */
export interface Node {
  readonly route: Route;
  readonly parent: Node | null;
  readonly nested: Node[];
}

/** @param routes of one server, in the order of effectiveRoutes: a nested one right behind the one it stands in */
export function treeOf(routes: readonly Route[]): readonly Node[] {
  const top: Node[] = [];
  const open: Node[] = [];
  for (const route of routes) {
    open.length = Math.min(open.length, route.depth);
    const parent = open.at(-1) ?? null;
    const node: Node = { route, parent, nested: [] };
    (parent === null ? top : parent.nested).push(node);
    open.push(node);
  }
  return top;
}

/** All of them, outer ones first. */
export const nodesIn = (tree: readonly Node[]): readonly Node[] =>
  tree.flatMap((node) => [node, ...nodesIn(node.nested)]);

/** The location for a normalised path without query; null where there is none. */
export const locate = (tree: readonly Node[], path: string): Node | null => choose(tree, path)?.node ?? null;

interface Choice {
  readonly node: Node;
  /** No expression of an outer level is tried any more. */
  readonly final: boolean;
}

function choose(level: readonly Node[], path: string): Choice | null {
  const exact = level.find(({ route: { matcher } }) => matcher.modifier === "=" && matcher.pattern === path);
  if (exact !== undefined) return { node: exact, final: true };
  const prefix = longestPrefix(level, path);
  const inside = prefix === undefined ? null : choose(prefix.nested, path);
  if (inside?.final === true) return inside;
  const found = inside ?? (prefix === undefined ? null : { node: prefix, final: false });
  if (prefix?.route.matcher.modifier === "^~") return found;
  const expression = level.find(({ route }) => expressionMatches(route, path));
  if (expression === undefined) return found;
  return { node: choose(expression.nested, path)?.node ?? expression, final: true };
}

function longestPrefix(level: readonly Node[], path: string): Node | undefined {
  return level
    .filter(
      ({ route: { matcher } }) => ["", "^~"].includes(matcher.modifier) && path.startsWith(matcher.pattern),
    )
    .toSorted((a, b) => b.route.matcher.pattern.length - a.route.matcher.pattern.length)[0];
}

function expressionMatches({ matcher }: Route, path: string): boolean {
  if (matcher.modifier !== "~" && matcher.modifier !== "~*") return false;
  return expressionOf(matcher.pattern, matcher.modifier === "~*")?.test(path) ?? false;
}

/** A PCRE as JavaScript has it; null for what it does not have. */
export function expressionOf(pattern: string, ignoresCase: boolean): RegExp | null {
  const flags = /^\(\?([ims]+)\)/.exec(pattern);
  const all = new Set([...(flags?.[1] ?? ""), ...(ignoresCase ? "i" : "")]);
  const text = pattern
    .slice(flags?.[0].length ?? 0)
    .replaceAll("\\z", "$")
    .replaceAll("\\A", "^")
    .replaceAll("(?P<", "(?<");
  try {
    return new RegExp(text, [...all].join(""));
  } catch {
    return null;
  }
}
