/** Random expressions together with their values, worked out here and not by Nix. */
import * as fc from "fast-check";
import { expect, test } from "vitest";
import {
  apply,
  assign,
  binary,
  block,
  inherit,
  lambda,
  letIn,
  list,
  literal,
  not,
  recursiveSet,
  ref,
  set,
  text,
  type BinaryOperator,
  type Expr,
} from "../../generator/nix/ast.ts";
import { printExpr } from "../../generator/nix/print.ts";
import type { Value } from "../../generator/model/option.ts";
import { nixValue } from "../../generator/emit/value.ts";
import { evaluate } from "./nix.ts";

/** An expression and its value. */
interface Valued<T> {
  readonly expr: Expr;
  readonly value: T;
}

type Kinds = {
  readonly number: Valued<number>;
  readonly text: Valued<string>;
  readonly boolean: Valued<boolean>;
  readonly set: Valued<Record<string, number>>;
};

/** Functions that the expressions call. */
const scope = "same = x: x; second = a: b: b; withX = f: f { x = 1; y = 2; }; ask = set: set.a or 0;";

const valued = fc.letrec<Kinds>((tie) => {
  const [number, words, boolean, sets] = [tie("number"), tie("text"), tie("boolean"), tie("set")];
  const options = { maxDepth: 5, depthIdentifier: "valued", withCrossShrink: true } as const;
  const combine = <T, R>(
    operator: BinaryOperator,
    sides: fc.Arbitrary<Valued<T>>,
    value: (left: T, right: T) => R,
  ): fc.Arbitrary<Valued<R>> =>
    fc
      .tuple(sides, sides)
      .map(([l, r]) => ({ expr: binary(l.expr, operator, r.expr), value: value(l.value, r.value) }));
  const wrapped = <T>(sides: fc.Arbitrary<Valued<T>>): fc.Arbitrary<Valued<T>> =>
    fc
      .tuple(
        fc.constantFrom<(expr: Expr) => Expr>(
          (expr) => apply(ref("same"), expr),
          (expr) => apply(ref("second"), list(expr), expr),
          (expr) => apply(ref("withX"), lambda(["y"], expr)),
          (expr) => letIn([assign("z", expr)], ref("z")),
          (expr) => letIn([assign("a.with", expr), inherit(["with"], ref("a"))], ref("a.with")),
          (expr) => letIn([assign("r", recursiveSet(assign("p", expr), assign("q", ref("p"))))], ref("r.q")),
        ),
        sides,
      )
      .map(([wrap, { expr, value }]) => ({ expr: wrap(expr), value }));
  return {
    number: fc.oneof(
      options,
      fc.constantFrom(0, 1, -1, 5000, 0.5, -2.5).map((value) => ({ expr: literal(value), value })),
      combine("+", number, (l, r) => l + r),
      sets.map(({ expr, value }) => ({ expr: apply(ref("ask"), expr), value: value["a"] ?? 0 })),
      wrapped(number),
    ),
    text: fc.oneof(
      options,
      fc.constantFrom("x", "${a}", 'say "x"').map((value) => ({ expr: text(value), value })),
      combine("+", words, (l, r) => l + r),
      words.map(({ expr, value }) => ({ expr: text("<", expr, ">"), value: `<${value}>` })),
      words.map(({ expr, value }) => ({ expr: block(["a ", expr], "  b"), value: `a ${value}\n  b\n` })),
      wrapped(words),
    ),
    boolean: fc.oneof(
      options,
      fc.boolean().map((value) => ({ expr: literal(value), value })),
      combine("&&", boolean, (l, r) => l && r),
      combine("==", boolean, (l, r) => l === r),
      combine("!=", number, (l, r) => l !== r),
      combine("==", words, (l, r) => l === r),
      boolean.map(({ expr, value }) => ({ expr: not(expr), value: !value })),
      wrapped(boolean),
    ),
    set: fc.oneof(
      options,
      fc.tuple(fc.constantFrom("a", "or"), number).map(([key, n]) => ({
        expr: set(assign([key], n.expr)),
        value: { [key]: n.value },
      })),
      combine("//", sets, (l, r) => ({ ...l, ...r })),
      wrapped(sets),
    ),
  };
});

const evaluated = (exprs: readonly Expr[]) => evaluate(`let ${scope} in ${printExpr(list(...exprs))}`);

test("Nix computes what was meant", () => {
  const any = fc.oneof<fc.Arbitrary<Valued<unknown>>[]>(
    valued.number,
    valued.text,
    valued.boolean,
    valued.set,
  );
  fc.assert(
    fc.property(fc.array(any, { minLength: 1, maxLength: 100 }), (all) => {
      expect(evaluated(all.map(({ expr }) => expr))).toEqual(all.map(({ value }) => value));
    }),
    { numRuns: 20 },
  );
});

test("data stays what it is", () => {
  const plain = fc.constantFrom<Value>(null, true, 7, -1, 0.5, -0.25, 1e30, 1e-7, "", "${a} '' \"\\ \n$");
  const { data } = fc.letrec<{ data: Value }>((tie) => ({
    data: fc.oneof(
      { maxDepth: 3, withCrossShrink: true },
      plain,
      fc.array(tie("data"), { maxLength: 4 }),
      fc.dictionary(fc.constantFrom("a", "b-c", "with", "/api/", "a.b", "${a}"), tie("data")),
    ),
  }));
  fc.assert(
    fc.property(fc.array(data, { minLength: 1, maxLength: 50 }), (all) => {
      expect(evaluated(all.map(nixValue))).toEqual(all);
    }),
    { numRuns: 20 },
  );
});
