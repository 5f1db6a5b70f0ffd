/** Expressions and their printed text. */
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
  not,
  path,
  recursiveSet,
  ref,
  set,
  text,
  type Expr,
} from "../../generator/nix/ast.ts";

/** What is shown, an expression, and how it is printed. */
export type Case = readonly [name: string, expr: Expr, printed: string];

export const [a, b, c, f] = [ref("a"), ref("b"), ref("c"), ref("f")] as const;
export const one = literal(1);
export const lines = (...all: readonly string[]): string => all.join("\n");
const two = set(assign("a", one), assign("b", literal(2)));
const pair = list(text("a"), text("b"));
const when = binary(ref("cfg.userHeader"), "!=", literal(null));
const long = ref("cfg.nginx.reverseProxy.trustedAddresses");
const optional = (condition: Expr, value: Expr): Expr => apply(ref("lib.optionalString"), condition, value);

/** Every kind of expression, printed alone. */
export const cases: Record<string, readonly Case[]> = {
  "plain things": [
    ["a name", ref("lib.types.str"), "lib.types.str"],
    ["a name that is a keyword", ref("cfg.with.or"), 'cfg."with"."or"'],
    ["numbers", list(one), "[ 1 ]"],
    ["negative numbers", list(literal(-2)), "[ (-2) ]"],
    ["large and small numbers", apply(f, literal(1e30), literal(1e-7)), "f 1.0e+30 1.0e-7"],
    ["constants", apply(f, literal(true), literal(null)), "f true null"],
    ["a path", path("./frigate.nix"), "./frigate.nix"],
    ["a string", text('say "', a, '" for ${b}'), '"say \\"${a}\\" for \\${b}"'],
  ],
  sets: [
    ["empty", set(), "{ }"],
    ["recursive and empty", recursiveSet(), "rec { }"],
    ["one binding stays on the line", set(assign("a.b", one)), "{ a.b = 1; }"],
    ["two do not", two, lines("{", "  a = 1;", "  b = 2;", "}")],
    ["quoted names", set(assign(["/api/", "with"], one)), '{ "/api/"."with" = 1; }'],
    [
      "a set as value is expanded",
      set(assign("a", set(assign("b", one)))),
      lines("{", "  a = {", "    b = 1;", "  };", "}"),
    ],
    [
      "comments, blank lines and inherit",
      set(
        blank,
        inherit(["a", "b"]),
        inherit(["x", "y", "z", "with"], ref("lib")),
        blank,
        blank,
        assign("c", one, ["Two", "", "lines."]),
        blank,
      ),
      lines(
        "{",
        "  inherit a b;",
        "  inherit (lib)",
        "    x",
        "    y",
        "    z",
        '    "with"',
        "    ;",
        "",
        "  # Two",
        "  #",
        "  # lines.",
        "  c = 1;",
        "}",
      ),
    ],
    [
      "a line break in a comment does not end it",
      set(assign("a", one, ["b\nc"])),
      lines("{", "  # b", "  # c", "  a = 1;", "}"),
    ],
  ],
  lists: [
    ["empty", list(), "[ ]"],
    ["one item", list(text("a")), '[ "a" ]'],
    ["two items", pair, lines("[", '  "a"', '  "b"', "]")],
    ["a call", list(apply(f, two)), lines("[", "  (f {", "    a = 1;", "    b = 2;", "  })", "]")],
  ],
  calls: [
    ["on one line", apply(ref("lib.mkIf"), a, set(assign("b", one))), "lib.mkIf a { b = 1; }"],
    [
      "an option",
      apply(ref("lib.mkOption"), set(assign("type", a))),
      lines("lib.mkOption {", "  type = a;", "}"),
    ],
    [
      "the last set opens",
      apply(ref("lib.mkIf"), when, two),
      lines("lib.mkIf (cfg.userHeader != null) {", "  a = 1;", "  b = 2;", "}"),
    ],
    ["a set in the middle", apply(f, two, a), lines("f {", "  a = 1;", "  b = 2;", "} a")],
    [
      "two sets",
      apply(f, two, two),
      lines("f", "  {", "    a = 1;", "    b = 2;", "  }", "  {", "    a = 1;", "    b = 2;", "  }"),
    ],
    ["short lists before something", apply(f, pair, pair, a), 'f [ "a" "b" ] [ "a" "b" ] a'],
    [
      "nested types",
      apply(ref("nullOr"), apply(ref("lib.types.enum"), pair)),
      lines("nullOr (", "  lib.types.enum [", '    "a"', '    "b"', "  ]", ")"),
    ],
    [
      "a short nested type",
      apply(ref("lib.types.nullOr"), apply(ref("lib.types.strMatching"), text("[a-z]+"))),
      'lib.types.nullOr (lib.types.strMatching "[a-z]+")',
    ],
    ["a call that opens", apply(f, a, apply(f, block("b", "c"))), lines("f a (f ''", "  b", "  c", "'')")],
    [
      "a condition that is too long",
      apply(ref("lib.mkIf"), chain("&&", when, long, long), set(assign("a", one))),
      lines(
        "lib.mkIf (",
        "  cfg.userHeader != null",
        "  && cfg.nginx.reverseProxy.trustedAddresses",
        "  && cfg.nginx.reverseProxy.trustedAddresses",
        ") { a = 1; }",
      ),
    ],
    ["arguments in parentheses", apply(f, apply(f, a), not(a), literal(-1)), "f (f a) (!a) (-1)"],
  ],
  "lambdas and let": [
    ["a short pattern", lambda(["a", "b"], apply(f, a)), "{ a, b, ... }: f a"],
    [
      "a set below a pattern",
      lambda(["a"], set(assign("b", one))),
      lines("{ a, ... }:", "{", "  b = 1;", "}"),
    ],
    ["a long pattern", lambda(["a", "b", "c"], a), lines("{", "  a,", "  b,", "  c,", "  ...", "}:", "a")],
    ["let", letIn([assign("a", one)], a), lines("let", "  a = 1;", "in", "a")],
    [
      "let with a set",
      letIn([assign("a", one)], set(assign("b", a))),
      lines("let", "  a = 1;", "in", "{", "  b = a;", "}"),
    ],
  ],
  operators: [
    ["not", not(apply(f, a)), "!f a"],
    ["not of a comparison", not(when), "!(cfg.userHeader != null)"],
    ["not of not", not(not(a)), "!(!a)"],
    ["a chain to the left", chain("+", a, b, c), "a + b + c"],
    ["a chain to the right", binary(a, "+", binary(b, "+", c)), "a + (b + c)"],
    ["a comparison of comparisons", chain("==", a, b, c), "(a == b) == c"],
    ["looser inside tighter", binary(binary(a, "&&", b), "//", c), "(a && b) // c"],
    ["tighter inside looser", binary(binary(a, "+", b), "==", not(c)), "a + b == !c"],
  ],
  "block strings": [
    ["several lines", block("a {", "  b;", "", "}"), lines("''", "  a {", "    b;", "", "  }", "''")],
    ["escapes", block("a ${b} ''", "\\."), lines("''", "  a ''${b} '''", "  \\.", "''")],
    ["a single line", block('say "x";'), lines("''", '  say "x";', "''")],
    ["what they cannot hold", block("a", "\tb"), '"a\\n\\tb\\n"'],
    [
      "interpolations",
      block(["listen ", ref("cfg.port"), ";"], ["  ", apply(f, binary(a, "+", b)), ";"]),
      lines("''", "  listen ${cfg.port};", "    ${f (a + b)};", "''"),
    ],
    [
      "a text that has its line for itself",
      block("a;", [optional(when, block("b;", "c;"))]),
      lines(
        "''",
        "  a;",
        "  ${lib.optionalString (cfg.userHeader != null) ''",
        "    b;",
        "    c;",
        "  ''}",
        "''",
      ),
    ],
    [
      "code that is too long for its line",
      block([optional(when, text("x".repeat(60)))]),
      lines("''", "  ${lib.optionalString (", "    cfg.userHeader != null", `  ) "${"x".repeat(60)}"}`, "''"),
    ],
    [
      "simple code is never broken",
      block([optional(apply(ref("since"), text("0.17")), text("x".repeat(90)))]),
      lines("''", `  \${lib.optionalString (since "0.17") "${"x".repeat(90)}"}`, "''"),
    ],
  ],
};

