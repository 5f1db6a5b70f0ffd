/**
 * Where an expression needs parentheses, as a table: every expression binds with some strength, every position asks for
 * one. Precedence and associativity from the Nix manual, "Operators"; the grammar takes only closed expressions as list
 * items and arguments, and no lambda, let, with or if next to an operator.
 */
import type { Binary, BinaryOperator, Expr } from "./ast.ts";

/** An expression in parentheses. It exists only while printing: the syntax tree has no parentheses. */
export interface Parenthesised {
  readonly kind: "parens";
  readonly inner: Expr;
}

/** An expression as it is printed in some position. */
export type Operand = Expr | Parenthesised;

/** How tightly an expression holds together; higher is tighter. */
const strength = {
  open: 0, // lambda, let, with, if
  "->": 1,
  "||": 2,
  "&&": 3,
  equality: 4,
  comparison: 5,
  "//": 6,
  not: 7,
  additive: 8,
  multiplicative: 9,
  "++": 10,
  has: 11,
  negation: 12,
  application: 13,
  fallback: 14, // a.b or c
  closed: 15, // names, strings, lists, sets, selections
} as const;

type Strength = (typeof strength)[keyof typeof strength];

/** Whether `a op b op c` may be written for operands nested on the left, on the right, on both sides (same value), or not. */
type Nesting = "left" | "right" | "both" | "none";

interface OperatorRule {
  readonly strength: Strength;
  readonly nesting: Nesting;
}

const operators: Record<BinaryOperator, OperatorRule> = {
  "->": { strength: strength["->"], nesting: "right" },
  "||": { strength: strength["||"], nesting: "both" },
  "&&": { strength: strength["&&"], nesting: "both" },
  "==": { strength: strength.equality, nesting: "none" },
  "!=": { strength: strength.equality, nesting: "none" },
  "<": { strength: strength.comparison, nesting: "none" },
  "<=": { strength: strength.comparison, nesting: "none" },
  ">": { strength: strength.comparison, nesting: "none" },
  ">=": { strength: strength.comparison, nesting: "none" },
  "//": { strength: strength["//"], nesting: "both" },
  "+": { strength: strength.additive, nesting: "left" },
  "-": { strength: strength.additive, nesting: "left" },
  "*": { strength: strength.multiplicative, nesting: "left" },
  "/": { strength: strength.multiplicative, nesting: "left" },
  "++": { strength: strength["++"], nesting: "both" },
};

/** A place in which an expression can stand, seen from the outside. */
export type Position =
  | "anything" // after `=`, `:`, `in`, `then`, in parentheses, in `${…}`
  | "function"
  | "argument"
  | "item"
  | "subject" // before `.a.b`
  | "fallback" // after `or`
  | "not"
  | "negation"
  | "has"
  | { readonly operator: BinaryOperator; readonly side: "left" | "right" };

/** The least strength with which an expression stands in a position without parentheses. */
const demands: Record<Exclude<Position, object>, Strength> = {
  anything: strength.open,
  function: strength.closed,
  argument: strength.closed,
  item: strength.closed,
  subject: strength.closed,
  fallback: strength.closed,
  not: strength.not,
  negation: strength.application,
  has: strength.application,
};

/** The expression as it has to be written in this position. Always the same object, so that layouts can be remembered. */
export function inPosition(expr: Expr, position: Position): Operand {
  if (!needsParens(expr, position)) return expr;
  const parenthesised = known.get(expr) ?? { kind: "parens", inner: expr };
  known.set(expr, parenthesised);
  return parenthesised;
}

const known = new WeakMap<Expr, Parenthesised>();

export function needsParens(expr: Expr, position: Position): boolean {
  if (position === "subject") return !canBeSelectedFrom(expr);
  if (position === "not" && isNot(expr)) return true;
  if ((position === "negation" || position === "function") && expr.kind === "path") return true; // -./x is a path
  if (typeof position === "string") return strengthOf(expr) < demands[position];
  if (isMinus(expr) && position.side === "right" && isArithmetic(position.operator)) return true;
  return strengthOf(expr) < operandDemand(position.operator, position.side, expr);
}

function operandDemand(operator: BinaryOperator, side: "left" | "right", operand: Expr): number {
  const rule = operators[operator];
  const continuesChain = rule.nesting === side || (rule.nesting === "both" && isBinary(operand, operator));
  return continuesChain ? rule.strength : rule.strength + 1;
}

function strengthOf(expr: Expr): Strength {
  switch (expr.kind) {
    case "lambda":
    case "let":
    case "with":
    case "if":
      return strength.open;
    case "binary":
      return operators[expr.operator].strength;
    case "unary":
      return expr.operator === "!" ? strength.not : strength.negation;
    case "has":
      return strength.has;
    case "apply":
      return expr.args.length === 0 ? strengthOf(expr.fn) : strength.application;
    case "select":
      return expr.fallback === null ? strength.closed : strength.fallback;
    case "literal":
      return isMinus(expr) ? strength.negation : strength.closed;
    case "line-string":
    case "block-string":
    case "reference":
    case "path":
    case "list":
    case "set":
      return strength.closed;
    default:
      return expr satisfies never;
  }
}

/**
 * A selection from a selection needs none: `a.b.c or d` is one path, all of which the fallback is for. `1.a` would be a
 * number and `./x.a` a path.
 */
function canBeSelectedFrom(expr: Expr): boolean {
  return strengthOf(expr) === strength.closed && expr.kind !== "path" && expr.kind !== "literal";
}

const isBinary = (expr: Expr, operator: BinaryOperator): expr is Binary =>
  expr.kind === "binary" && expr.operator === operator;

const isArithmetic = (operator: BinaryOperator) =>
  operator === "+" || operator === "-" || operator === "*" || operator === "/";

/** `!!a` is good Nix, but the first nixfmt cannot read it. */
const isNot = (expr: Expr) => expr.kind === "unary" && expr.operator === "!";

const isMinus = (expr: Expr): boolean =>
  (expr.kind === "unary" && expr.operator === "-") ||
  (expr.kind === "literal" && typeof expr.value === "number" && expr.value < 0);

/** The operands of a chain of one operator, as `a ++ b ++ c`; two operands when the operator does not chain. */
export function chainOperands(
  operator: BinaryOperator,
  left: Expr,
  right: Expr,
): readonly [Operand, Operand, ...Operand[]] {
  const [first, ...before] = sideOperands(operator, left, "left");
  const [next, ...after] = sideOperands(operator, right, "right");
  const [second, ...others] = [...before, next];
  return second === undefined ? [first, next, ...after] : [first, second, ...others, ...after];
}

function sideOperands(
  operator: BinaryOperator,
  operand: Expr,
  side: "left" | "right",
): readonly [Operand, ...Operand[]] {
  const position = { operator, side } as const;
  const continues = isBinary(operand, operator) && !needsParens(operand, position);
  return continues ? chainOperands(operator, operand.left, operand.right) : [inPosition(operand, position)];
}
