/**
 * Takes a doc comment apart into description and tags. TypeScript's own reading of these comments will not do: it gives
 * braces and addresses a meaning of their own, and it changes white space.
 */
import { mistakes, type Report } from "./mistakes.ts";

/** A tag with the text up to the next tag. Lines are without the comment's margin. */
export interface Tag {
  readonly name: string;
  readonly text: string;
  /** Offset of the `@` in the file. */
  readonly offset: number;
}

export interface Comment {
  /** Lines of CommonMark as written, without blank ones at either end. */
  readonly description: readonly string[];
  readonly tags: readonly Tag[];
}

interface Line {
  readonly text: string;
  readonly offset: number;
}

/** Something opened in the description: a fence of backticks or tildes, or a block of colons. */
type OpenBlock = { readonly mark: string; readonly line: Line };

/**
 * @param comment the text from its slash to its slash
 * @param offset where the comment begins in the file
 * @param knownTags names that are reported when they stand inside a line of the description
 */
export function readComment(
  comment: string,
  offset: number,
  knownTags: readonly string[],
  report: Report,
): Comment {
  const description: string[] = [];
  const tags: { name: string; offset: number; lines: string[] }[] = [];
  const blocks: OpenBlock[] = [];
  const tagInside = new RegExp(`\\s@(${knownTags.join("|")})\\b`);

  for (const line of linesOf(comment, offset)) {
    const fenced = blocks.at(-1)?.mark.startsWith(":") === false;
    const [, margin = "", name, text = ""] = (fenced ? null : /^(\s*)@([\w-]*)(.*)$/.exec(line.text)) ?? [];
    const current = tags.at(-1);
    if (name !== undefined) {
      tags.push({ name, offset: line.offset + margin.length, lines: [text] });
    } else if (current !== undefined) {
      current.lines.push(line.text);
    } else {
      description.push(line.text);
      trackBlocks(line, fenced, blocks);
      const inside = fenced ? null : tagInside.exec(withoutCode(line.text));
      if (inside !== null) report(line.offset + inside.index + 1, mistakes.tagInsideLine(inside[1] ?? ""));
    }
  }
  for (const { line } of blocks) report(line.offset, mistakes.unbalancedBlock(line.text.trim()));

  const text = description.join("\n").replace(/^\n+|\n+$/g, "");
  return {
    description: text === "" ? [] : text.split("\n"),
    tags: tags.map(({ name, offset, lines }) => ({ name, offset, text: lines.join("\n").trim() })),
  };
}

/** Whether a reader would take the description for finished: it ends in a sentence, a list, a block or a fence. */
export function isFinished(description: readonly string[]): boolean {
  const last = description.at(-1) ?? "";
  const lastBlock = description.slice(description.lastIndexOf("") + 1);
  const isList = lastBlock.some((line) => /^\s*([-*+]|\d+[.)])\s/.test(line));
  return isList || /[.!?…][)"'”’`*_]*$/.test(last) || /^\s*(:{3,}|`{3,}|~{3,})$/.test(last);
}

/** The lines between the comment's marks, without margin and trailing blanks. */
function* linesOf(comment: string, offset: number): Generator<Line> {
  const opening = "/**";
  let start = opening.length;
  for (const raw of comment.slice(opening.length, -"*/".length).split("\n")) {
    const margin = (start === opening.length ? /^\s*/ : /^\s*\*? ?/).exec(raw)?.[0].length ?? 0;
    yield { text: raw.slice(margin).trimEnd(), offset: offset + start + margin };
    start += raw.length + "\n".length;
  }
}

/** Opens or closes a block. What stands inside a fence is text, and so is a block that opens there. */
function trackBlocks(line: Line, fenced: boolean, blocks: OpenBlock[]): void {
  const [, mark, rest] = /^\s*(:{3,}|`{3,}|~{3,})(.*)$/.exec(line.text) ?? [];
  if (mark === undefined) return;
  const open = blocks.at(-1);
  if (open !== undefined && rest === "" && mark.startsWith(open.mark)) blocks.pop();
  else if (!fenced) blocks.push({ mark, line });
}

/** Code spans blanked out, so that offsets stay. */
function withoutCode(text: string): string {
  return text.replace(/(`+).*?\1/g, (code) => " ".repeat(code.length));
}
