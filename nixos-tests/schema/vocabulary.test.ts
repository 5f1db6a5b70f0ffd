import fc from "fast-check";
import { expect, it } from "vitest";
import { posixExpression } from "../../generator/model/posix.ts";
import { openSource } from "../../generator/model/schema-file.ts";
import { openInterface, vocabulary } from "../../generator/model/types.ts";
import { patterns } from "../../generator/schema/vocabulary.ts";

const source = openSource(`${import.meta.dirname}/../../generator/schema/vocabulary.ts`);

it("is known to the reader, word for word", () => {
  const aliases = source
    .getTypeAliases()
    .filter((alias) => alias.isExported())
    .map((alias) => alias.getName());
  const words = aliases.filter((name) => name !== "PatternName");
  expect([...vocabulary.keys()].sort()).toEqual(words.sort());
  expect(source.getInterface(openInterface)).toBeDefined();
});

it.each(Object.entries(patterns).filter(([, pattern]) => "bare" in pattern))(
  "%s is one word to nginx, and nothing else",
  (_, { expression }) => {
    const texts = fc.stringMatching(posixExpression(expression));
    fc.assert(fc.property(texts, (text) => /^[^\s"';{}\\$#]+$/.test(text)));
  },
);

it.each(Object.entries(patterns))("pattern %s can be read in JavaScript too", (_, { expression }) => {
  expect(posixExpression(expression)).toBeInstanceOf(RegExp);
});
