import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  assign,
  block,
  list,
  literal,
  ref,
  set,
  text,
  type Of,
  type StringPart,
} from "../../generator/nix/ast.ts";
import { printExpr } from "../../generator/nix/print.ts";
import { attributeName, blockLineSource, lineSource, usesBlockForm } from "../../generator/nix/strings.ts";
import { evaluate } from "./nix.ts";

const source = (parts: ReturnType<typeof lineSource>): string =>
  parts.map((part) => ("source" in part ? part.source : "${…}")).join("");

const x = ref("x");

describe('"…"', () => {
  const cases: [string, StringPart[], string][] = [
    ["plain text", ["internal;"], "internal;"],
    ["quotes and backslashes", ['a "b" \\c'], 'a \\"b\\" \\\\c'],
    ["whitespace", ["a\n\tb\r"], "a\\n\\tb\\r"],
    ["nginx variables need nothing", ["$scheme://$host$$"], "$scheme://$host$$"],
    ["what would be an interpolation", ["${name}"], "\\${name}"],
    ["across neighbouring parts", ["$", "{name}"], "\\${name}"],
    ["a dollar sign before an interpolation", ["$", x], "\\$${…}"],
    ["a dollar sign after one", [x, "$"], "${…}$"],
  ];
  test.each(cases)("%s", (_, parts, expected) => {
    expect(source(lineSource(parts))).toBe(expected);
  });
});

describe("a line of ''…''", () => {
  const cases: [string, StringPart[], string][] = [
    ["quotes and backslashes need nothing", ['a "b" \\c \\.'], 'a "b" \\c \\.'],
    ["nginx variables neither", ["rewrite ^/api(/.*)$ $1 break;"], "rewrite ^/api(/.*)$ $1 break;"],
    ["what would be an interpolation", ["a ${name}"], "a ''${name}"],
    ["two apostrophes", ["a '' b"], "a ''' b"],
    ["a dollar sign before an interpolation", ["$", x], "''$${…}"],
  ];
  test.each(cases)("%s", (_, parts, expected) => {
    expect(source(blockLineSource(parts))).toBe(expected);
  });
});

describe("''…'' is used", () => {
  const cases: [string, Of<"block-string">, boolean][] = [
    ["for several lines", block("a", "b"), true],
    ["with blank lines between", block("a", "", "b"), true],
    ["with further indentation", block("a {", "  b;", "}"), true],
    ["when an interpolation begins the only line without spaces", block([x, ";"], "  a"), true],
    ["for a single line", block("a"), true],
    ["for a single line with quotes", block('add_header X "y";'), true],
    ["for a single line of code", block([text("a")]), true],
    ["not for no lines", block(), false],
    ["not when the first line is blank", block("", "a"), false],
    ["not for tabs", block("a", "\tb"), false],
    ["not for carriage returns", block("a\r", "b"), false],
    ["not for newlines inside a line", block("a", "b\nc"), false],
    ["not for lines of spaces only", block("a", "  ", "b"), false],
    ["not for spaces at the end", block("a ", "b"), false],
    ["not for indentation that all lines share", block("  a", "    b"), false],
    ["not for an apostrophe before an escaped dollar sign", block("a", "'${b}"), false],
    ["not for an apostrophe before a dollar sign before an interpolation", block("a", ["'$", x]), false],
    ["for an apostrophe before an interpolation", block("a", ["'", x, "'"]), true],
  ];
  test.each(cases)("%s", (_, string, expected) => {
    expect(usesBlockForm(string)).toBe(expected);
  });
});

describe("attribute names", () => {
  const cases: [string, string][] = [
    ["frigate-api", "frigate-api"],
    ["_a'", "_a'"],
    ["/api/", '"/api/"'],
    ["~* \\.(jpg)$", '"~* \\\\.(jpg)$"'],
    ["127.0.0.1:5001", '"127.0.0.1:5001"'],
    ["a.b", '"a.b"'],
    ["with", '"with"'],
    ["or", '"or"'],
    ["", '""'],
    ["${a}", '"\\${a}"'],
  ];
  test.each(cases)("%j", (name, expected) => {
    expect(attributeName(name)).toBe(expected);
  });
});

describe("Nix reads back what was meant", () => {
  const troublesome = fc.string({
    unit: fc.constantFrom(..."$${{}''''\"\\ \n\t\r;#aé🎥", "''", "${", "''${", "$$", "\n  "),
    maxLength: 20,
  });
  const pieces = fc.array(fc.tuple(fc.boolean(), troublesome), { minLength: 1, maxLength: 5 });
  const toParts = (all: readonly (readonly [boolean, string])[]): StringPart[] =>
    all.map(([interpolated, piece]) => (interpolated ? text(piece) : piece));
  const toText = (all: readonly (readonly [boolean, string])[]): string =>
    all.map(([, piece]) => piece).join("");

  test('"…"', () => {
    fc.assert(
      fc.property(fc.array(pieces, { minLength: 1, maxLength: 200 }), (strings) => {
        const printed = printExpr(list(...strings.map((all) => text(...toParts(all)))));
        expect(evaluate(printed)).toEqual(strings.map(toText));
      }),
      { numRuns: 20 },
    );
  });

  test("''…''", () => {
    const mild = fc.string({ unit: fc.constantFrom(..."$${}''\"\\ a;"), maxLength: 12 });
    const line = fc.oneof(
      { weight: 6, arbitrary: fc.array(fc.tuple(fc.boolean(), mild), { minLength: 1, maxLength: 3 }) },
      { weight: 1, arbitrary: pieces },
      { weight: 3, arbitrary: fc.constantFrom("a", "  b;", "'", "").map((one) => [[false, one] as const]) },
    );
    const lines = fc.array(line, { minLength: 1, maxLength: 4 });
    fc.assert(
      fc.property(fc.array(lines, { minLength: 1, maxLength: 200 }), (strings) => {
        const printed = printExpr(list(...strings.map((all) => block(...all.map(toParts)))));
        expect(evaluate(printed)).toEqual(
          strings.map((all) => all.map((one) => `${toText(one)}\n`).join("")),
        );
      }),
      { numRuns: 20 },
    );
  });

  test("attribute names", () => {
    const name = fc.oneof(
      troublesome,
      fc.constantFrom("with", "or", "rec", "let", "a-b", "-a", "a'", "1", "a.b"),
    );
    fc.assert(
      fc.property(fc.uniqueArray(name, { minLength: 1, maxLength: 50 }), (names) => {
        const printed = printExpr(set(...names.map((one) => assign([one], literal(true)))));
        expect(evaluate(printed)).toEqual(Object.fromEntries(names.map((one) => [one, true])));
      }),
      { numRuns: 20 },
    );
  });
});
