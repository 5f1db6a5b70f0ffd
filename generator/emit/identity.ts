/** The locations of the identity server. */
import { identityLocations, type IdentityLocation } from "../schema/identity.ts";
import type { Condition } from "../schema/nginx.ts";
import { apply, assign, chain, ref, set, type Expr } from "../nix/ast.ts";
import { conditionExpr, nginxText } from "./nginx-text.ts";
import { wrapped } from "../wrap.ts";

const entries = Object.entries(identityLocations) as readonly [string, IdentityLocation][];

/** The text of each location by its matcher; those that depend on the same thing stand together. */
export function identityLocationSet(): Expr {
  const conditions = [...new Set(entries.map(([, { when }]) => when))].toSorted(
    (one, other) => Number(one !== undefined) - Number(other !== undefined),
  );
  const [first, ...rest] = conditions.map(locationsThatDependOn);
  return first === undefined ? set() : chain("//", first, ...rest);
}

function locationsThatDependOn(condition: Condition | undefined): Expr {
  const locations = set(
    ...entries
      .filter(([, { when }]) => when === condition)
      .map(([matcher, { comment, lines }]) => assign(matcher, nginxText(lines), wrapped(comment))),
  );
  return condition === undefined
    ? locations
    : apply(ref("lib.optionalAttrs"), conditionExpr(condition), locations);
}
