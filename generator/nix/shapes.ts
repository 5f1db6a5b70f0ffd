/** Questions about an expression's shape on which its layout and its parentheses depend. */
import type { BinaryOperator, Expr, Of } from "./ast.ts";
import { usesBlockForm } from "./strings.ts";

/** A set, a list or a `''…''` string with something in it: two delimiters that can stand on lines apart from each other. */
export function isAbsorbable(expr: Expr): boolean {
  switch (expr.kind) {
    case "set":
      return expr.bindings.some(({ kind }) => kind !== "blank");
    case "list":
      return expr.items.length > 0;
    case "block-string":
      return usesBlockForm(expr);
    default:
      return false;
  }
}

/** Names, numbers, strings, and calls of at most two of those: nothing is gained by breaking them. */
export function isSimple(expr: Expr): boolean {
  if (expr.kind === "apply") return expr.args.length <= 2 && expr.args.every(isSimple);
  return isClosed(expr) && !isAbsorbable(expr);
}

/** How tightly an expression holds together; higher is tighter (Nix manual, "Operators"). */
export const strengths: Readonly<Record<Exclude<Expr["kind"], "binary"> | BinaryOperator, number>> = {
  lambda: 0,
  let: 0,
  "&&": 1,
  "==": 2,
  "!=": 2,
  "//": 3,
  unary: 4,
  "+": 5,
  apply: 6,
  // What needs no parentheses anywhere.
  ...{ reference: 7, literal: 7, path: 7, "line-string": 7, "block-string": 7, list: 7, set: 7 },
};

/** The strength of what may be a list item or an argument without parentheses. */
export const closed = strengths.reference;

export function strength(expr: Expr): number {
  if (expr.kind === "binary") return strengths[expr.operator];
  const isNegative = expr.kind === "literal" && typeof expr.value === "number" && expr.value < 0;
  return isNegative ? strengths.apply : strengths[expr.kind];
}

export const isClosed = (expr: Expr): boolean => strength(expr) === closed;

/** The operands of `a op b op c`, which Nix reads as `(a op b) op c` or, where it is the same, as `a op (b op c)`. */
export interface Chain {
  readonly operator: BinaryOperator;
  readonly operands: readonly [Expr, Expr, ...Expr[]];
}

export function chainOf({ left, operator, right }: Of<"binary">): Chain {
  const continues =
    left.kind === "binary" && left.operator === operator && strengths[operator] !== strengths["=="];
  return { operator, operands: continues ? [...chainOf(left).operands, right] : [left, right] };
}
