import { spawnSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  NginxSyntaxError,
  fromTree,
  parseNginx,
  printNginx,
  quoteArgument,
  valuesOf,
  type Item,
  type NginxFile,
} from "../../generator/inspect/nginx/parse.ts";
import { tokenize } from "../../generator/inspect/nginx/tokens.ts";
import { scratchDirectory } from "../rig/scratch.ts";
import { loadReference } from "./reference.ts";

/** The tree without positions: what printing and reading again must keep. */
type Shape = string | readonly [name: string, args: readonly string[], block: readonly Shape[] | null];

function shape(body: readonly Item[]): readonly Shape[] {
  return body.map((item) =>
    item.kind === "comment"
      ? `#${item.text}`
      : ([
          item.name,
          item.args.map((arg) => `${arg.raw} -> ${arg.value}`),
          item.block && shape(item.block),
        ] as const),
  );
}

function wordsOf(text: string): readonly string[] {
  const [directive] = parseNginx(text).body;
  if (directive?.kind !== "directive") throw new Error("no directive");
  return [directive.name, ...valuesOf(directive)];
}

function errorOf(text: string): string {
  try {
    parseNginx(text, "f");
  } catch (error) {
    if (error instanceof NginxSyntaxError) return error.message;
    throw error;
  }
  return "";
}

describe("words are cut as nginx cuts them", () => {
  test.each<[text: string, words: readonly string[]]>([
    ["a b c;", ["a", "b", "c"]],
    ["a\tb\r\n c ;", ["a", "b", "c"]],
    [`a "x y" 'x "y"';`, ["a", "x y", 'x "y"']],
    [`a "" '';`, ["a", "", ""]],
    [`a b'c d"e;`, ["a", "b'c", 'd"e']],
    [`a "q\\"x" 'q\\'x' \\"x;`, ["a", 'q"x', "q'x", '"x']],
    [`a \\.jpg$ "\\d+" a\\\\b;`, ["a", "\\.jpg$", "\\d+", "a\\b"]],
    [`a x\\ty\\nz;`, ["a", "x\ty\nz"]],
    [`a x\\ y x\\;y x\\{y;`, ["a", "x\\ y", "x\\;y", "x\\{y"]],
    ["set $x ${y}z$;", ["set", "$x", "${y}z$"]],
    [`a "b;c{d}#e";`, ["a", "b;c{d}#e"]],
    ["a b#c d} e;", ["a", "b#c", "d}", "e"]],
    [`if ($x = "y") { }`, ["if", "($x", "=", "y", ")"]],
    ["server{}", ["server"]],
    [`"server" "b"{}`, ["server", "b"]],
    ["a x${{y} z;", ["a", "x${{y}", "z"]],
  ])("%s", (text, words) => {
    expect(wordsOf(text)).toEqual(words);
  });

  test("spelling, positions, blocks and comments are kept", () => {
    const file = parseNginx(`# top \r\nhttp {\n  map "a" # why\n    $b { }\n}`, "x.conf");
    expect(file).toEqual({
      file: "x.conf",
      body: [
        { kind: "comment", text: " top", position: { file: "x.conf", line: 1, column: 1 } },
        {
          kind: "directive",
          name: "http",
          args: [],
          position: { file: "x.conf", line: 2, column: 1 },
          block: [
            { kind: "comment", text: " why", position: { file: "x.conf", line: 3, column: 11 } },
            {
              kind: "directive",
              name: "map",
              args: [
                { raw: '"a"', value: "a" },
                { raw: "$b", value: "$b" },
              ],
              position: { file: "x.conf", line: 3, column: 3 },
              block: [],
            },
          ],
        },
      ],
    });
  });
});

describe("what nginx refuses is refused, with place and expectation", () => {
  test.each<[text: string, message: string]>([
    ["a", 'f:1:2: unexpected end of file; expected ";" or "{"'],
    ["a b\\", 'f:1:5: unexpected end of file; expected ";" or "{"'],
    ["a {\n b;\n", 'f:3:1: unexpected end of file; expected "}" for "a" (line 1)'],
    ["a;\n;", 'f:2:1: unexpected ";"; expected a directive'],
    [" {}", 'f:1:2: unexpected "{"; expected a directive'],
    ["a; }", 'f:1:4: unexpected "}"; expected a directive'],
    ["a { b }", 'f:1:7: unexpected "}"; expected ";" or "{"'],
    ["a 'b;\nc", "f:1:3: the quote opened here is never closed; expected a closing '"],
    [`a "b"c;`, `f:1:6: unexpected "c" after a quoted word; expected a space, ";" or "{"`],
    [`a { b "c"}`, `f:1:10: unexpected "}" after a quoted word; expected a space, ";" or "{"`],
  ])("%j", (text, message) => {
    expect(errorOf(text)).toBe(message);
  });
});

