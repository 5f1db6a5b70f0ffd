/**
 * The few layout words that the Nix printer needs on top of prettier's documents.
 *
 * nixfmt's 100 columns do not count indentation and prettier's do. Tabs of width zero make prettier agree; every tab stands
 * for one space and becomes one afterwards.
 */
import type { Doc } from "prettier";
import { builders, printer } from "prettier/doc";
import type { Operand } from "../parens.ts";

export type { Doc };
export const { conditionalGroup, group, hardline, join, line, softline } = builders;

/** Soft limit of a line, without its indentation. */
const width = 100;

/** How a part has the expressions inside it printed. */
export interface Print {
  /** On one line if it fits there. */
  (operand: Operand): Doc;
  /** On one line only if all that surrounds it is: a body below its head. */
  open(operand: Operand): Doc;
  /** Sets are never on one line: what stands behind `=` or opens behind a head. */
  value(operand: Operand): Doc;
  /** Nor are lists. */
  expanded(operand: Operand): Doc;
}

/** Lines after the first one are indented by this many spaces more. */
export const offset = (spaces: number, doc: Doc): Doc =>
  spaces === 0 ? doc : offset(spaces - 1, builders.indent(doc));

/** One step of indentation. */
export const indent = (doc: Doc): Doc => offset(2, doc);

/** The text of a document, without a newline at its end. */
export function render(doc: Doc): string {
  const { formatted } = printer.printDocToString(doc, { printWidth: width, useTabs: true, tabWidth: 0 });
  return formatted.replace(/^\t+/gm, (tabs) => " ".repeat(tabs.length));
}

/**
 * The first of these layouts whose first line fits; the last one if none does. A layout that holds a forced line break is
 * no one-line layout, so `flat` counts only when it has none.
 */
export function firstThatFits(flat: Doc, others: readonly Doc[]): Doc {
  const layouts = breaks(flat) ? others : [flat, ...others];
  const [only, ...more] = layouts;
  return only !== undefined && more.length === 0 ? only : conditionalGroup([...layouts]);
}

/** Behind a head if the beginning fits there, else below it, indented. */
export const hereOrBelow = (doc: Doc): Doc => conditionalGroup([[" ", doc], indent([hardline, doc])]);

/** Behind a head if all of it fits there, else below it, indented. */
export const onLineOrBelow = (doc: Doc): Doc => indent(unit(line, doc));

/** Breaks as a whole or not at all; unlike prettier's own groups it also sees forced breaks in conditional groups. */
export const unit = (...parts: Doc[]): Doc => group(parts, { shouldBreak: breaks(parts) });

/** A part that must not stay on one line. */
export const broken = (doc: Doc): Doc => group(doc, { shouldBreak: true });

const known = new WeakMap<object, boolean>();

/** Whether a document holds a line break that happens at any width. */
export function breaks(doc: Doc): boolean {
  if (typeof doc === "string") return false;
  const answer = known.get(doc) ?? (Array.isArray(doc) ? doc.some(breaks) : commandBreaks(doc));
  known.set(doc, answer);
  return answer;
}

function commandBreaks(command: Exclude<Doc, string | Doc[]>): boolean {
  switch (command.type) {
    case "break-parent":
      return true;
    case "group":
      return Boolean(command.break) || breaks(command.contents);
    case "indent":
      return breaks(command.contents);
    default:
      return false;
  }
}

/** Whether a document that holds no forced break fits a line of its own. */
export const fitsLine = (doc: Doc): boolean => flatText(doc).length <= width;

/** A document on one line. */
export function flatText(doc: Doc): string {
  if (typeof doc === "string") return doc;
  if (Array.isArray(doc)) return doc.map(flatText).join("");
  switch (doc.type) {
    case "group":
    case "indent":
      return flatText(doc.contents);
    case "line":
      return doc.soft ? "" : " ";
    default:
      return "";
  }
}
