/** Strings and their interpolations. */
import { text, type BlockString, type Expr, type LineString } from "../ast.ts";
import { blockAsLine, blockLineSource, fitsBlockForm, lineSource, type SourcePart } from "../strings.ts";
import { callLayouts } from "./calls.ts";
import {
  breaks,
  firstThatFits,
  flatText,
  group,
  hardline,
  indent,
  join,
  offset,
  softline,
  unit,
  type Doc,
  type Print,
} from "./layout.ts";
import { openSelectionDoc } from "./operators.ts";
import { absorbedWithDoc } from "./scopes.ts";
import { isAbsorbable, isOpeningLambda, isSimple, isSimpleCall } from "./shapes.ts";

/** `"…"` */
export function stringDoc(string: LineString, print: Print): Doc {
  return ['"', rowDoc(lineSource(string.parts), print), '"'];
}

/** `''…''`, or `"…"` when that form cannot hold the text or has nothing to gain. */
export function blockDoc(block: BlockString, print: Print): Doc {
  if (!fitsBlockForm(block)) return stringDoc(text(...blockAsLine(block)), print);
  const lines = block.lines.map((parts) => indentedRowDoc(blockLineSource(parts), print));
  return ["''", indent([hardline, join(hardline, lines)]), hardline, "''"];
}

/** A line whose interpolations are indented as far as its text. */
function indentedRowDoc(parts: readonly SourcePart[], print: Print): Doc {
  const [first, ...others] = parts;
  if (first === undefined || "interpolated" in first) return rowDoc(parts, print);
  const text = first.source.trimStart();
  const indentation = first.source.slice(0, first.source.length - text.length);
  return [
    indentation,
    offset(indentation.length, rowDoc(text === "" ? others : [{ source: text }, ...others], print)),
  ];
}

function rowDoc(parts: readonly SourcePart[], print: Print): Doc {
  const [only, ...others] = parts;
  if (only && "interpolated" in only && others.length === 0) return aloneDoc(only.interpolated, print);
  return parts.map((part) => partDoc(part, print));
}

/** An interpolation that has its line for itself: a call may open its last argument there. */
function aloneDoc(expr: Expr, print: Print): Doc {
  if (expr.kind === "line-string") return unit("${", indent([softline, print(expr)]), softline, "}");
  if (expr.kind === "with" && isAbsorbable(expr.body)) return ["${", absorbedWithDoc(expr, print), "}"];
  if (isOpeningLambda(expr)) return ["${", print(expr), "}"];
  if (expr.kind === "reference") return unit("${", print(expr), softline, "}");
  if (expr.kind === "select") return unit("${", openSelectionDoc(expr, print), softline, "}");
  if (expr.kind !== "apply") return interpolationDoc(expr, print);
  const { flat, hugging, broken } = callLayouts(expr, print);
  const inBraces = (doc: Doc): Doc => ["${", doc, "}"];
  const last = isSimpleCall(expr) ? inBraces(broken) : ["${", broken, hardline, "}"];
  return firstThatFits(inBraces(flat), [...hugging.map(inBraces), last]);
}

function partDoc(part: SourcePart, print: Print): Doc {
  return "source" in part ? part.source : interpolationDoc(part.interpolated, print);
}

/** Between other text: simple or short code is never broken. */
function interpolationDoc(expr: Expr, print: Print): Doc {
  const doc = print(expr);
  if (!breaks(doc) && flatText(doc).length <= 30) return ["${", flatText(doc), "}"];
  if (isSimple(expr) || expr.kind === "set" || expr.kind === "list") return ["${", doc, "}"];
  return unit("${", indent([softline, group(doc)]), softline, "}");
}
