/**
 * Random NixOS modules for the printer's tests: the shapes that module authors write, with names and texts of real lengths,
 * so that every layout is met near the width limit.
 */
import * as fc from "fast-check";
import {
  apply,
  assign,
  binary,
  blank,
  block,
  chain,
  has,
  ifThenElse,
  inherit,
  lambda,
  letIn,
  list,
  literal,
  not,
  path,
  recursiveSet,
  ref,
  select,
  set,
  text,
  withIn,
  type BinaryOperator,
  type Binding,
  type Expr,
  type ListItem,
  type NixFile,
  type StringPart,
} from "../../generator/nix/ast.ts";

type Arb<T> = fc.Arbitrary<T>;

const of = <T>(...values: readonly T[]): Arb<T> => fc.constantFrom(...values);

/** A list of `min` to `max` values. */
const some = <T>(arb: Arb<T>, min: number, max: number): Arb<T[]> =>
  fc.array(arb, { minLength: min, maxLength: max });

// Words

const shortName = of("a", "x", "cfg", "name", "value", "host", "pkgs", "user", "path", "enable", "package");
const longName = of(
  "authRequestUrl",
  "trustedAddresses",
  "recommendedProxySettings",
  "hashed-password-file",
  "nginxProxySettings",
  "additionalModules",
  "isLocalDirectory",
);
export const name = fc.oneof({ weight: 3, arbitrary: shortName }, longName);
const attribute = fc.oneof(
  { weight: 8, arbitrary: name },
  of("/api/", "= /auth", "~* /api/.*\\.(jpg|png)$", "with", "X-Forwarded-User", "127.0.0.1:5001", "a${b}"),
);

const names = (min: number, max: number) => some(name, min, max).map((steps) => ref(steps.join(".")));
export const reference = fc.oneof({ weight: 4, arbitrary: names(1, 3) }, names(3, 5));
const configured = some(name, 1, 4).map((steps) => ref(["cfg", ...steps].join(".")));
const libFunction = of(
  "lib.mkDefault",
  "lib.mkForce",
  "lib.mkIf",
  "lib.optionals",
  "lib.optionalAttrs",
  "lib.concatMapStringsSep",
  "lib.mapAttrsToList",
  "lib.types.nullOr",
  "lib.types.attrsOf",
  "toString",
  "mkIf",
  "map",
  "format.generate",
  "pkgs.writeShellScript",
).map(ref);

const words = of(
  "a",
  "/var/lib/frigate",
  "https://auth.example.org/oauth2/auth",
  "X-Auth-Request-Preferred-Username",
  'say "hello" to C:\\',
  "the option services.frigate.nginx.authRequestUrl must be set when userHeader is set, since nobody is asked otherwise",
  "$host",
  "${name}",
  "\n",
);

const nginxLine = of(
  "internal;",
  "proxy_set_header X-Original-URL $scheme://$http_host$request_uri;",
  'add_header Cache-Control "no-store";',
  "rewrite ^/api(/.*)$ $1 break;",
  "limit_except GET {",
  "  deny all;",
  "}",
  "echo ${HOME} ''quoted''",
  "proxy_set_header X-Auth-Request-Preferred-Username $http_x_auth_request_preferred_username_and_more_text;",
);

// Expressions

export interface Expressions {
  readonly expr: Arb<Expr>;
  readonly bindings: Arb<Binding[]>;
}

const plainText = fc.oneof({ weight: 9, arbitrary: words }, of("")).map((one) => text(one));
const number = of(0, 1, 443, 5000).map(literal);
const constant = of(true, false, null).map(literal);
const atom: Arb<Expr> = fc.oneof(
  { weight: 4, arbitrary: reference },
  { weight: 2, arbitrary: configured },
  { weight: 3, arbitrary: plainText },
  number,
  constant,
  of("./frigate.nix", "/run/secrets").map(path),
  fc.constant(list()),
  fc.constant(set()),
);

const comments = fc.oneof(
  { weight: 6, arbitrary: fc.constant<string[]>([]) },
  some(of("Frigate wants this.", "See https://example.org", "unfree:"), 1, 2),
);

