/** Comment text and long messages, broken into lines. */
import { block, type Expr, type StringPart } from "../nix/ast.ts";
import { printExpr } from "../nix/print.ts";

const width = 90;

/** Words of a sentence in lines of at most 90 characters; no line is empty. */
export function wrapped(sentence: string): readonly string[] {
  return sentence.split(/\s+/).reduce<string[]>((lines, word) => {
    const last = lines.at(-1);
    if (last !== undefined && last.length + 1 + word.length <= width)
      lines[lines.length - 1] = `${last} ${word}`;
    else lines.push(word);
    return lines;
  }, []);
}

/** A long message as a multi-line string. */
export function message(...parts: readonly StringPart[]): Expr {
  return block(...parts.flatMap(words).reduce<StringPart[][]>(addWord, []).map(tidied));
}

/** A part in pieces that a line may end behind: words with the blanks that follow them, or one expression. */
const words = (part: StringPart): readonly StringPart[] =>
  typeof part === "string" ? (part.match(/\S+\s*|^\s+/g) ?? []) : [part];

function addWord(lines: StringPart[][], word: StringPart): StringPart[][] {
  const last = lines.at(-1);
  const mayBreak = last !== undefined && endsInBlank(last.at(-1));
  if (last === undefined || (mayBreak && length(last) + length([word]) > width)) return [...lines, [word]];
  last.push(word);
  return lines;
}

const endsInBlank = (part: StringPart | undefined): boolean => typeof part === "string" && /\s$/.test(part);

const length = (line: readonly StringPart[]): number =>
  line.reduce(
    (sum, part) => sum + (typeof part === "string" ? part.trimEnd().length + 1 : printExpr(part).length + 3),
    0,
  );

/** The pieces of a line without the blank at its end. */
const tidied = (line: readonly StringPart[]): readonly StringPart[] =>
  line.map((part, index) => (index === line.length - 1 && typeof part === "string" ? part.trimEnd() : part));
