/** Data as Nix. */
import { assign, list, literal, set, text, type Expr } from "../nix/ast.ts";
import type { Value } from "../model/option.ts";

export function nixValue(value: Value): Expr {
  if (value === null || typeof value === "number" || typeof value === "boolean") return literal(value);
  if (typeof value === "string") return text(value);
  if (isList(value)) return list(...value.map(nixValue));
  return set(...Object.entries(value).map(([name, member]) => assign([name], nixValue(member))));
}

/** Array.isArray does not narrow readonly arrays. */
const isList = (value: Value): value is readonly Value[] => Array.isArray(value);
