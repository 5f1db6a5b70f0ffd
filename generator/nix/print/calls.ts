/** Function application, and parentheses. */
import type { Application, Expr } from "../ast.ts";
import type { Operand } from "../parens.ts";
import { expandedSetDoc, shortListDoc } from "./collections.ts";
import {
  breaks,
  expanded,
  firstThatFits,
  flatText,
  group,
  hardline,
  indent,
  join,
  line,
  softline,
  unit,
} from "./layout.ts";
import type { Doc, Print } from "./layout.ts";
import { openSelectionDoc } from "./operators.ts";
import { absorbedWithDoc } from "./scopes.ts";
import { flatCall, isOpeningLambda, isAbsorbable, isSimpleCall } from "./shapes.ts";

/** The ways to lay out a call, best first. */
export interface CallLayouts {
  /** On one line. */
  readonly flat: Doc;
  /** One argument over several lines, the others on the line where it begins or ends. */
  readonly hugging: readonly Doc[];
  /** As many arguments as fit on the first line, every other on its own. */
  readonly broken: Doc;
}

export function callDoc(call: Application, print: Print): Doc {
  const { flat, hugging, broken } = callLayouts(call, print);
  return firstThatFits(flat, [...hugging, broken]);
}

/** A call behind `=` or an operator: on that line if that works or nothing else does, else below, indented. */
export function callAfterDoc(call: Application, print: Print, mayGoBelow = !isSimpleCall(call)): Doc {
  const { flat, hugging, broken } = callLayouts(call, print);
  const here = (doc: Doc): Doc => [" ", doc];
  const last = mayGoBelow ? indent([hardline, broken]) : here(broken);
  return firstThatFits(here(flat), [...hugging.map(here), last]);
}

export function callLayouts(call: Application, print: Print): CallLayouts {
  const { fn, args } = flatCall(call);
  const docs = [print(fn), ...args.map((_, i) => argumentDoc(fn, args, i, print))];
  const flat = join(" ", docs);
  return {
    flat,
    hugging: huggings(docs, args, print),
    broken: isSimpleCall(call) ? flat : brokenDoc(docs, endsInTwoLists(args) ? 2 : 1),
  };
}

/** The layouts in which one argument is expanded, the last argument first. */
function huggings(docs: readonly Doc[], args: readonly Operand[], print: Print): Doc[] {
  const huggable = endsInTwoLists(args) ? args.slice(0, -2) : args;
  return huggable
    .map((arg, i) => ({ arg, at: i + 1 }))
    .filter(({ arg, at }) => (arg.kind === "parens" || isAbsorbable(arg)) && restFits(docs, at))
    .reverse()
    .flatMap(({ arg, at }) =>
      expansions(arg, docs[at]!, print).map((expansion) =>
        join(
          " ",
          docs.map((doc, i) => (i === at ? expansion : doc)),
        ),
      ),
    );
}

/** The argument over several lines; a lambda whose parameters do not fit behind `(` goes below it. */
function expansions(arg: Operand, doc: Doc, print: Print): Doc[] {
  if (arg.kind !== "parens" || !isOpeningLambda(arg.inner)) return [expanded(doc)];
  return [expanded(doc), ["(", indent([hardline, print(arg.inner)]), ")"]];
}

/** What follows the expanded argument stands on one line with its end; what precedes it is measured by the printer. */
function restFits(docs: readonly Doc[], at: number): boolean {
  const after = docs.slice(at + 1).map((doc) => [" ", doc]);
  return docs.every((doc, i) => i === at || !breaks(doc)) && flatText([")", after, ";"]).length <= 100;
}

/**
 * `f a b` newline `c` newline `d`: the first argument that does not fit and all after it have their own lines, at least the
 * last one.
 */
function brokenDoc([fn, ...args]: readonly Doc[], atLeast: number): Doc {
  return args.reduce<Doc>(
    (head, arg, i) => unit(head, indent([i < args.length - atLeast ? line : hardline, arg])),
    fn ?? "",
  );
}

function argumentDoc(fn: Operand, args: readonly Operand[], at: number, print: Print): Doc {
  const arg = args[at]!;
  const last = at === args.length - 1;
  if (arg.kind === "list" && (!last || endsInTwoLists(args))) return shortListDoc(arg, print);
  if (arg.kind === "set" && last && expandsItsSet(fn)) return expandedSetDoc(arg, print);
  if (arg.kind === "parens" && last) return lastParensDoc(arg.inner, print);
  return print(arg);
}

/** Two lists at the end are a pair: both on the line, or both below. */
function endsInTwoLists(args: readonly Operand[]): boolean {
  return args.length > 1 && args.slice(-2).every((arg) => arg.kind === "list");
}

/** Functions whose set argument describes something: nobody writes `lib.mkOption { type = …; }` on one line. */
function expandsItsSet(fn: Operand): boolean {
  const name = fn.kind === "reference" ? fn.path.at(-1) : undefined;
  return name === "mkOption" || name === "submodule";
}

/** `(` ends the line, `)` has its own; `(x: {` and `(f {` open the set on the line. */
function lastParensDoc(inner: Expr, print: Print): Doc {
  const hugged = huggedInLastParens(inner, print);
  return hugged ?? unit("(", indent([softline, group(print(inner))]), softline, ")");
}

function huggedInLastParens(inner: Expr, print: Print): Doc | null {
  if (inner.kind === "lambda" && inner.parameter.kind === "name" && isAbsorbable(inner.body)) {
    return ["(", inner.parameter.name, ": ", absorbedDoc(inner.body, print), ")"];
  }
  if (inner.kind === "apply") {
    const { fn, args } = flatCall(inner);
    const [arg] = args;
    const plainName = fn.kind === "reference" && fn.path.length === 1;
    if (plainName && args.length === 1 && arg && isAbsorbable(arg)) {
      return ["(", print(fn), " ", absorbedDoc(arg, print), ")"];
    }
  }
  return null;
}

/** A set that is a value, always expanded, or another absorbable. */
export function absorbedDoc(operand: Operand, print: Print): Doc {
  return operand.kind === "set" ? expandedSetDoc(operand, print) : print(operand);
}

/** Parentheses in the other places: list items, operands, arguments that are not the last one. */
export function parensDoc(inner: Expr, print: Print): Doc {
  if (inner.kind === "apply") {
    const { flat, hugging, broken } = callLayouts(inner, print);
    const inParens = (doc: Doc): Doc => ["(", doc, ")"];
    const last = isSimpleCall(inner) ? inParens(broken) : ["(", broken, hardline, ")"];
    return firstThatFits(inParens(flat), [...hugging.map(inParens), last]);
  }
  if (inner.kind === "select") return unit("(", openSelectionDoc(inner, print), softline, ")");
  if (inner.kind === "with" && isAbsorbable(inner.body)) return ["(", absorbedWithDoc(inner, print), ")"];
  if (isAbsorbable(inner) || isOpeningLambda(inner)) return ["(", print(inner), ")"];
  return unit("(", indent([softline, group(print(inner))]), softline, ")");
}
