import { execFileSync } from "node:child_process";
import fc from "fast-check";
import { expect, it } from "vitest";
import { posixExpression } from "../../generator/model/posix.ts";
import { patterns } from "../../generator/schema/vocabulary.ts";

it.each([
  ['[^"$\\[:cntrl:]]+', ["a b/é|"], ["", "a\nb", "a\\b", "$", '"', "\x7f"]],
  ["\\[[0-9A-Fa-f:.]+]:1", ["[::1]:1"], ["::1:1", "[::g]:1"]],
  ["[]a]", ["]", "a"], ["a]", "\\"]],
  ["[^]a]", ["b"], ["]", "a"]],
  ["[a-c-]{2}", ["a-", "bc"], ["ad", "a"]],
  ["[[]", ["["], ["[["]],
  ["[[:alpha:][:digit:]_]*", ["", "aZ9_"], ["-", "é"]],
  ["a.b|c", ["a\nb", "c"], ["ab", "ac"]],
  ["a/b\\.c", ["a/b.c"], ["a/bxc"]],
] as const)("reads %s", (expression, fitting, others) => {
  const converted = posixExpression(expression);
  expect(fitting.filter((text) => !converted.test(text))).toEqual([]);
  expect(others.filter((text) => converted.test(text))).toEqual([]);
});

it.each(["[[:nothing:]]", "[[.a.]]", "[[=a=]]", "[a", "(?:a)", "a*?", "\\d", "\\", "*a", "a{,2}"])(
  "refuses %s",
  (expression) => {
    expect(() => posixExpression(expression)).toThrow();
  },
);

/** Words in which the patterns of the vocabulary can be right or almost right. */
const words = ["127.0.0.1:", ":5000", "255", "256.0.0.1", "[::1]", "[", "]", ":", "5000", "65535", "65536", "0", "X-A", "-", " ", "\t", "\n", "$", '"', "\\", "é", ";", "http://", "https://", "unix:", "/", "a", "_b", "?x=1", "5s", "/8", "$frigate_url"]; // prettier-ignore

it("matches what Nix matches", () => {
  const texts = fc.sample(fc.array(fc.constantFrom(...words), { maxLength: 4 }), { numRuns: 1000, seed: 1 });
  const given = texts.map((parts) => parts.join(""));
  const expressions = Object.values(patterns).map(({ expression }) => expression);
  const expected = matchedByNix(expressions, given);
  const found = expressions.map((expression) => given.map((text) => posixExpression(expression).test(text)));
  expect(found).toEqual(expected);
  // Of each pattern there must be texts that match and texts that do not, or nothing was compared.
  for (const row of expected) expect(new Set(row)).toEqual(new Set([true, false]));
});

/** One row for each expression, one entry for each text. */
function matchedByNix(expressions: readonly string[], texts: readonly string[]): readonly boolean[][] {
  const program = `{ json }: with builtins; let data = fromJSON json; in
    map (expression: map (text: match expression text != null) data.texts) data.expressions`;
  const json = JSON.stringify({ expressions, texts });
  const flags = ["--eval", "--strict", "--json", "--expr", program, "--argstr", "json", json];
  return JSON.parse(execFileSync("nix-instantiate", flags, { encoding: "utf8" })) as boolean[][];
}
