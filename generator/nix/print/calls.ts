/** Function application. */
import type { Application, Expr } from "../ast.ts";
import type { Operand } from "../parens.ts";
import {
  breaks,
  broken,
  firstThatFits,
  fitsLine,
  hardline,
  indent,
  join,
  line,
  softline,
  unit,
  type Doc,
  type Print,
} from "./layout.ts";
import { shortListDoc } from "./lists.ts";
import {
  flatCall,
  isAbsorbable,
  isOpeningLambda,
  isSimpleCall,
  leadingNames,
  type FlatCall,
} from "./shapes.ts";

/** The ways to lay out a call, best first. */
export interface CallLayouts {
  /** On one line. */
  readonly flat: Doc;
  /** One argument over several lines, the others on the line where it begins or ends. */
  readonly hugging: readonly Doc[];
  /** As many arguments as fit on the first line, every other on its own. */
  readonly broken: Doc;
}

interface Argument {
  readonly doc: Doc;
  /** How it goes over several lines, if it does. */
  readonly expansions: readonly Doc[];
}

export function callDoc(call: Application, print: Print): Doc {
  const layouts = callLayouts(call, print);
  return firstThatFits(layouts.flat, [...layouts.hugging, layouts.broken]);
}

/**
 * A call behind `=` or an operator: on that line if that works, else below, indented. A simple call may stay on the line
 * although it is too long.
 */
export function callAfterDoc(call: Application, print: Print, stays = isSimpleCall(call)): Doc {
  const layouts = callLayouts(call, print);
  const here = (doc: Doc): Doc => [" ", doc];
  const last = stays ? here(layouts.broken) : indent([hardline, layouts.broken]);
  return firstThatFits(here(layouts.flat), [...layouts.hugging.map(here), last]);
}

/** A call between delimiters that stand apart when the call has to be broken. */
export function enclosedCallDoc(open: string, call: Application, close: string, print: Print): Doc {
  const layouts = callLayouts(call, print);
  const enclosed = (doc: Doc): Doc => [open, doc, close];
  const last = isSimpleCall(call) ? enclosed(layouts.broken) : [open, layouts.broken, hardline, close];
  return firstThatFits(enclosed(layouts.flat), [...layouts.hugging.map(enclosed), last]);
}

function callLayouts(call: Application, print: Print): CallLayouts {
  const flat = flatCall(call);
  const fn = print(flat.fn);
  const args = flat.args.map((_, at) => argumentOf(flat, at, print));
  const docs = args.map(({ doc }) => doc);
  const onOneLine = join(" ", [fn, ...docs]);
  return {
    flat: onOneLine,
    hugging: huggings(fn, args),
    broken: isSimpleCall(call) ? onOneLine : brokenDoc(fn, docs, endsInTwoLists(flat.args) ? 2 : 1),
  };
}

/** The layouts in which one argument is expanded, the last argument first. */
function huggings(fn: Doc, args: readonly Argument[]): Doc[] {
  const docs = args.map(({ doc }) => doc);
  return args
    .map(({ expansions }, at) => ({
      expansions,
      before: [fn, ...docs.slice(0, at)],
      after: docs.slice(at + 1),
    }))
    .reverse()
    .filter(({ before, after }) => !breaks(before) && !breaks(after) && fitsLine([")", spaced(after), ";"]))
    .flatMap(({ expansions, before, after }) =>
      expansions.map((expansion) => [join(" ", before), " ", expansion, spaced(after)]),
    );
}

const spaced = (docs: readonly Doc[]): Doc[] => docs.map((doc) => [" ", doc]);

/**
 * `f a b` newline `c` newline `d`: the first argument that does not fit and all after it have their own lines, at least the
 * last ones.
 */
function brokenDoc(fn: Doc, args: readonly Doc[], last: number): Doc {
  return args.reduce(
    (head, arg, i) => unit(head, indent([i < args.length - last ? line : hardline, arg])),
    fn,
  );
}

function argumentOf({ fn, args }: FlatCall, at: number, print: Print): Argument {
  const arg = args[at]!;
  const last = at === args.length - 1;
  const paired = at >= args.length - 2 && endsInTwoLists(args);
  if (arg.kind === "list" && paired) return { doc: shortListDoc(arg, print), expansions: [] };
  if (arg.kind === "list" && !last) return expandable(shortListDoc(arg, print), arg);
  if (arg.kind === "set" && last && describes(fn)) return expandable(print.value(arg), arg);
  if (arg.kind === "parens" && last) return expandable(lastParensDoc(arg.inner, print), arg);
  if (arg.kind === "parens" && isOpeningLambda(arg.inner)) return lambdaArgument(arg.inner, print);
  return expandable(print(arg), arg);
}

function expandable(doc: Doc, arg: Operand): Argument {
  return { doc, expansions: arg.kind === "parens" || isAbsorbable(arg) ? [broken(doc)] : [] };
}

/** `(x: {`, or the lambda below its `(` when the parameters do not fit. */
function lambdaArgument(lambda: Expr, print: Print): Argument {
  const inner = print(lambda);
  const doc = ["(", inner, ")"];
  return { doc, expansions: [broken(doc), ["(", indent([hardline, inner]), ")"]] };
}

/** Two lists at the end are a pair: both on the line, or both below. */
function endsInTwoLists(args: readonly Operand[]): boolean {
  return args.length > 1 && args.slice(-2).every((arg) => arg.kind === "list");
}

/** Functions whose set argument describes something: nobody writes `lib.mkOption { type = …; }` on one line. */
function describes(fn: Operand): boolean {
  const name = fn.kind === "reference" ? fn.path.at(-1) : undefined;
  return name === "mkOption" || name === "submodule";
}

/** `(` ends the line, `)` has its own; `(x: {` and `(f {` open the set on the line. */
function lastParensDoc(inner: Expr, print: Print): Doc {
  if (isOpeningLambda(inner)) {
    const { names, body } = leadingNames(inner);
    const [name, second] = names;
    if (name !== undefined && second === undefined) return ["(", name, ": ", print.value(body), ")"];
  }
  if (inner.kind === "apply") {
    const { fn, args } = flatCall(inner);
    const [arg, second] = args;
    const plainName = fn.kind === "reference" && fn.path.length === 1;
    if (plainName && arg && !second && isAbsorbable(arg)) return ["(", print(fn), " ", print.value(arg), ")"];
  }
  return unit("(", indent([softline, print(inner)]), softline, ")");
}
