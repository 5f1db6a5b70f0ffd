/** Random expressions together with their values, worked out here and not by Nix. */
import * as fc from "fast-check";
import {
  apply,
  assign,
  binary,
  has,
  ifThenElse,
  lambda,
  list,
  literal,
  negate,
  not,
  select,
  set,
  type BinaryOperator,
  type Expr,
} from "../../generator/nix/ast.ts";

/** An expression and its value, found without Nix. */
export interface Valued<T> {
  readonly expr: Expr;
  readonly value: T;
}

type ValuedKinds = {
  readonly number: Valued<number>;
  readonly boolean: Valued<boolean>;
  readonly list: Valued<number[]>;
  readonly set: Valued<Record<string, number>>;
};

const valued = fc.letrec<ValuedKinds>((tie) => {
  const [number, boolean, numbers, sets] = [tie("number"), tie("boolean"), tie("list"), tie("set")];
  const options = { maxDepth: 5, depthIdentifier: "valued", withCrossShrink: true } as const;
  const combine = <T, R>(
    operator: BinaryOperator,
    sides: fc.Arbitrary<Valued<T>>,
    value: (left: T, right: T) => R,
  ): fc.Arbitrary<Valued<R>> =>
    fc
      .tuple(sides, sides)
      .map(([l, r]) => ({ expr: binary(l.expr, operator, r.expr), value: value(l.value, r.value) }));
  const choose = <T>(sides: fc.Arbitrary<Valued<T>>): fc.Arbitrary<Valued<T>> =>
    fc.tuple(boolean, sides, sides).map(([when, then, otherwise]) => ({
      expr: ifThenElse(when.expr, then.expr, otherwise.expr),
      value: when.value ? then.value : otherwise.value,
    }));
  return {
    number: fc.oneof(
      options,
      fc.integer({ min: -3, max: 3 }).map((value) => ({ expr: literal(value), value })),
      combine("+", number, (l, r) => l + r),
      combine("-", number, (l, r) => l - r),
      combine("*", number, (l, r) => l * r + 0),
      number.map(({ expr, value }) => ({ expr: negate(expr), value: 0 - value })),
      number.map(({ expr, value }) => ({ expr: apply(lambda("x", expr), literal(0)), value })),
      fc
        .tuple(sets, number)
        .map(([s, n]) => ({ expr: select(s.expr, "a", n.expr), value: s.value["a"] ?? n.value })),
      choose(number),
    ),
    boolean: fc.oneof(
      options,
      fc.boolean().map((value) => ({ expr: literal(value), value })),
      combine("&&", boolean, (l, r) => l && r),
      combine("||", boolean, (l, r) => l || r),
      combine("->", boolean, (l, r) => !l || r),
      combine("==", boolean, (l, r) => l === r),
      combine("<", number, (l, r) => l < r),
      combine(">=", number, (l, r) => l >= r),
      combine("!=", number, (l, r) => l !== r),
      boolean.map(({ expr, value }) => ({ expr: not(expr), value: !value })),
      sets.map(({ expr, value }) => ({ expr: has(expr, "b"), value: "b" in value })),
      choose(boolean),
    ),
    list: fc.oneof(
      options,
      fc.array(number, { maxLength: 3 }).map((all) => ({
        expr: list(...all.map(({ expr }) => expr)),
        value: all.map(({ value }) => value),
      })),
      combine("++", numbers, (l, r) => [...l, ...r]),
      choose(numbers),
    ),
    set: fc.oneof(
      options,
      fc.tuple(fc.constantFrom("a", "b"), number).map(([key, n]) => ({
        expr: set(assign([key], n.expr)),
        value: { [key]: n.value },
      })),
      combine("//", sets, (l, r) => ({ ...l, ...r })),
      choose(sets),
    ),
  };
});

export const valuedExpression: fc.Arbitrary<Valued<unknown>> = fc.oneof<fc.Arbitrary<Valued<unknown>>[]>(
  valued.number,
  valued.boolean,
  valued.list,
  valued.set,
);
