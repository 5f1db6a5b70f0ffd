/**
 * Text as Nix strings: what has to be escaped in `"…"` and in `''…''`, when the second form cannot hold a text, and when an
 * attribute name needs quotes.
 *
 * Facts from the Nix manual, "String literal", and tried with `nix-instantiate --eval`: in both forms `$name` is plain text
 * and `${` is not; `''…''` has no way to write a tab or a carriage return on its own, and loses the indentation that all of
 * its lines share.
 */
import type { Expr, Of, StringPart } from "./ast.ts";

/** Literal text of a string as Nix source, or an expression that is interpolated there. */
export type SourcePart = { readonly source: string } | { readonly interpolated: Expr };

/** The inside of `"…"` for these parts. */
export function lineSource(parts: readonly StringPart[]): SourcePart[] {
  return escapeParts(parts, escapeForLine, "\\$");
}

/** The inside of one line of `''…''`, without its indentation. The string must pass {@link usesBlockForm}. */
export function blockLineSource(parts: readonly StringPart[]): SourcePart[] {
  return escapeParts(parts, escapeForBlock, "''$");
}

/** The parts of a block string as those of the equal `"…"` string. */
export function blockAsLine(block: Of<"block-string">): StringPart[] {
  return block.lines.flatMap((line) => [...line, "\n"]);
}

/**
 * Whether a block string is printed as `''…''`, that is, whether that form reproduces the text exactly. It does not for
 * tabs and carriage returns, for blanks that nobody can see (the first line empty, a line of spaces only, spaces at the end
 * of a line), for an indentation that all lines share, and for `'` right before a dollar sign that must be escaped (`'''$`
 * reads as an escaped `''`).
 */
export function usesBlockForm(block: Of<"block-string">): boolean {
  const lines = block.lines.map(joinLiterals);
  const shown = lines.filter((line) => line.length > 0);
  return (
    lines[0] !== undefined &&
    lines[0].length > 0 &&
    shown.every(isPlainLine) &&
    shown.some((line) => !startsWithSpace(line))
  );
}

function isPlainLine(line: readonly StringPart[]): boolean {
  return line.every((part, i) => {
    if (typeof part !== "string") return true;
    const last = i === line.length - 1;
    return (
      !/[\t\r\n]/.test(part) &&
      !part.includes("'${") &&
      !(last && part.endsWith(" ")) &&
      !(!last && part.endsWith("'$"))
    );
  });
}

const startsWithSpace = ([first]: readonly StringPart[]) =>
  typeof first === "string" && first.startsWith(" ");

const keywords = new Set(["assert", "else", "if", "in", "inherit", "let", "or", "rec", "then", "with"]);

/** A name in an attribute path: bare when Nix reads it as an identifier, else quoted. */
export function attributeName(name: string): string {
  if (/^[A-Za-z_][A-Za-z0-9_'-]*$/.test(name) && !keywords.has(name)) return name;
  return `"${escapeForLine(name)}"`;
}

function escapeForLine(text: string): string {
  return text
    .replaceAll("\\", "\\\\")
    .replaceAll('"', '\\"')
    .replaceAll("${", "\\${")
    .replaceAll("\n", "\\n")
    .replaceAll("\r", "\\r")
    .replaceAll("\t", "\\t");
}

function escapeForBlock(text: string): string {
  return text.replaceAll("''", "'''").replaceAll("${", "''${");
}

/** Escapes the literal parts; a `$` right before an interpolation would swallow its `${`, so it is written as `dollar`. */
function escapeParts(
  parts: readonly StringPart[],
  escape: (text: string) => string,
  dollar: string,
): SourcePart[] {
  return joinLiterals(parts).map((part, i, all) => {
    if (typeof part !== "string") return { interpolated: part };
    const beforeInterpolation = i + 1 < all.length;
    if (!beforeInterpolation || !part.endsWith("$")) return { source: escape(part) };
    return { source: escape(part.slice(0, -1)) + dollar };
  });
}

/** Puts neighbouring literals together, since escapes look at two characters, and drops empty ones. */
function joinLiterals(parts: readonly StringPart[]): StringPart[] {
  const joined: StringPart[] = [];
  for (const part of parts) {
    const previous = joined.at(-1);
    if (typeof part === "string" && typeof previous === "string") joined[joined.length - 1] = previous + part;
    else if (part !== "") joined.push(part);
  }
  return joined;
}
