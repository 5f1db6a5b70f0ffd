/** Nix syntax trees as text, laid out the way nixfmt does (RFC 166), so that formatting the output again changes nothing. */
import type { Expr, Literal, NixFile } from "./ast.ts";
import type { Operand } from "./parens.ts";
import { callDoc } from "./print/calls.ts";
import { commentDoc } from "./print/comments.ts";
import { hardline, render, type Doc, type Print } from "./print/layout.ts";
import { expandedListDoc, listDoc } from "./print/lists.ts";
import { chainDoc, unaryDoc } from "./print/operators.ts";
import { parensDoc } from "./print/parentheses.ts";
import {
  ifDoc,
  lambdaDoc,
  letDoc,
  openLambdaDoc,
  openWithDoc,
  withDoc,
  withOnLineDoc,
} from "./print/scopes.ts";
import { hasDoc, selectionDoc } from "./print/selections.ts";
import { expandedSetDoc, openSetDoc, setDoc } from "./print/sets.ts";
import { blockStringDoc, lineStringDoc } from "./print/text.ts";

/**
 * A file: header comment, expression, final newline.
 *
 * A fixpoint of plain `nixfmt` 1.0 to 1.4 for what modules are made of. Left over, and best avoided by a name in a `let`:
 * what is too long because of an attribute path, of a selection from a call (`(f x).y`), or of an interpolation in a long
 * string behind a quoted or dynamic path; a call with two long calls as arguments; a call whose last line ends right at the
 * limit; with nixfmt 1.0 a path literal as argument or as body of a lambda.
 * @throws RangeError for numbers that Nix cannot write.
 */
export function printNix(file: NixFile): string {
  return render([commentDoc(file.header), print(file.body), hardline]);
}

/** An expression without a newline at its end. Throws as {@link printNix} does. */
export function printExpr(expr: Expr): string {
  return render(print(expr));
}

const print: Print = Object.assign(remembered(plain), {
  open: remembered(open),
  value: remembered(value),
  expanded: remembered(expanded),
});

/** Layouts ask for a part more than once, in every layout that they weigh; without this, the depth would be an exponent. */
function remembered(layout: (operand: Operand) => Doc): (operand: Operand) => Doc {
  const known = new WeakMap<Operand, Doc>();
  return (operand) => {
    const doc = known.get(operand) ?? layout(operand);
    known.set(operand, doc);
    return doc;
  };
}

function plain(operand: Operand): Doc {
  switch (operand.kind) {
    case "parens":
      return parensDoc(operand.inner, print);
    case "line-string":
      return lineStringDoc(operand, print);
    case "block-string":
      return blockStringDoc(operand, print);
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

function open(operand: Operand): Doc {
  switch (operand.kind) {
    case "set":
      return openSetDoc(operand, print);
    case "lambda":
      return openLambdaDoc(operand, print);
    case "with":
      return openWithDoc(operand, print);
    default:
      return print(operand);
  }
}

function value(operand: Operand): Doc {
  switch (operand.kind) {
    case "set":
      return expandedSetDoc(operand, print);
    case "with":
      return withOnLineDoc(operand, print.value(operand.body), print);
    default:
      return print(operand);
  }
}

function expanded(operand: Operand): Doc {
  switch (operand.kind) {
    case "list":
      return expandedListDoc(operand, print);
    case "with":
      return withOnLineDoc(operand, print.expanded(operand.body), print);
    default:
      return print.value(operand);
  }
}

function literalDoc({ value }: Literal): string {
  if (typeof value !== "number") return String(value);
  if (!Number.isFinite(value)) throw new RangeError(`Nix has no number ${value}`);
  return numberSource(value);
}

/** Integers that Nix may not hold are written as floats; it wants a decimal point before an exponent. */
function numberSource(value: number): string {
  const exact = !Number.isInteger(value) || Number.isSafeInteger(value);
  const [mantissa = "", exponent] = (exact ? String(value) : value.toExponential()).split("e");
  if (exponent === undefined) return mantissa;
  return `${mantissa.includes(".") ? mantissa : `${mantissa}.0`}e${exponent}`;
}
