/** Nix syntax trees as text, laid out the way nixfmt does (RFC 166), so that formatting the output again changes nothing. */
import type { Expr, Literal, NixFile } from "./ast.ts";
import type { Operand } from "./parens.ts";
import { callDoc, parensDoc } from "./print/calls.ts";
import { commentDoc, listDoc, setDoc } from "./print/collections.ts";
import { hardline, render, type Doc } from "./print/layout.ts";
import { chainDoc, hasDoc, selectionDoc, unaryDoc } from "./print/operators.ts";
import { ifDoc, lambdaDoc, letDoc, withDoc } from "./print/scopes.ts";
import { blockDoc, stringDoc } from "./print/text.ts";

/** A file: header comment, expression, final newline. */
export function printNix(file: NixFile): string {
  return render([commentDoc(file.header), print(file.body), hardline]);
}

/** An expression without a newline at its end. */
export function printExpr(expr: Expr): string {
  return render(print(expr));
}

function print(operand: Operand): Doc {
  switch (operand.kind) {
    case "parens":
      return parensDoc(operand.inner, print);
    case "line-string":
      return stringDoc(operand, print);
    case "block-string":
      return blockDoc(operand, print);
    case "reference":
      return operand.path.join(".");
    case "literal":
      return literalDoc(operand);
    case "path":
      return operand.path;
    case "list":
      return listDoc(operand, print);
    case "set":
      return setDoc(operand, print);
    case "apply":
      return callDoc(operand, print);
    case "lambda":
      return lambdaDoc(operand, print);
    case "let":
      return letDoc(operand, print);
    case "with":
      return withDoc(operand, print);
    case "if":
      return ifDoc(operand, print);
    case "binary":
      return chainDoc(operand, print);
    case "unary":
      return unaryDoc(operand, print);
    case "select":
      return selectionDoc(operand, print);
    case "has":
      return hasDoc(operand, print);
    default:
      return operand satisfies never;
  }
}

function literalDoc({ value }: Literal): string {
  if (typeof value !== "number") return String(value);
  if (!Number.isFinite(value)) throw new RangeError(`Nix has no number ${value}`);
  return numberSource(value);
}

/** Nix reads `1e21` as a name; an exponent needs a decimal point before it. */
function numberSource(value: number): string {
  const [mantissa = "", exponent] = String(value).split("e");
  if (exponent === undefined) return mantissa;
  return `${mantissa.includes(".") ? mantissa : `${mantissa}.0`}e${exponent}`;
}
