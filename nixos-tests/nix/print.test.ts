import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  apply,
  assign,
  binary,
  block,
  lambda,
  letIn,
  list,
  literal,
  ref,
  set,
  type Expr,
  type NixFile,
} from "../../generator/nix/ast.ts";
import { printExpr, printNix } from "../../generator/nix/print.ts";
import { cases } from "./cases.ts";
import { nixfmt, nixfmtHint, parse, reformatted } from "./nix.ts";
import { a, f, lines, one } from "./parts.ts";
import { moduleFile } from "./random-modules.ts";
import { values } from "./values.ts";

describe.each(Object.entries(cases))("%s", (_, table) => {
  test.each(table)("%s", (__, expr, printed) => {
    expect(printExpr(expr)).toBe(printed);
  });
});

const bound = (value: Expr): Expr => set(assign("services.frigate", value), assign("b", one));

test.each(values)("a binding: %s", (_, value, printed) => {
  const expected = printed.startsWith("\n")
    ? `services.frigate =${printed};`
    : `services.frigate = ${printed};`;
  const text = [...expected.split("\n"), "b = 1;"].map((line) => (line === "" ? "" : `  ${line}`));
  expect(printExpr(bound(value))).toBe(lines("{", ...text, "}"));
});

const file: NixFile = {
  header: ["Generated.", "Do not edit."],
  body: lambda(["config", "lib", "pkgs"], letIn([assign("cfg", ref("config.a"))], set(assign("config", a)))),
};

test("a file", () => {
  expect(printNix(file)).toBe(
    lines(
      "# Generated.",
      "# Do not edit.",
      "{",
      "  config,",
      "  lib,",
      "  pkgs,",
      "  ...",
      "}:",
      "let",
      "  cfg = config.a;",
      "in",
      "{",
      "  config = a;",
      "}",
      "",
    ),
  );
});

test("a line break in a comment does not end it", () => {
  expect(printExpr(set(assign("a", one, ["b\nc"])))).toBe(lines("{", "  # b", "  # c", "  a = 1;", "}"));
});

test("numbers that Nix does not have are refused", () => {
  expect(() => printExpr(literal(Number.NaN))).toThrow(new RangeError("Nix has no number NaN"));
  expect(() => printExpr(literal(Infinity))).toThrow(RangeError);
});

test("the depth of a tree is no exponent of the time", () => {
  const deeper: ((inner: Expr) => Expr)[] = [
    (inner) => set(assign("a", lambda("x", set(assign("b", inner))))),
    (inner) => apply(f, list(inner), a),
    (inner) => apply(f, lambda("x", lambda("y", inner)), a),
    (inner) => set(assign("a", binary(a, "//", set(assign("b", inner))))),
    (inner) => block("a", [apply(f, inner)], "b"),
  ];
  for (const wrap of deeper) {
    const deep = Array.from({ length: 40 }).reduce<Expr>(wrap, a);
    expect(printExpr(deep)).toContain("a");
  }
});

describe.skipIf(nixfmt === "")(`nixfmt changes nothing (${nixfmtHint})`, () => {
  test("in the tables above", () => {
    const all = [...Object.values(cases).flat(), ...values].map(([, expr]) => expr);
    const sources = [...all, ...all.map(bound)].map((expr) => `${printExpr(expr)}\n`);
    expect(reformatted([...sources, printNix(file)])).toEqual([]);
  });

  // The seed is fixed since the rare shapes named in print.ts must not fail somebody else's change; SEED=n tries others.
  const seed = Number(process.env["SEED"] ?? 1);

  test.each([
    { depth: 1, modules: 50 },
    { depth: 2, modules: 150 },
    { depth: 3, modules: 100 },
  ])("in $modules random modules, $depth deep", ({ depth, modules }) => {
    fc.assert(
      fc.property(fc.array(moduleFile(depth), { minLength: modules / 2, maxLength: modules }), (files) => {
        expect(reformatted(files.map(printNix))).toEqual([]);
      }),
      { numRuns: 2, seed, endOnFailure: true },
    );
  });
});

test("Nix can read the tables above", () => {
  const all = [...Object.values(cases).flat(), ...values].map(([, expr]) => printExpr(expr));
  const scope = "a: b: c: f: lib: cfg: nullOr: n: v: x: y: z:";
  expect(parse(all.map((source) => `${scope} (${source})`))).toHaveLength(all.length);
});
