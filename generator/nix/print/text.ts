/** Strings and their interpolations. */
import { text, type BlockString, type Expr, type LineString } from "../ast.ts";
import { blockAsLine, blockLineSource, lineSource, usesBlockForm, type SourcePart } from "../strings.ts";
import { enclosedCallDoc } from "./calls.ts";
import { breaks, broken, flatText, hardline, indent, join, offset, softline, unit } from "./layout.ts";
import type { Doc, Print } from "./layout.ts";
import { isAbsorbable, isOpeningLambda, isOpeningWith, isSimple } from "./shapes.ts";

/** Code up to this length is never broken inside a string. */
const shortCode = 30;

/** `"…"` */
export function lineStringDoc(string: LineString, print: Print): Doc {
  return lineDoc(['"', rowDoc(lineSource(string.parts), print), '"']);
}

/** Plain text as one piece: it can only be too long, not be broken. */
const lineDoc = (parts: Doc[]): Doc =>
  parts.flat(2).every((part) => typeof part === "string") ? flatText(parts) : parts;

/** `''…''`, or `"…"` where that is better. */
export function blockStringDoc(block: BlockString, print: Print): Doc {
  if (!usesBlockForm(block)) return lineStringDoc(text(...blockAsLine(block)), print);
  const lines = block.lines.map((parts) => indentedRowDoc(blockLineSource(parts), print));
  return broken(["''", indent([hardline, join(hardline, lines)]), hardline, "''"]);
}

/** A line whose interpolations are indented as far as its text. */
function indentedRowDoc(parts: readonly SourcePart[], print: Print): Doc {
  const [first, ...others] = parts;
  if (first === undefined || "interpolated" in first) return rowDoc(parts, print);
  const source = first.source.trimStart();
  const spaces = first.source.length - source.length;
  const row = rowDoc(source === "" ? others : [{ source }, ...others], print);
  return [" ".repeat(spaces), offset(spaces, row)];
}

function rowDoc(parts: readonly SourcePart[], print: Print): Doc {
  const [only, ...others] = parts;
  if (only && "interpolated" in only && others.length === 0) return aloneDoc(only.interpolated, print);
  return parts.map((part) => ("source" in part ? part.source : interpolationDoc(part.interpolated, print)));
}

/** An interpolation that has its line for itself: its code may begin there and go on below. */
function aloneDoc(expr: Expr, print: Print): Doc {
  if (expr.kind === "apply") return enclosedCallDoc("${", expr, "}", print);
  if (expr.kind === "select" || expr.kind === "reference") return unit("${", print(expr), softline, "}");
  if (isOpeningWith(expr)) return ["${", print.value(expr), "}"];
  if (isOpeningLambda(expr)) return ["${", print(expr), "}"];
  if (expr.kind === "line-string") return enclosedDoc(print(expr));
  return interpolationDoc(expr, print);
}

/** An interpolation between text: sets, lists, simple or short code begin on the line. */
function interpolationDoc(expr: Expr, print: Print): Doc {
  const code = print(expr);
  if (isAbsorbable(expr) || isSimple(expr)) return ["${", code, "}"];
  const short = !breaks(code) && flatText(code).length <= shortCode;
  return short ? ["${", flatText(code), "}"] : enclosedDoc(code);
}

const enclosedDoc = (code: Doc): Doc => unit("${", indent([softline, code]), softline, "}");
