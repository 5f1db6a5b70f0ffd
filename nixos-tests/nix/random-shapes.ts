/** Calls, conditions, chains, lambdas and strings of random parts, in the shapes that module authors write. */
import * as fc from "fast-check";
import {
  apply,
  binary,
  block,
  chain,
  has,
  ifThenElse,
  lambda,
  list,
  literal,
  not,
  recursiveSet,
  ref,
  select,
  text,
  withIn,
  type BinaryOperator,
  type Binding,
  type Expr,
  type StringPart,
} from "../../generator/nix/ast.ts";
import {
  of,
  some,
  shortName,
  name,
  reference,
  configured,
  libFunction,
  words,
  nginxLine,
  number,
  atom,
  type Arb,
} from "./random-words.ts";

export function call(
  expr: Arb<Expr>,
  attrs: Arb<Expr>,
  items: Arb<Expr>,
  condition: Arb<Expr>,
  text: Arb<Expr>,
): Arb<Expr> {
  const last = fc.oneof(attrs, items, text, expr);
  return fc.oneof(
    { weight: 2, arbitrary: attrs.map((options) => apply(ref("lib.mkOption"), options)) },
    { weight: 2, arbitrary: fc.tuple(libFunction, atom).map(([fn, arg]) => apply(fn, arg)) },
    { weight: 2, arbitrary: fc.tuple(libFunction, expr).map(([fn, arg]) => apply(fn, arg)) },
    {
      weight: 3,
      arbitrary: fc
        .tuple(
          of("lib.mkIf", "lib.optionalAttrs", "lib.optionals", "mkIf"),
          fc.oneof(configured, condition),
          last,
        )
        .map(([fn, when, then]) => apply(ref(fn), when, then)),
    },
    {
      weight: 1,
      arbitrary: fc
        .tuple(configured, text)
        .map(([when, then]) => apply(ref("lib.optionalString"), when, then)),
    },
    {
      weight: 2,
      arbitrary: fc
        .tuple(of("lib.mapAttrs", "lib.concatMapStrings", "map"), lambdas(expr, attrs), configured)
        .map(([fn, each, over]) => apply(ref(fn), each, over)),
    },
    { weight: 1, arbitrary: fc.tuple(libFunction, atom, last).map(([fn, a, b]) => apply(fn, a, b)) },
    {
      weight: 1,
      arbitrary: fc.tuple(libFunction, atom, atom, last).map(([fn, a, b, c]) => apply(fn, a, b, c)),
    },
    {
      weight: 1,
      arbitrary: fc
        .tuple(items, items)
        .map(([from, to]) => apply(ref("lib.mkRenamedOptionModule"), from, to)),
    },
  );
}

export function conditions(expr: Arb<Expr>): Arb<Expr> {
  const comparison = fc
    .tuple(configured, of<BinaryOperator>("==", "!=", "<", ">="), atom)
    .map(([left, operator, right]) => binary(left, operator, right));
  const call = fc
    .tuple(of("lib.elem", "lib.any", "lib.hasPrefix"), atom, configured)
    .map(([fn, a, b]) => apply(ref(fn), a, b));
  const single: Arb<Expr> = fc.oneof(
    { weight: 3, arbitrary: comparison },
    { weight: 2, arbitrary: configured },
    call,
    call.map(not),
    configured.map(not),
    fc.tuple(configured, name).map(([subject, key]) => has(subject, [key])),
    fc.tuple(of("lib.elem"), expr, expr).map(([fn, a, b]) => apply(ref(fn), a, b)),
  );
  const chained = (operand: Arb<Expr>) =>
    fc
      .tuple(of<BinaryOperator>("&&", "||", "->"), operand, some(operand, 1, 3))
      .map(([operator, first, rest]) =>
        chain(operator, first, ...(operator === "->" ? rest.slice(0, 1) : rest)),
      );
  const simple = fc.oneof({ weight: 2, arbitrary: single }, chained(single));
  return fc.oneof({ weight: 3, arbitrary: simple }, chained(simple), simple.map(not));
}

export function appended(
  expr: Arb<Expr>,
  attrs: Arb<Expr>,
  items: Arb<Expr>,
  text: Arb<Expr>,
  condition: Arb<Expr>,
): Arb<Expr> {
  const when = fc.oneof(configured, condition);
  const optional = (fn: string, then: Arb<Expr>) =>
    fc.tuple(when, then).map(([c, value]) => apply(ref(fn), c, value));
  const chains = (operator: BinaryOperator, own: Arb<Expr>, optionally: string) =>
    some(fc.oneof({ weight: 2, arbitrary: own }, reference, optional(optionally, own)), 2, 4).map(
      ([first, ...rest]) => chain(operator, first!, ...rest),
    );
  return fc.oneof(
    { weight: 3, arbitrary: chains("++", items, "lib.optionals") },
    { weight: 3, arbitrary: chains("//", attrs, "lib.optionalAttrs") },
    { weight: 3, arbitrary: chains("+", text, "lib.optionalString") },
    fc
      .tuple(of<BinaryOperator>("++", "//", "+"), expr, expr)
      .map(([operator, left, right]) => binary(left, operator, right)),
  );
}

