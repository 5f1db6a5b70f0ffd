/** Nix syntax trees as text, laid out the way nixfmt does (RFC 166), so that formatting the output again changes nothing. */
import type { Assignment, Binding, Expr, Inherit, NixFile, Of, StringPart } from "./ast.ts";
import { callAfterDoc, callDoc, chainAfterDoc, chainDoc, closedDoc, listDoc, operandDoc } from "./calls.ts";
import {
  broken,
  hardline,
  indent,
  join,
  line,
  onLineOrBelow,
  render,
  softline,
  unit,
  type Doc,
  type Print,
} from "./layout.ts";
import { chainOf, isAbsorbable, isSimple, strengths } from "./shapes.ts";
import { attributeName, blockAsLine, blockLineSource, lineSource, usesBlockForm } from "./strings.ts";
import type { SourcePart } from "./strings.ts";

/**
 * A file: header comment, expression, final newline.
 *
 * A fixpoint of plain `nixfmt` 1.0 to 1.4 for what generated files are made of. Left over, and best avoided by a name in a
 * `let`: a name or an attribute path that is too long for a line, a condition inside the string of another one, and a call of
 * three or more arguments that does not fit its line.
 * @throws RangeError for numbers that Nix cannot write.
 */
export function printNix(file: NixFile): string {
  return render([commentDoc(file.header), print(file.body), hardline]);
}

/** An expression without a newline at its end. Throws as {@link printNix} does. */
export function printExpr(expr: Expr): string {
  return render(print(expr));
}

/** Layouts ask for a part more than once, in every layout that they weigh; without this, the depth would be an exponent. */
function remembered<E extends Expr>(layout: (expr: E) => Doc): (expr: E) => Doc {
  const known = new WeakMap<E, Doc>();
  return (expr) => {
    const doc = known.get(expr) ?? layout(expr);
    known.set(expr, doc);
    return doc;
  };
}

const print: Print = Object.assign(remembered(plainDoc), {
  expanded: (expr: Expr): Doc =>
    expr.kind === "set" && isAbsorbable(expr) ? broken(print.open(expr)) : print(expr),
  open: remembered(openSetDoc),
});

function plainDoc(expr: Expr): Doc {
  switch (expr.kind) {
    case "line-string":
      return lineStringDoc(expr.parts);
    case "block-string":
      return blockStringDoc(expr);
    case "reference":
      return attributePath(expr.path);
    case "literal":
      return literalSource(expr.value);
    case "path":
      return expr.path;
    case "list": {
      const items = expr.items.map((item) => closedDoc(item, print));
      return listDoc(items, hardline);
    }
    case "set":
      return unit(print.open(expr));
    case "apply":
      return callDoc(expr, print);
    case "lambda":
      return lambdaDoc(expr);
    case "let":
      return letDoc(expr);
    case "binary":
      return unit(chainDoc(chainOf(expr), print));
    case "unary":
      return ["!", operandDoc(expr.operand, strengths.unary + 1, print)];
    default:
      return expr satisfies never;
  }
}

const attributePath = (path: readonly string[]): string => path.map(attributeName).join(".");

/** Integers that Nix may not hold are written as floats; it wants a decimal point before an exponent. */
function literalSource(value: number | boolean | null): string {
  if (typeof value !== "number") return String(value);
  if (!Number.isFinite(value)) throw new RangeError(`Nix has no number ${value}`);
  const exact = !Number.isInteger(value) || Number.isSafeInteger(value);
  const [mantissa = "", exponent] = (exact ? String(value) : value.toExponential()).split("e");
  if (exponent === undefined) return mantissa;
  return `${mantissa.includes(".") ? mantissa : `${mantissa}.0`}e${exponent}`;
}

/** Comment lines, each ended by a line break. */
function commentDoc(comment: readonly string[]): Doc {
  const lines = comment.flatMap((text) => text.split("\n"));
  return lines.map((text) => [text === "" ? "#" : `# ${text}`, hardline]);
}

