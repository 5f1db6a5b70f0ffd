/** Calls, chains of operators, and parentheses around them. */
import type { Expr, Of } from "./ast.ts";
import {
  breaks,
  broken,
  conditionalGroup,
  firstThatFits,
  fitsLine,
  hardline,
  indent,
  join,
  line,
  onLineOrBelow,
  softline,
  unit,
  type Doc,
  type Print,
} from "./layout.ts";
import { closed, isAbsorbable, isClosed, isSimple, strength, strengths, type Chain } from "./shapes.ts";

/** A call behind `=` or an operator: on that line if that works, else below, indented. */
export const callAfterDoc = (call: Of<"apply">, print: Print): Doc =>
  callDoc(
    call,
    print,
    (doc) => [" ", doc],
    (doc) => indent([hardline, doc]),
  );

/**
 * A call on one line; else with one argument over several lines, the last one if possible, and the others on the line where
 * it begins or ends; else with as many arguments as fit on the first line, and every other on its own.
 */
export function callDoc(
  call: Of<"apply">,
  print: Print,
  around = (doc: Doc): Doc => doc,
  aroundBroken = around,
): Doc {
  const fn = print(call.fn);
  const args = call.args.map((_, at) => argumentDoc(call, at, print));
  const flat = join(" ", [fn, ...args]);
  if (isSimple(call)) return around(flat);
  const hugging = call.args.flatMap((arg, at) => {
    const before = [fn, ...args.slice(0, at)];
    const after = args.slice(at + 1).map((doc) => [" ", doc]);
    const hugs = (isAbsorbable(arg) || !isClosed(arg)) && !breaks(before) && !breaks(after);
    return hugs && fitsLine([")", after, ";"]) ? [[join(" ", before), " ", broken(args[at]!), after]] : [];
  });
  return firstThatFits(around(flat), [...hugging.reverse().map(around), aroundBroken(brokenDoc(fn, args))]);
}

/** The first argument that does not fit and all after it have their own lines, at least the last one. */
const brokenDoc = (fn: Doc, args: readonly Doc[]): Doc =>
  args.reduce((head, arg, i) => unit(head, indent([i < args.length - 1 ? line : hardline, arg])), fn);

function argumentDoc({ fn, args }: Of<"apply">, at: number, print: Print): Doc {
  const arg = args[at]!;
  const isLast = at === args.length - 1;
  if (arg.kind === "list" && !isLast) return shortListDoc(arg, print);
  // Nobody writes `lib.mkOption { type = …; }` on one line.
  if (isLast && /^(mkOption|submodule)$/.test(fn.path.at(-1) ?? "")) return print.expanded(arg);
  return isLast && !isClosed(arg) ? lastParensDoc(arg, print) : closedDoc(arg, print);
}

/** A list of few simple items may stay on one line where a call has more arguments after it. */
function shortListDoc(list: Of<"list">, print: Print): Doc {
  const items = list.items.map((item) => closedDoc(item, print));
  const short = list.items.length <= 6 && list.items.every(isSimple) && !breaks(items);
  return short ? listDoc(items, line) : print(list);
}

export const listDoc = (items: readonly Doc[], separator: Doc): Doc =>
  items.length === 0 ? "[ ]" : unit("[", indent([line, join(separator, [...items])]), line, "]");

/** `(` ends the line, `)` has its own; `(f {` opens the set on the line. */
function lastParensDoc(inner: Expr, print: Print): Doc {
  if (inner.kind === "apply" && inner.fn.path.length === 1) {
    const [arg, second] = inner.args;
    if (arg && !second && isAbsorbable(arg)) return ["(", print(inner.fn), " ", print.expanded(arg), ")"];
  }
  return parensDoc(inner, print);
}

const parensDoc = (inner: Expr, print: Print): Doc =>
  unit("(", indent([softline, print(inner)]), softline, ")");

const enclosedDoc = (inner: Expr, print: Print): Doc =>
  inner.kind === "apply" ? callDoc(inner, print, (doc) => ["(", doc, ")"]) : parensDoc(inner, print);

/** An expression, in parentheses where it holds together less tightly than its place asks for. */
export const operandDoc = (expr: Expr, least: number, print: Print): Doc =>
  strength(expr) < least ? enclosedDoc(expr, print) : print(expr);

/** A list item, or an argument. */
export const closedDoc = (expr: Expr, print: Print): Doc => operandDoc(expr, closed, print);

/** All on one line, or every operator begins a line. */
export function chainDoc({ operands: [first, ...others], operator }: Chain, print: Print): Doc {
  const least = strengths[operator] + 1;
  const rows = others.map((operand) => [line, operator, rowDoc(operand, least, print)]);
  return [operandDoc(first, least, print), rows];
}

function rowDoc(operand: Expr, least: number, print: Print): Doc {
  if (strength(operand) < least) return [" ", enclosedDoc(operand, print)];
  if (operand.kind === "apply") return callAfterDoc(operand, print);
  return [" ", operand.kind === "set" ? print.open(operand) : print(operand)];
}

/** A chain behind `=`. `a = ''…'' + b` starts on the line, and so does `a = b // { … }` with its second and last operand. */
export function chainAfterDoc(chain: Chain, print: Print): Doc {
  const { operands, operator } = chain;
  const [first, second, third] = operands;
  const regular = chainDoc(chain, print);
  if (operator !== "+" && operator !== "//") return onLineOrBelow(unit(regular));
  if (isAbsorbable(first)) return [" ", unit(regular)];
  const head = operandDoc(first, strengths[operator] + 1, print);
  if (third || !isAbsorbable(second) || breaks(head)) return onLineOrBelow(unit(regular));
  return conditionalGroup([
    [" ", head, ` ${operator} `, print.expanded(second)],
    indent([hardline, broken(regular)]),
  ]);
}
