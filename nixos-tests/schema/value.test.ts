import fc from "fast-check";
import { expect, it } from "vitest";
import { readValue } from "../../generator/model/value.ts";

it("reads every value that JSON can write, on one line or several", () => {
  fc.assert(
    fc.property(fc.jsonValue(), fc.constantFrom(0, 2), (value, indent) => {
      const text = JSON.stringify(value, null, indent);
      expect(JSON.stringify(readValue(text))).toBe(JSON.stringify(value));
    }),
  );
});

it.each([
  ["'single quotes'", "single quotes"],
  ['"\\u00e9\\n"', "é\n"],
  ["0xff", 255],
  ["1_000", 1000],
  ["-2.5", -2.5],
  ["{ a: 1, 'b c': [true,], }", { a: 1, "b c": [true] }],
  ["[ // a comment of TypeScript\n  null\n]", [null]],
] as const)("reads %s", (text, value) => {
  expect(readValue(text)).toEqual(value);
});

it.each([
  "",
  "word",
  "undefined",
  "two words",
  '"a" "b"',
  '"a" + "b"',
  '"open',
  '"two\nlines"',
  "`template`",
  "1n",
  "1e999",
  "+1",
  "- -1",
  "-x",
  "1_",
  "01",
  "/a/",
  "[1 2]",
  "[1,,2]",
  "[...[1]]",
  "[1",
  "1]",
  "{ a: 1 b: 2 }",
  "{ a }",
  "{ a() {} }",
  "{ 1: 2 }",
  "{ [1]: 2 }",
  "{ a: 1, a: 2 }",
  "{ a: 1",
  "() => 1",
  "1) + (2",
  "1); (2",
  "(1)",
  "1 as number",
  "1, 2",
])("refuses %j", (text) => {
  expect(readValue(text)).toBeUndefined();
});
