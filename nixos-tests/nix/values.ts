/** Values of attributes and their printed text. */
import {
  apply,
  assign,
  binary,
  block,
  chain,
  ifThenElse,
  lambda,
  letIn,
  list,
  ref,
  set,
  text,
  withIn,
} from "../../generator/nix/ast.ts";
import { a, b, c, f, lines, long, one, two } from "./parts.ts";

import type { Case } from "./cases.ts";

/** What stands behind `=`, with the line break before it if there is one. */
export const values: readonly Case[] = [
  ["a long string", text("x".repeat(100)), `"${"x".repeat(100)}"`],
  ["a long name", ref(`cfg.${"x".repeat(100)}`), `\n  cfg.${"x".repeat(100)}`],
  [
    "a list behind with",
    withIn(ref("lib.maintainers"), list(a, b)),
    lines("with lib.maintainers; [", "  a", "  b", "]"),
  ],
  [
    "a call behind with",
    withIn(a, apply(f, two)),
    lines("", "  with a;", "  f {", "    a = 1;", "    b = 2;", "  }"),
  ],
  ["lambdas", lambda("x", lambda("y", set(assign("a", one)))), "x: y: { a = 1; }"],
  [
    "a lambda and let",
    lambda("x", letIn([assign("a", one)], a)),
    lines("", "  x:", "  let", "    a = 1;", "  in", "  a"),
  ],
  [
    "if",
    ifThenElse(a, two, b),
    lines("", "  if a then", "    {", "      a = 1;", "      b = 2;", "    }", "  else", "    b"),
  ],
  [
    "a set that is added to",
    binary(set(assign("a", one)), "//", apply(ref("lib.optionalAttrs"), b, set(assign("c", one)))),
    lines("{", "  a = 1;", "}", "// lib.optionalAttrs b { c = 1; }"),
  ],
  ["a set that is added", binary(a, "//", set(assign("b", one))), lines("a // {", "  b = 1;", "}")],
  [
    "a call that is added",
    binary(a, "//", apply(ref("lib.optionalAttrs"), b, two)),
    lines("", "  a", "  // lib.optionalAttrs b {", "    a = 1;", "    b = 2;", "  }"),
  ],
  [
    "texts one after another",
    chain("+", block("a", "b"), apply(ref("lib.optionalString"), a, block("c", "d")), b),
    lines("''", "  a", "  b", "''", "+ lib.optionalString a ''", "  c", "  d", "''", "+ b"),
  ],
  ["a text after a name", chain("+", a, block("a", "b")), lines("a + ''", "  a", "  b", "''")],
  [
    "a text after two",
    chain("+", a, b, block("a", "b")),
    lines("", "  a", "  + b", "  + ''", "    a", "    b", "  ''"),
  ],
  [
    "a list and an option",
    binary(list(a), "++", apply(ref("lib.optional"), b, c)),
    "[ a ] ++ lib.optional b c",
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
