import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  apply,
  binary,
  has,
  ifThenElse,
  lambda,
  letIn,
  list,
  literal,
  negate,
  not,
  path,
  ref,
  select,
  set,
  text,
  withIn,
  type Expr,
} from "../../generator/nix/ast.ts";
import { needsParens, type Position } from "../../generator/nix/parens.ts";
import { printExpr } from "../../generator/nix/print.ts";
import { explicit } from "./explicit.ts";
import { evaluate, parse } from "./nix.ts";
import { expression, operators, scope } from "./random-expressions.ts";
import { valuedExpression } from "./random-values.ts";

const [a, b, c, f] = [ref("a"), ref("b"), ref("c"), ref("f")];
const or = select(a, "b", c);
const call = apply(f, a);
const and = binary(a, "&&", b);

describe("parentheses", () => {
  const cases: [string, Position, [Expr, boolean][]][] = [
    [
      "list items and arguments are closed",
      "item",
      [
        [a, false],
        [select(a, "b"), false],
        [or, true],
        [call, true],
        [negate(a), true],
        [literal(-2), true],
        [literal(2), false],
        [lambda("x", a), true],
        [text("x"), false],
        [set(), false],
      ],
    ],
    [
      "what stands alone needs none",
      "anything",
      [
        [lambda("x", a), false],
        [literal(-2), false],
        [and, false],
      ],
    ],
    [
      "a function is closed",
      "function",
      [
        [lambda("x", a), true],
        [select(a, "b"), false],
        [or, true],
      ],
    ],
    [
      "a subject is a name, a string, a list or a set",
      "subject",
      [
        [set(), false],
        [call, true],
        [or, true],
        [literal(1), true],
        [path("./x"), true],
        [select(a, "b"), false],
      ],
    ],
    [
      "after or",
      "fallback",
      [
        [call, true],
        [select(a, "b"), false],
        [or, true],
      ],
    ],
    [
      "not",
      "not",
      [
        [call, false],
        [has(a, "b"), false],
        [and, true],
        [not(a), true],
        [binary(a, "+", b), false],
      ],
    ],
    [
      "minus",
      "negation",
      [
        [call, false],
        [negate(a), true],
        [binary(a, "*", b), true],
      ],
    ],
    [
      "before ?",
      "has",
      [
        [call, false],
        [negate(a), true],
        [binary(a, "++", b), true],
        [has(a, "b"), true],
      ],
    ],
    [
      "left of an operator",
      { operator: "+", side: "left" },
      [
        [binary(a, "+", b), false],
        [binary(a, "-", b), false],
        [binary(a, "*", b), false],
        [binary(a, "//", b), true],
        [literal(-1), false],
        [not(a), true],
        [ifThenElse(a, b, c), true],
        [letIn([], a), true],
        [withIn(a, b), true],
      ],
    ],
    [
      "right of an operator",
      { operator: "+", side: "right" },
      [
        [binary(a, "+", b), true],
        [binary(a, "-", b), true],
        [binary(a, "*", b), false],
        [literal(-1), true],
        [negate(a), true],
      ],
    ],
    ["a comparison may have a negative side", { operator: "==", side: "right" }, [[literal(-1), false]]],
    ["associative operators chain", { operator: "++", side: "left" }, [[binary(a, "++", b), false]]],
    ["on both sides", { operator: "++", side: "right" }, [[binary(a, "++", b), false]]],
    ["implications chain to the right", { operator: "->", side: "right" }, [[binary(a, "->", b), false]]],
    [
      "and not to the left",
      { operator: "->", side: "left" },
      [
        [binary(a, "->", b), true],
        [binary(a, "||", b), false],
      ],
    ],
    ["comparisons do not chain", { operator: "==", side: "left" }, [[binary(a, "!=", b), true]]],
  ];
  test.each(cases)("%s", (_, position, expected) => {
    for (const [expr, answer] of expected) {
      expect(needsParens(expr, position), `${printExpr(expr)} there`).toBe(answer);
    }
  });
});

const inScope = (source: string): string => `${scope.map((name) => `${name}: `).join("")}(${source})`;

/** What Nix makes of the printed expressions, and what it should make of them. */
function parsed(exprs: readonly Expr[]): { printed: readonly string[]; meant: readonly string[] } {
  const sources = [...exprs.map(printExpr), ...exprs.map(explicit)];
  const results = parse(sources.map(inScope));
  return { printed: results.slice(0, exprs.length), meant: results.slice(exprs.length) };
}

describe("Nix reads what was meant", () => {
  test("every operator next to every other", () => {
    const exprs = operators.flatMap((outer) =>
      operators.flatMap((inner) => [
        binary(binary(a, inner, b), outer, c),
        binary(a, outer, binary(b, inner, c)),
      ]),
    );
    const { printed, meant } = parsed(exprs);
    expect(printed).toEqual(meant);
  });

  test("any expression", () => {
    fc.assert(
      fc.property(fc.array(expression, { minLength: 1, maxLength: 100 }), (exprs) => {
        const { printed, meant } = parsed(exprs);
        expect(printed).toEqual(meant);
      }),
      { numRuns: 20 },
    );
  });
});

test("Nix computes what was meant", () => {
  fc.assert(
    fc.property(fc.array(valuedExpression, { minLength: 1, maxLength: 100 }), (all) => {
      const printed = printExpr(list(...all.map(({ expr }) => expr)));
      expect(evaluate(printed)).toEqual(all.map(({ value }) => value));
    }),
    { numRuns: 20 },
  );
});
