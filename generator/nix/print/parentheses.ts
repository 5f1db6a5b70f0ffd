/** Parentheses around list items, operands, subjects of selections, and arguments that are not the last one. */
import type { Expr } from "../ast.ts";
import { enclosedCallDoc } from "./calls.ts";
import { indent, softline, unit, type Doc, type Print } from "./layout.ts";
import { isOpeningLambda, isOpeningWith } from "./shapes.ts";

export function parensDoc(inner: Expr, print: Print): Doc {
  if (inner.kind === "apply") return enclosedCallDoc("(", inner, ")", print);
  if (inner.kind === "select") return unit("(", print(inner), softline, ")");
  if (isOpeningWith(inner)) return ["(", print.value(inner), ")"];
  if (isOpeningLambda(inner)) return ["(", print(inner), ")"];
  return unit("(", indent([softline, print(inner)]), softline, ")");
}
