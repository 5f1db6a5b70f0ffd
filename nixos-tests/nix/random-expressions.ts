/**
 * Random expressions of every kind, as nobody would write them: for parentheses, not for layout. They are valid in a scope
 * that binds `a`, `b`, `c` and `f`.
 */
import * as fc from "fast-check";
import {
  apply,
  assign,
  binary,
  block,
  has,
  ifThenElse,
  inherit,
  lambda,
  letIn,
  list,
  literal,
  negate,
  not,
  path,
  recursiveSet,
  ref,
  select,
  set,
  text,
  withIn,
  type Attribute,
  type Binding,
  type BinaryOperator,
  type Expr,
} from "../../generator/nix/ast.ts";

export const scope = ["a", "b", "c", "f"] as const;

export const operators: readonly BinaryOperator[] = [
  ...(["++", "//", "+", "-", "*", "/", "==", "!=", "<", "<=", ">", ">=", "&&", "||", "->"] as const),
];

const name = fc.constantFrom(...scope);

const atom: fc.Arbitrary<Expr> = fc.oneof(
  { weight: 4, arbitrary: name.map(ref) },
  fc.constantFrom(0, 1, -1, 2.5, -0.5, 1e30, 1e-7, true, false, null).map(literal),
  fc.constantFrom("x", "${a}", 'say "x"').map((words) => text(words)),
  fc.constantFrom("./x.nix", "/x/y").map(path),
  fc.constant(block("x", "  y")),
);

export const expression: fc.Arbitrary<Expr> = fc.letrec<{ expr: Expr }>((tie) => ({
  expr: fc.oneof({ maxDepth: 6, depthSize: "medium", withCrossShrink: true }, atom, ...compound(tie("expr"))),
})).expr;

function compound(expr: fc.Arbitrary<Expr>): fc.Arbitrary<Expr>[] {
  const step: fc.Arbitrary<Attribute> = fc.oneof(
    { weight: 4, arbitrary: fc.constantFrom("a", "b", "x y", "or") },
    expr,
  );
  const steps = fc.array(step, { minLength: 1, maxLength: 2 });
  const bindings = fc
    .uniqueArray(fc.tuple(fc.constantFrom("p", "q", "r"), expr), { selector: ([key]) => key })
    .map((all): Binding[] => all.map(([key, value]) => assign([key, "x"], value)));
  const some = fc.array(expr, { maxLength: 3 });
  return [
    some.map((items) => list(...items)),
    fc.tuple(bindings, expr).map(([all, key]) => set(...all, inherit(["b"], key), assign([key], ref("a")))),
    bindings.map((all) => recursiveSet(...all, inherit(["c"]))),
    fc.tuple(expr, fc.array(expr, { minLength: 1, maxLength: 3 })).map(([fn, args]) => apply(fn, ...args)),
    fc.tuple(name, expr).map(([parameter, body]) => lambda(parameter, body)),
    fc.tuple(expr, expr).map(([fallback, body]) =>
      lambda(
        {
          kind: "pattern",
          fields: [
            { name: "a", defaultValue: fallback },
            { name: "b", defaultValue: null },
          ],
          ellipsis: true,
          as: "c",
        },
        body,
      ),
    ),
    fc.tuple(bindings, expr).map(([all, body]) => letIn([assign(["z"], literal(0)), ...all], body)),
    fc.tuple(expr, expr).map(([environment, body]) => withIn(environment, body)),
    fc.tuple(expr, expr, expr).map(([when, then, otherwise]) => ifThenElse(when, then, otherwise)),
    fc
      .tuple(expr, fc.constantFrom(...operators), expr)
      .map(([left, operator, right]) => binary(left, operator, right)),
    expr.map(not),
    expr.map(negate),
    fc.tuple(expr, steps).map(([subject, at]) => select(subject, at)),
    fc.tuple(expr, steps, expr).map(([subject, at, fallback]) => select(subject, at, fallback)),
    fc.tuple(expr, steps).map(([subject, at]) => has(subject, at)),
    fc.tuple(expr, expr).map(([one, other]) => text("x", one, "y", other)),
  ];
}