/** Text in which the characters that matter to the tokenizer are frequent. */
const nginxishText = fc.string({
  unit: fc.oneof(fc.constantFrom(..."ab ${}\\;'\"#\n\t()"), fc.string({ minLength: 1, maxLength: 1 })),
  maxLength: 60,
});

const comment = nginxishText
  .map((text) => text.replaceAll("\n", " ").trimEnd())
  .map((text): Item => ({ kind: "comment", text, position: { file: "", line: 0, column: 0 } }));
const word = fc.oneof(fc.stringMatching(/^[a-z_$]{1,8}$/), nginxishText);
const body = fc.letrec<{ body: Item[]; item: Item; directive: Item }>((tie) => ({
  body: fc.array(tie("item"), { maxLength: 4 }),
  item: fc.oneof({ depthSize: "small", withCrossShrink: true }, comment, tie("directive")),
  directive: fc
    .record({
      name: word,
      args: fc.array(
        word.map((value) => ({ raw: quoteArgument(value), value })),
        { maxLength: 3 },
      ),
      block: fc.option(tie("body")),
    })
    .map((parts) => ({ kind: "directive", ...parts, position: { file: "", line: 0, column: 0 } })),
})).body;

/** The name of the first directive; null for an empty text; undefined where the text is refused before that. */
function firstName(text: string): string | null | undefined {
  let name: string | undefined;
  try {
    for (const token of tokenize(text, "f")) {
      if (token.kind === "word") name ??= token.value;
      else if (token.kind === "end") return name === undefined ? null : undefined;
      else if (token.kind !== "comment") return token.kind === "}" ? undefined : name;
    }
  } catch (error) {
    if (!(error instanceof NginxSyntaxError)) throw error;
  }
  return undefined;
}

/** The same from nginx, which names the first directive because it knows none by that name. */
function firstNameByNginx(text: string, directory: string): string | null | undefined {
  const file = join(directory, "nginx.conf");
  writeFileSync(file, text);
  const { stderr } = spawnSync("nginx", ["-t", "-p", directory, "-e", "stderr", "-c", file], {
    encoding: "utf8",
  });
  if (stderr.includes('no "events" section')) return null;
  return /unknown directive "([\s\S]*)" in .*nginx\.conf:\d+/.exec(stderr)?.[1];
}

const hasNginx = spawnSync("nginx", ["-v"]).error === undefined;

test.skipIf(!hasNginx)("nginx itself cuts the first word the same way", () => {
  const directory = scratchDirectory();
  const text = fc.string({ unit: fc.constantFrom(..."ab ${}\\;'\"#\n\t()nr"), maxLength: 14 });
  fc.assert(
    fc.property(text, (text) => {
      expect(firstName(text)).toBe(firstNameByNginx(text, directory));
    }),
    { numRuns: 200 },
  );
});

describe("printing and reading", () => {
  test("any tree survives print and parse", () => {
    fc.assert(
      fc.property(body, (tree) => {
        const text = printNginx({ file: "", body: tree });
        expect(shape(parseNginx(text).body)).toEqual(shape(tree));
      }),
    );
  });

  test("any text parses or is refused with a place; what parses survives print and parse", () => {
    fc.assert(
      fc.property(nginxishText, (text) => {
        let first: NginxFile;
        try {
          first = parseNginx(text);
        } catch (error) {
          expect(error).toBeInstanceOf(NginxSyntaxError);
          return;
        }
        expect(shape(parseNginx(printNginx(first)).body)).toEqual(shape(first.body));
      }),
      { numRuns: 2000 },
    );
  });

  test("ten thousand levels of nesting are read", () => {
    const deep = 10_000;
    expect(parseNginx("a {".repeat(deep) + "}".repeat(deep)).body).toHaveLength(1);
  });
});

describe("the reference data", () => {
  test.each(["upstream-default", "seed-override"] as const)("%s loads and prints", (name) => {
    const file = loadReference(name);
    expect(shape(parseNginx(printNginx(file)).body)).toEqual(shape(file.body));
  });

  test.each<[json: unknown]>([
    [{}],
    [[{ directive: "a" }]],
    [[{ directive: "a", args: ["b c"] }]],
    [[{ directive: "a", args: ["'b"] }]],
  ])("%j is refused", (json) => {
    expect(() => fromTree(json)).toThrow(NginxSyntaxError);
  });
});
