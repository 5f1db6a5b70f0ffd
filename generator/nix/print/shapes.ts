/** Questions about an expression's shape on which its layout depends; the words are those of the format's standard. */
import type { Application, Attribute, Binary, Expr } from "../ast.ts";
import { inPosition, type Operand } from "../parens.ts";
import { attributeName, fitsBlockForm } from "../strings.ts";

/** Printed over several lines between two delimiters: a set, a list or a `''…''` string with something in it. */
export function isAbsorbable(operand: Operand): boolean {
  switch (operand.kind) {
    case "set":
      return operand.bindings.length > 0;
    case "list":
      return operand.items.length > 0;
    case "block-string":
      return fitsBlockForm(operand);
    default:
      return false;
  }
}

/** Absorbable itself, or behind one `with x;`. */
export function isAbsorbableWith(operand: Operand): boolean {
  return isAbsorbable(operand) || (operand.kind === "with" && isAbsorbable(operand.body));
}

/** Names, numbers, paths, strings, and calls of those with at most two arguments: nothing is gained by breaking them. */
export function isSimple(operand: Operand): boolean {
  switch (operand.kind) {
    case "reference":
    case "path":
    case "line-string":
    case "block-string":
      return true;
    case "literal":
      return typeof operand.value !== "number" || operand.value >= 0;
    case "select":
      return operand.fallback === null && isSimple(operand.subject) && isPlainPath(operand.path);
    case "parens":
      return operand.inner.kind === "apply" && isSimpleCall(operand.inner);
    case "apply":
      return isSimpleCall(operand);
    default:
      return false;
  }
}

/** At most two arguments, and at most one of them over several lines. */
export function isSimpleCall(call: Application): boolean {
  const { fn, args } = flatCall(call);
  return args.length <= 2 && [fn, ...args].every(isSimple) && args.filter(hasBlock).length <= 1;
}

function hasBlock(operand: Operand): boolean {
  switch (operand.kind) {
    case "block-string":
      return fitsBlockForm(operand);
    case "parens":
      return hasBlock(operand.inner);
    case "apply":
      return operand.args.some((arg) => hasBlock(inPosition(arg, "argument")));
    default:
      return false;
  }
}

/** A call with the calls in its function position taken apart: `(f a) b` is `f a b`. */
export function flatCall(call: Application): { readonly fn: Operand; readonly args: readonly Operand[] } {
  let fn: Expr = call.fn;
  let args: readonly Expr[] = call.args;
  while (fn.kind === "apply") {
    args = [...fn.args, ...args];
    fn = fn.fn;
  }
  return { fn: inPosition(fn, "function"), args: args.map((arg) => inPosition(arg, "argument")) };
}

const appending = new Set(["++", "//", "+"]);

export const isAppending = (operation: Binary) => appending.has(operation.operator);

const comparing = new Set(["==", "!=", "<", "<=", ">", ">="]);

export const isComparison = (operation: Binary) => comparing.has(operation.operator);

/** `a.b.c` without quotes and interpolations. */
export function isPlainPath(path: readonly Attribute[]): boolean {
  return path.every((step) => typeof step === "string" && attributeName(step) === step);
}

/** `x: y: {` — plain names, then a body that begins on their line. */
export function isOpeningLambda(expr: Expr): boolean {
  return (
    expr.kind === "lambda" &&
    expr.parameter.kind === "name" &&
    (isOpeningLambda(expr.body) || isAbsorbable(expr.body))
  );
}
