/** Values of the schema as Nix. */
import type { Value } from "../model/option.ts";
import { assign, list, literal, set, text, type Expr } from "../nix/ast.ts";

/** A tag's value as Nix. */
export function nixValue(value: Value): Expr {
  if (value === null || typeof value === "number" || typeof value === "boolean") return literal(value);
  if (typeof value === "string") return text(value);
  if (isList(value)) return list(...value.map(nixValue));
  return set(...Object.entries(value).map(([name, member]) => assign([name], nixValue(member))));
}

const isList = (value: Value): value is readonly Value[] => Array.isArray(value);