/** What stands behind `=`, with the line break before it if there is one. */
export const values: readonly Case[] = [
  ["a long string", text("x".repeat(100)), `"${"x".repeat(100)}"`],
  ["a long name", ref(`cfg.${"x".repeat(100)}`), `\n  cfg.${"x".repeat(100)}`],
  ["a set that is added", binary(a, "//", set(assign("b", one))), lines("a // {", "  b = 1;", "}")],
  [
    "a set that is added to what is too long for its line",
    binary(apply(ref("matching"), text("x".repeat(80))), "//", set(assign("b", one))),
    lines("", `  matching "${"x".repeat(80)}"`, "  // {", "    b = 1;", "  }"),
  ],
  [
    "a call that is added",
    binary(a, "//", apply(ref("lib.optionalAttrs"), b, two)),
    lines("", "  a", "  // lib.optionalAttrs b {", "    a = 1;", "    b = 2;", "  }"),
  ],
  [
    "texts one after another",
    chain("+", block("a", "b"), optional(a, block("c", "d")), b),
    lines("''", "  a", "  b", "''", "+ lib.optionalString a ''", "  c", "  d", "''", "+ b"),
  ],
  ["a text after a name", chain("+", a, block("a", "b")), lines("a + ''", "  a", "  b", "''")],
  [
    "a text after two",
    chain("+", a, b, block("a", "b")),
    lines("", "  a", "  + b", "  + ''", "    a", "    b", "  ''"),
  ],
  [
    "a call whose first line is full",
    apply(ref("lib.mkIf"), chain("&&", long, long), two),
    lines(
      "",
      "  lib.mkIf (cfg.nginx.reverseProxy.trustedAddresses && cfg.nginx.reverseProxy.trustedAddresses)",
      "    {",
      "      a = 1;",
      "      b = 2;",
      "    }",
    ),
  ],
];
