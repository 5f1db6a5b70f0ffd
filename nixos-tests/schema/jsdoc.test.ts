import fc from "fast-check";
import { expect, it } from "vitest";
import { isFinished, readComment, type Comment } from "../../generator/model/jsdoc.ts";
import type { Report } from "../../generator/model/mistakes.ts";

const knownTags = ["default", "see"];

/** The comment and its problems, each as `tag` or `block` at the word from its offset. */
function read(comment: string): { readonly comment: Comment; readonly problems: readonly string[] } {
  const before = "x;\n  ";
  const problems: string[] = [];
  const report: Report = (at, [message]) => {
    if (typeof at !== "number") throw new Error("a comment has offsets, no nodes");
    problems.push(
      `${message.includes("block") ? "block" : "tag"} at ${/^\S*/.exec((before + comment).slice(at))?.[0]}`,
    );
  };
  return { comment: readComment(comment, before.length, knownTags, report), problems };
}

const words = [
  "text",
  "{option}`a.b`",
  "{@link x}",
  "@",
  "a@default",
  "`@see`",
  "-",
  "*",
  "\\",
  "//",
  "{",
  "}",
  " ",
];
const line = fc
  .array(fc.constantFrom(...words), { maxLength: 5 })
  .map((parts) => parts.join(" ").trimEnd())
  .filter((text) => !/^\s*@/.test(text));
const description = fc
  .array(line, { minLength: 1, maxLength: 6 })
  .filter((lines) => lines[0] !== "" && lines.at(-1) !== "");

it("keeps every description as it is written", () => {
  fc.assert(
    fc.property(description, fc.constantFrom("\n", "\r\n"), (lines, end) => {
      const text = ["/**", ...lines.map((text) => (text === "" ? "   *" : `   * ${text}`)), "   */"].join(
        end,
      );
      expect(read(text)).toEqual({ comment: { description: lines, tags: [] }, problems: [] });
    }),
  );
});

it.each<[name: string, comment: string, description: string[], tags: [name: string, text: string][]]>([
  ["one line", "/** Text. */", ["Text."], []],
  ["nothing", "/** */", [], []],
  ["a tag alone", "/** @default {} */", [], [["default", "{}"]]],
  ["a tag without text", "/**\n * Text.\n *\n * @default\n */", ["Text."], [["default", ""]]],
  ["a tag without blank", "/** @default[1] */", [], [["default", "[1]"]]],
  ["indented tags", "/**\n *   @default 1\n *  @see 2\n */", [], [["default", "1"], ["see", "2"]]], // prettier-ignore
  ["a tag over lines", '/**\n * @default [\n *   "a",\n * ]\n *\n */', [], [["default", '[\n  "a",\n]']]],
  ["an address", "/** @see https://a.b/?c=@d#{e} */", [], [["see", "https://a.b/?c=@d#{e}"]]],
  ["tags of others", "/** @defaultValue 1 */", [], [["defaultValue", "1"]]],
  ["a fence", "/**\n * ```\n * @see x\n * ```\n * @see y\n */", ["```", "@see x", "```"], [["see", "y"]]],
  ["a fence in a note", "/**\n * :::{.a}\n * ~~~\n * :::\n * ~~~\n * :::\n */", [":::{.a}", "~~~", ":::", "~~~", ":::"], []], // prettier-ignore
])("reads %s", (_, comment, description, tags) => {
  const found = read(comment);
  expect(found.problems).toEqual([]);
  expect(found.comment.description).toEqual(description);
  expect(found.comment.tags.map(({ name, text }) => [name, text])).toEqual(tags);
});

it("says where a tag begins", () => {
  const comment = "/**\n * Text.\n *\n *  @default 1\r\n * @see 2 */";
  const [first, second] = readComment(comment, 100, knownTags, () => expect.fail()).tags;
  expect(comment.slice((first?.offset ?? 0) - 100)).toMatch(/^@default/);
  expect(comment.slice((second?.offset ?? 0) - 100)).toMatch(/^@see/);
});

it.each<[comment: string, problems: string[]]>([
  ["/** Text. @default 1 */", ["tag at @default"]],
  ["/** Text `a b` @see, `@see` */", ["tag at @see,"]],
  ["/** Text me@default @defaults */", []],
  ["/**\n * ::: {.note}\n * a\n */", ["block at :::"]],
  ["/**\n * ::::{.a}\n * :::{.b}\n * :::\n */", ["block at ::::{.a}"]],
  ["/**\n * :::\n */", ["block at :::"]],
  ["/**\n * ````\n * ```\n * @see x\n */", ["block at ````"]],
])("finds what is wrong in %j", (comment, problems) => {
  expect(read(comment).problems).toEqual(problems);
});

it.each<[finished: boolean, lines: string[]]>([
  [true, ["A sentence."]],
  [true, ["A question?"]],
  [true, ['It is "so."']],
  [true, ["(In parentheses.)"]],
  [true, ["**Never!**"]],
  [true, ["Either:", "", "- one", "- the other"]],
  [true, ["1. one", "   or another"]],
  [true, ["Text.", "", ":::{.note}", "a", ":::"]],
  [false, ["No sentence"]],
  [false, ["An introduction:"]],
  [false, ["`code`"]],
  [false, ["- a list", "", "and text"]],
  [false, ["Version 1.0-rc"]],
])("%j: %j ends", (finished, lines) => {
  expect(isFinished(lines)).toBe(finished);
});
