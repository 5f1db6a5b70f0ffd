import { NginxSyntaxError, type Position } from "./tree.ts";

/** A piece of nginx.conf. `raw` is the spelling; a word also has the value nginx gives it. */
export type Token =
  | { readonly kind: "word"; readonly raw: string; readonly value: string; readonly position: Position }
  | { readonly kind: ";" | "{" | "}"; readonly position: Position }
  | { readonly kind: "comment"; readonly text: string; readonly position: Position }
  | { readonly kind: "end"; readonly position: Position };

const SPACE = " \t\r\n";

/**
 * Cuts a text into words, `;`, `{`, `}` and comments as nginx's ngx_conf_read_token (ngx_conf_file.c) does: a quote
 * opens a string only at the start of a word, a backslash protects the next character, `{` right after `$` belongs to
 * the word, `}` and `#` mean something only at the start of a word. The last token is `end`.
 * @throws NginxSyntaxError for a quote that is never closed, or text glued to a closing quote.
 */
export function* tokenize(text: string, file: string): Generator<Token, void> {
  const positionAt = positions(text, file);
  let at = 0;
  while (at < text.length) {
    const char = text.charAt(at);
    const position = positionAt(at);
    if (SPACE.includes(char)) {
      at += 1;
    } else if (char === ";" || char === "{" || char === "}") {
      yield { kind: char, position };
      at += 1;
    } else if (char === "#") {
      const end = endOfLine(text, at);
      yield { kind: "comment", text: text.slice(at + 1, end).trimEnd(), position };
      at = end;
    } else if (char === '"' || char === "'") {
      const end = endOfQuoted(text, at, char, position);
      refuseGluedText(text, end, positionAt);
      yield {
        kind: "word",
        raw: text.slice(at, end),
        value: unescape(text.slice(at + 1, end - 1)),
        position,
      };
      at = end;
    } else {
      const end = endOfBareWord(text, at);
      yield { kind: "word", raw: text.slice(at, end), value: unescape(text.slice(at, end)), position };
      at = end;
    }
  }
  yield { kind: "end", position: positionAt(text.length) };
}

function endOfLine(text: string, from: number): number {
  const newline = text.indexOf("\n", from);
  return newline === -1 ? text.length : newline;
}

function endOfQuoted(text: string, from: number, quote: string, opened: Position): number {
  for (let at = from + 1; at < text.length; at += 1) {
    const char = text.charAt(at);
    if (char === "\\") at += 1;
    else if (char === quote) return at + 1;
  }
  throw new NginxSyntaxError(opened, `the quote opened here is never closed`, `a closing ${quote}`);
}

/** After a closing quote nginx wants the word to be over; only `)`, for `if (… "x")`, may follow at once. */
function refuseGluedText(text: string, at: number, positionAt: (offset: number) => Position): void {
  const next = text.charAt(at);
  if (next === "" || SPACE.includes(next) || ";{)".includes(next)) return;
  throw new NginxSyntaxError(
    positionAt(at),
    `unexpected ${JSON.stringify(next)} after a quoted word`,
    `a space, ";" or "{"`,
  );
}

function endOfBareWord(text: string, from: number): number {
  let afterDollar = false;
  let at = from;
  for (; at < text.length; at += 1) {
    const char = text.charAt(at);
    if (char === "{" && afterDollar) continue;
    if (at > from && (SPACE.includes(char) || char === ";" || char === "{")) break;
    afterDollar = char === "$";
    if (char === "\\") at += 1;
  }
  return Math.min(at, text.length);
}

const ESCAPES: Readonly<Record<string, string>> = {
  t: "\t",
  r: "\r",
  n: "\n",
  '"': '"',
  "'": "'",
  "\\": "\\",
};

/** nginx drops a backslash only before a quote, a backslash, t, r and n; `\.` in a regex keeps it. */
function unescape(spelling: string): string {
  return spelling.replace(/\\([\s\S])/g, (both, char: string) => ESCAPES[char] ?? both);
}

/** Turns offsets into positions. Asked in ascending order, as the tokenizer does, it walks the text once. */
function positions(text: string, file: string): (offset: number) => Position {
  let line = 1;
  let lineStart = 0;
  let newline = text.indexOf("\n");
  return (offset) => {
    while (newline !== -1 && newline < offset) {
      line += 1;
      lineStart = newline + 1;
      newline = text.indexOf("\n", lineStart);
    }
    return { file, line, column: offset - lineStart + 1 };
  };
}