function openSetDoc(set: Of<"set">): Doc {
  const open = set.recursive ? "rec {" : "{";
  return isAbsorbable(set) ? [open, indent([line, bindingsDoc(set.bindings)]), line, "}"] : [open, " }"];
}

/** Bindings, one per line. Blank lines separate them: none at the ends, never two. */
function bindingsDoc(bindings: readonly Binding[]): Doc {
  const kept = bindings.filter((b, i) => b.kind !== "blank" || (i > 0 && bindings[i - 1]!.kind !== "blank"));
  const rows = kept.at(-1)?.kind === "blank" ? kept.slice(0, -1) : kept;
  return join(hardline, rows.map(bindingDoc));
}

function bindingDoc(binding: Binding): Doc {
  switch (binding.kind) {
    case "blank":
      return "";
    case "inherit":
      return inheritDoc(binding);
    case "assignment":
      return assignmentDoc(binding);
    default:
      return binding satisfies never;
  }
}

/** Up to three names on the line, more on a line each. */
function inheritDoc({ from, names }: Inherit): Doc {
  const many = names.length > 3;
  const source = from === null ? "" : [" (", print(from), ")"];
  const rows = names.map((name) => [line, attributeName(name)]);
  const doc = ["inherit", source, indent([rows, many ? line : ""]), ";"];
  return many ? broken(doc) : unit(doc);
}

function assignmentDoc({ path, value, comment }: Assignment): Doc {
  // Behind a path of few plain names, strings stay on the line however long they are.
  const keepsLine = path.length <= 4 && path.every((step) => attributeName(step) === step);
  return [commentDoc(comment), unit(attributePath(path), " =", valueDoc(value, keepsLine), ";")];
}

/** What stands behind `=`: on its line where the value allows it, else on the next line, indented. */
function valueDoc(value: Expr, keepsLine: boolean): Doc {
  switch (value.kind) {
    case "set":
    case "list":
    case "block-string":
      return [" ", print.expanded(value)];
    case "line-string":
      return keepsLine ? [" ", print(value)] : onLineOrBelow(print(value));
    case "apply":
      return callAfterDoc(value, print);
    case "binary":
      return chainAfterDoc(chainOf(value), print);
    default:
      return onLineOrBelow(print(value));
  }
}

/** A pattern and its body: on the line, or below it without indentation. At most two names are on a line. */
function lambdaDoc({ names, open, body }: Of<"lambda">): Doc {
  const rows = [...names.map((name) => [line, name, ","]), ...(open ? [[line, "..."]] : [])];
  const pattern =
    names.length > 2
      ? broken(["{", indent(rows), line, "}"])
      : ["{ ", join(", ", [...names, ...(open ? ["..."] : [])]), " }"];
  return isAbsorbable(body)
    ? [pattern, ":", hardline, print.expanded(body)]
    : unit(pattern, ":", line, print(body));
}

function letDoc({ bindings, body }: Of<"let">): Doc {
  return ["let", indent([hardline, bindingsDoc(bindings)]), hardline, "in", hardline, print.expanded(body)];
}

const lineStringDoc = (parts: readonly StringPart[]): Doc => ['"', rowDoc(lineSource(parts)), '"'];

/** `''…''`, or `"…"` where that is better. */
function blockStringDoc(block: Of<"block-string">): Doc {
  if (!usesBlockForm(block)) return lineStringDoc(blockAsLine(block));
  const lines = block.lines.map((parts) => rowDoc(blockLineSource(parts)));
  return ["''", indent([hardline, join(hardline, lines)]), hardline, "''"];
}

function rowDoc(parts: readonly SourcePart[]): Doc {
  return parts.map((part) => {
    if ("source" in part) return part.source;
    const code = part.interpolated;
    const isAlone = parts.length === 1 && code.kind === "apply";
    return isAlone ? callDoc(code, print, (doc) => ["${", doc, "}"]) : interpolationDoc(code);
  });
}

/** Sets, lists and simple code begin on the line. */
function interpolationDoc(expr: Expr): Doc {
  const code = print(expr);
  if (isAbsorbable(expr) || isSimple(expr)) return ["${", code, "}"];
  return unit("${", indent([softline, code]), softline, "}");
}
