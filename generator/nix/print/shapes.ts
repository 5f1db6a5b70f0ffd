/** Questions about an expression's shape on which its layout depends. */
import type { Application, Attribute, Binary, Expr, Lambda } from "../ast.ts";
import { inPosition, type Operand } from "../parens.ts";
import { attributeName, usesBlockForm } from "../strings.ts";

/** A set, a list or a `''…''` string with something in it: two delimiters that can stand on lines apart from each other. */
export function isAbsorbable(operand: Operand): boolean {
  switch (operand.kind) {
    case "set":
      return operand.bindings.some(({ kind }) => kind !== "blank");
    case "list":
      return operand.items.length > 0;
    case "block-string":
      return usesBlockForm(operand);
    default:
      return false;
  }
}

/** `with x; [` */
export const isOpeningWith = (operand: Operand): boolean =>
  operand.kind === "with" && isAbsorbable(operand.body);

/** `x: y: {` */
export const isOpeningLambda = (operand: Operand): operand is Lambda =>
  operand.kind === "lambda" && operand.parameter.kind === "name" && isAbsorbable(leadingNames(operand).body);

/** The plain parameters in a row before the body: `a: b: body`. */
export function leadingNames(lambda: Lambda): { readonly names: readonly string[]; readonly body: Expr } {
  const names: string[] = [];
  let body: Expr = lambda;
  while (body.kind === "lambda" && body.parameter.kind === "name") {
    names.push(body.parameter.name);
    body = body.body;
  }
  return { names, body };
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

/** At most two arguments, and only the last one over several lines. */
export function isSimpleCall(call: Application): boolean {
  const { fn, args } = flatCall(call);
  return args.length <= 2 && [fn, ...args].every(isSimple) && !args.slice(0, -1).some(hasBlock);
}

function hasBlock(operand: Operand): boolean {
  switch (operand.kind) {
    case "block-string":
      return usesBlockForm(operand);
    case "parens":
      return hasBlock(operand.inner);
    case "apply":
      return operand.args.some(hasBlock);
    default:
      return false;
  }
}

export interface FlatCall {
  readonly fn: Operand;
  readonly args: readonly Operand[];
}

/** A call with the calls in its function position taken apart: `(f a) b` is `f a b`. */
export function flatCall(call: Application): FlatCall {
  let fn: Expr = call.fn;
  let args: readonly Expr[] = call.args;
  while (fn.kind === "apply") {
    args = [...fn.args, ...args];
    fn = fn.fn;
  }
  return { fn: inPosition(fn, "function"), args: args.map((arg) => inPosition(arg, "argument")) };
}

/** Operators that put collections or texts together. */
export const isAppending = ({ operator }: Binary): boolean =>
  operator === "++" || operator === "//" || operator === "+";

/** `a.b.c` without quotes and interpolations. */
export const isPlainPath = (path: readonly Attribute[]): boolean =>
  path.every((step) => typeof step === "string" && attributeName(step) === step);
