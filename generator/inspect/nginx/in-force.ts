/** The directives that nginx goes by in a location, after inheritance. */
import type { Effective, Route } from "./effective.ts";
import type { Directive } from "./tree.ts";

/** Those of these names, the outermost first. */
export const allInForce = (
  { directives }: Pick<Route, "directives">,
  ...names: readonly string[]
): readonly Effective[] => directives.filter(({ directive }) => names.includes(directive.name));

/** The same without where they are written. */
export const directivesInForce = (route: Route, ...names: readonly string[]): readonly Directive[] =>
  allInForce(route, ...names).map(({ directive }) => directive);

/** The one that decides where only one does: the innermost, and there the last. */
export const inForce = (
  { directives }: Pick<Route, "directives">,
  ...names: readonly string[]
): Effective | undefined => directives.findLast(({ directive }) => names.includes(directive.name));

/** Its first argument; null where there is no such directive. */
export const valueInForce = (route: Pick<Route, "directives">, name: string): string | null =>
  inForce(route, name)?.directive.args[0]?.value ?? null;
