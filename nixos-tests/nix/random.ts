/**
 * Random files for the printer's tests, of the shapes that generator/emit writes: data, options with their types, locations,
 * sums of texts. Names and texts have real lengths, so that every layout is met near the width limit.
 */
import * as fc from "fast-check";
import {
  apply,
  assign,
  binary,
  blank,
  block,
  chain,
  inherit,
  lambda,
  letIn,
  list,
  literal,
  nest,
  not,
  path,
  recursiveSet,
  ref,
  set,
  text,
  type Assignment,
  type Binding,
  type BinaryOperator,
  type Expr,
  type NixFile,
  type StringPart,
} from "../../generator/nix/ast.ts";

type Arb<T> = fc.Arbitrary<T>;

const of = <T>(...values: readonly T[]): Arb<T> => fc.constantFrom(...values);
const some = <T>(arb: Arb<T>, minLength: number, maxLength: number): Arb<T[]> =>
  fc.array(arb, { minLength, maxLength });
const call = (fn: string, ...args: readonly Arb<Expr>[]): Arb<Expr> =>
  fc.tuple(...args).map((all) => apply(ref(fn), ...all));
const chainOf = (operator: BinaryOperator, operand: Arb<Expr>, most: number): Arb<Expr> =>
  fc.tuple(operand, some(operand, 0, most - 1)).map(([first, rest]) => chain(operator, first, ...rest));

const name = of("a", "user", "path", "enable", "authRequestUrl", "trustedAddresses", "additionalModules");
const quoted = of("/api/", "= /auth", "~* /api/.*\\.(jpg|jpeg|png|webp|gif)$", "with", "X-Real-IP", "a${b}");
const attribute = fc.oneof(name, name, name, quoted);
const reference = fc.oneof(
  name.map(ref),
  some(name, 1, 2).map((steps) => ref(["common", ...steps].join("."))),
);
const words = of(
  "a",
  "/var/lib/frigate",
  "https://auth.example.org/oauth2/auth",
  'say "hello" to C:\\',
  "$host ${name} ''",
  "Header in which the user's groups or roles are listed, of the gateway's answer",
  "the option services.frigate.nginx.authRequestUrl must be set when userHeader is set, since nobody is asked otherwise",
);
const string: Arb<Expr> = words.map((one) => text(one));
const nginxLine = of(
  "internal;",
  'add_header Cache-Control "no-store";',
  "limit_except GET {",
  "  deny all;",
  "echo ${HOME} ''quoted''",
  "proxy_set_header X-Auth-Request-Preferred-Username $http_x_auth_request_preferred_username_and_more_text;",
);
const comment = fc.oneof(of<string[]>([]), some(of("Frigate wants this.", "See https://example.org"), 0, 2));

/** Data, at most so deep. */
function data(depth: number): Arb<Expr> {
  const constant = of<number | boolean | null>(0, 5000, -1, 0.5, 1e30, true, false, null).map(literal);
  if (depth === 0) return fc.oneof(string, string, constant);
  const inner = data(depth - 1);
  const bindings = some(fc.tuple(attribute, inner), 0, 3);
  return fc.oneof(
    data(0),
    some(inner, 0, 4).map((items) => list(...items)),
    bindings.map((all) => set(...all.map(([key, value]) => nest([key], value)))),
  );
}

const asked = fc.oneof(reference, reference, call("common.since", of(text("0.17"))));
const compared = fc
  .tuple(reference, of<BinaryOperator>("!=", "=="))
  .map(([subject, operator]) => binary(subject, operator, literal(null)));
const condition = fc.oneof(asked, asked, asked.map(not), compared);
const conditions = chainOf("&&", condition, 3);

const interpolated: Arb<StringPart[]> = fc.oneof(
  reference.map((code) => ["  return 302 ", code, " always;"]),
  call("lib.optionalString", condition, of(text("proxy_cache off;"))).map((code) => [code]),
  reference.map((code) => [code]),
);