/** Expressions of at most this depth. */
export function expressions(depth: number): Expressions {
  if (depth === 0) {
    const binding = fc.tuple(name, atom).map(([key, value]) => assign([key], value));
    return { expr: atom, bindings: some(binding, 1, 2) };
  }
  const inner = expressions(depth - 1);
  const bindings = bindingList(inner);
  const attrs = bindings.map((all) => set(...all));
  const items = some(fc.tuple(inner.expr, comments), 1, 4).map((pairs) =>
    list(...pairs.map(([value, comment]): ListItem => ({ value, comment }))),
  );
  const text = blockString(inner.expr);
  const condition = conditions(inner.expr);
  const calls = call(inner.expr, attrs, items, condition, text);
  const expr: Arb<Expr> = fc.oneof(
    { weight: 4, arbitrary: atom },
    { weight: 4, arbitrary: attrs },
    { weight: 3, arbitrary: items },
    { weight: 8, arbitrary: calls },
    { weight: 3, arbitrary: text },
    { weight: 1, arbitrary: lineString(inner.expr) },
    { weight: 2, arbitrary: condition },
    { weight: 3, arbitrary: appended(inner.expr, attrs, items, text, condition) },
    { weight: 2, arbitrary: lambdas(inner.expr, attrs) },
    {
      weight: 1,
      arbitrary: fc.tuple(condition, inner.expr, inner.expr).map(([c, a, b]) => ifThenElse(c, a, b)),
    },
    { weight: 1, arbitrary: fc.tuple(configured, inner.expr).map(([scope, body]) => withIn(scope, body)) },
    {
      weight: 1,
      arbitrary: fc.tuple(configured, atom).map(([subject, fallback]) => select(subject, ["name"], fallback)),
    },
    { weight: 1, arbitrary: fc.tuple(bindings, inner.expr).map(([all, body]) => letIn(all, body)) },
    { weight: 1, arbitrary: rare(inner.expr, bindings, condition) },
  );
  return { expr, bindings };
}

/** Shapes that a module has now and then. */
function rare(expr: Arb<Expr>, bindings: Arb<Binding[]>, condition: Arb<Expr>): Arb<Expr> {
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

function bindingList(inner: Expressions): Arb<Binding[]> {
  const assignment = fc
    .tuple(some(attribute, 1, 3), inner.expr, comments)
    .map(([path, value, comment]) => assign(path, value, comment));
  const dynamic = fc
    .tuple(some(name, 1, 2), names(1, 2), name, inner.expr)
    .map(([path, key, last, value]) => assign([...path, key, last], value));
  const inherited = fc
    .tuple(fc.uniqueArray(name, { minLength: 1, maxLength: 5 }), of(null, ref("lib"), ref("config.services")))
    .map(([all, from]) => inherit(all, from));
  const binding = fc.oneof(
    { weight: 10, arbitrary: assignment },
    { weight: 1, arbitrary: dynamic },
    { weight: 1, arbitrary: inherited },
    { weight: 2, arbitrary: fc.constant(blank) },
  );
  return some(binding, 1, 4).map((all) =>
    all.every((one) => one.kind === "blank") ? [assign(["a"], literal(1))] : all,
  );
}

function call(
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

function conditions(expr: Arb<Expr>): Arb<Expr> {
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

function appended(
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

function lambdas(expr: Arb<Expr>, attrs: Arb<Expr>): Arb<Expr> {
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

function lineString(expr: Arb<Expr>): Arb<Expr> {
  const code = expr.filter((one) => one.kind !== "line-string");
  const part = fc.oneof(
    { weight: 3, arbitrary: words },
    { weight: 3, arbitrary: reference },
    { weight: 1, arbitrary: code },
  );
  return fc.tuple(words, some(part, 1, 2)).map(([first, parts]) => text(first, ...parts));
}

function blockString(expr: Arb<Expr>): Arb<Expr> {
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

/** A whole module: header, `{ config, lib, … }:`, let, options and config. */
export function moduleFile(depth: number): Arb<NixFile> {
  const { bindings } = expressions(depth);
  return fc
    .tuple(some(of("Generated.", "Do not edit."), 0, 2), bindings, bindings, bindings)
    .map(([header, local, options, config]) => ({
      header,
      body: lambda(
        ["config", "lib", "pkgs"],
        letIn(
          [assign("cfg", ref("config.services.frigate")), ...local],
          set(
            assign("options.services.frigate", set(...options)),
            blank,
            assign("config", apply(ref("lib.mkIf"), ref("cfg.enable"), set(...config))),
          ),
        ),
      ),
    }));
}