export function lambdas(expr: Arb<Expr>, attrs: Arb<Expr>): Arb<Expr> {
  const body = fc.oneof(attrs, expr);
  const field = fc.tuple(name, fc.oneof({ weight: 4, arbitrary: fc.constant(null) }, expr));
  const pattern = fc
    .tuple(
      fc.uniqueArray(field, { minLength: 1, maxLength: 4, selector: ([key]) => key }),
      fc.boolean(),
      of(null, null, "args"),
    )
    .map(([fields, ellipsis, as]) => ({
      kind: "pattern" as const,
      fields: fields.map(([key, defaultValue]) => ({ name: key, defaultValue })),
      ellipsis,
      as,
    }));
  return fc.oneof(
    { weight: 4, arbitrary: fc.tuple(shortName, body).map(([x, b]) => lambda(x, b)) },
    { weight: 4, arbitrary: fc.tuple(shortName, name, body).map(([x, y, b]) => lambda(x, lambda(y, b))) },
    {
      weight: 1,
      arbitrary: fc.tuple(name, name, name, body).map(([x, y, z, b]) => lambda(x, lambda(y, lambda(z, b)))),
    },
    { weight: 2, arbitrary: fc.tuple(pattern, body).map(([p, b]) => lambda(p, b)) },
  );
}

export function lineString(expr: Arb<Expr>): Arb<Expr> {
  const code = expr.filter((one) => one.kind !== "line-string");
  const part = fc.oneof(
    { weight: 3, arbitrary: words },
    { weight: 3, arbitrary: reference },
    { weight: 1, arbitrary: code },
  );
  return fc.tuple(words, some(part, 1, 2)).map(([first, parts]) => text(first, ...parts));
}

export function blockString(expr: Arb<Expr>): Arb<Expr> {
  const interpolated: Arb<StringPart[]> = fc.oneof(
    {
      weight: 3,
      arbitrary: fc.tuple(of("listen ", "  return 302 "), reference, of(";", " always;")).map((p) => [...p]),
    },
    { weight: 1, arbitrary: fc.tuple(of("listen "), expr, of(";", " always;")).map((p) => [...p]) },
    {
      weight: 2,
      arbitrary: fc
        .tuple(
          of("", "  "),
          expr.filter((one) => one.kind !== "line-string"),
        )
        .map((p) => [...p]),
    },
  );
  const line = fc.oneof(
    { weight: 6, arbitrary: nginxLine.map((one) => [one]) },
    { weight: 1, arbitrary: fc.constant<StringPart[]>([""]) },
    { weight: 2, arbitrary: interpolated },
  );
  return some(line, 1, 4).map((lines) => block(["# nginx"], ...lines));
}

/** Shapes that a module has now and then. */
export function rare(expr: Arb<Expr>, bindings: Arb<Binding[]>, condition: Arb<Expr>): Arb<Expr> {
  const arithmetic = of<BinaryOperator>("+", "-", "*", "/");
  return fc.oneof(
    bindings.map((all) => recursiveSet(...all)),
    of(-1, 0.5, -443).map(literal),
    fc
      .tuple(condition, expr, condition, expr, expr)
      .map(([a, b, c, d, e]) => ifThenElse(a, b, ifThenElse(c, d, e))),
    fc.tuple(reference, arithmetic, number).map(([a, operator, b]) => binary(a, operator, b)),
    fc.tuple(libFunction, shortName.map(ref), name).map(([fn, arg, key]) => select(apply(fn, arg), [key])),
    fc
      .tuple(configured, configured, atom)
      .map(([subject, key, fallback]) => select(subject, [key], fallback)),
    some(name, 1, 3).map((all) => withIn(ref("lib.maintainers"), list(...all.map(ref)))),
    fc
      .tuple(
        of("lib.types.nullOr", "lib.types.listOf", "nullOr"),
        of("lib.types.enum", "enum"),
        some(words, 1, 8),
      )
      .map(([outer, inner, values]) =>
        apply(ref(outer), apply(ref(inner), list(...values.map((v) => text(v))))),
      ),
  );
}