/** One or more texts of nginx directives, and their sum. */
function sum(depth: number): Arb<Expr> {
  const line = fc.oneof(nginxLine, nginxLine, nginxLine, interpolated);
  const plain = [
    some(line, 1, 4).map((lines) => block("# nginx", ...lines)),
    interpolated.map((parts) => text(...parts, "\n")),
    reference,
    call("keptFor", of(text("1y"))),
    call("rewrite", of(text("(?s)^/api/(.*)")), of(text("/$1"))),
  ];
  if (depth === 0) return chainOf("+", fc.oneof(...plain), 4);
  const inner = sum(depth - 1);
  const called = [call("lib.optionalString", conditions, inner), call("files", inner)];
  return chainOf("+", fc.oneof(...plain, ...called), 4);
}

function location(depth: number): Arb<Expr> {
  const lines = sum(depth);
  const made = fc.oneof(
    call("page", lines),
    call("api", of(text("http://frigate-api")), lines),
    lines.map((all) => set(assign("extraConfig", all))),
    fc.tuple(string, lines).map(([alias, all]) => set(assign("alias", alias), assign("extraConfig", all))),
    call("page", sum(0)).map((web) => binary(web, "//", set(assign("tryFiles", text("$uri /index.html"))))),
  );
  return fc.oneof(made, call("lib.mkIf", conditions, made));
}

function type(depth: number): Arb<Expr> {
  const plain = fc.oneof(
    of("lib.types.bool", "urlPath", "headerValue").map(ref),
    call(
      "lib.types.enum",
      some(string, 1, 5).map((values) => list(...values)),
    ),
    call("lib.types.coercedTo", of(ref("lib.types.package")), of(ref("toString")), of(ref("lib.types.str"))),
  );
  if (depth === 0) return plain;
  const inner = type(depth - 1);
  const submodule = options(depth - 1).map((all) =>
    set(assign("freeformType", ref("format.type")), assign("options", set(...all))),
  );
  return fc.oneof(
    plain,
    call("lib.types.submodule", submodule),
    call("lib.types.nullOr", inner),
    call("named", of(ref("headerName")), inner),
  );
}

function options(depth: number): Arb<Assignment[]> {
  const description = fc.oneof(
    string,
    some(words, 1, 3).map((lines) => block(...lines)),
  );
  const fields = fc
    .tuple(type(depth), data(depth), data(depth), description)
    .map(([kind, standard, example, about]) => [
      assign("type", kind),
      assign("default", standard),
      nest(["example"], example),
      assign("description", about),
    ]);
  const declared = fc.oneof(
    call(
      "lib.mkOption",
      fields.map((all) => set(...all)),
    ),
    call("nullable", of<Expr>(ref("lib.types.str"), ref("urlPath")), of(text("/oauth2/start")), description),
    call("lib.mkEnableOption", description),
  );
  const one = fc.tuple(some(name, 1, 2), declared).map(([steps, option]) => nest(steps, option));
  return some(one, 1, 3);
}

function bindings(depth: number): Arb<Binding[]> {
  const bound = (steps: Arb<string[]>, value: Arb<Expr>): Arb<Binding> =>
    fc.tuple(steps, value, comment).map((all) => nest(...all));
  const inherited = fc
    .tuple(fc.uniqueArray(name, { minLength: 1, maxLength: 5 }), of("./common.nix", null))
    .map(([names, file]) =>
      inherit(names, file === null ? null : apply(ref("import"), path(file), set(inherit(["lib"])))),
    );
  const binding = fc.oneof<Arb<Binding>[]>(
    bound(some(attribute, 1, 3), data(depth)),
    bound(some(attribute, 1, 1), location(depth - 1)),
    bound(some(name, 1, 1), sum(depth)),
    inherited,
    of(blank),
  );
  return some(binding, 1, 5).map((all) => [...all, assign("last", literal(true))]);
}

/** A whole file. */
export function file(depth: number): Arb<NixFile> {
  const all = bindings(depth);
  const body = fc.oneof(
    fc
      .tuple(all, options(depth))
      .map(([local, declared]) => letIn(local, set(assign("options.services.frigate", set(...declared))))),
    all.map((some) => set(...some)),
    all.map((some) => recursiveSet(...some)),
  );
  const parameters = of(["lib"], ["config", "lib"], ["config", "lib", "pkgs"]);
  return fc
    .tuple(some(words, 0, 2), parameters, body)
    .map(([header, names, value]) => ({ header, body: lambda(names, value) }));
}
