/** The few layout words that the Nix printer needs on top of prettier's documents. */
import type { Doc } from "prettier";
import { builders, printer, utils } from "prettier/doc";
import type { Expr, Of } from "./ast.ts";

export type { Doc };
export const { conditionalGroup, hardline, indent, join, line, softline } = builders;

/** How a part has the expressions inside it printed. */
export interface Print {
  /** On one line if it fits there. */
  (expr: Expr): Doc;
  /** Sets over several lines: what stands behind `=`. */
  expanded(expr: Expr): Doc;
  /** The braces of a set and what is inside, on one line only if all that surrounds them is. */
  open(set: Of<"set">): Doc;
}

/** Soft limit of a line, without its indentation. */
const width = 100;

/**
 * The text of a document, without a newline at its end. nixfmt's width does not count indentation and prettier's does, so
 * prettier indents by tabs of width zero, which become two spaces afterwards.
 */
export function render(doc: Doc, printWidth = width): string {
  const { formatted } = printer.printDocToString(doc, { printWidth, useTabs: true, tabWidth: 0 });
  return formatted.replace(/^\t+/gm, (tabs) => "  ".repeat(tabs.length));
}

/** Whether a document holds a line break that happens at any width. */
export const breaks = utils.willBreak;

/** Whether a document without forced breaks fits a line of its own. */
export const fitsLine = (doc: Doc): boolean => render(doc, Infinity).length <= width;

/** Breaks as a whole or not at all; unlike prettier's own groups it also sees forced breaks in conditional groups. */
export const unit = (...parts: Doc[]): Doc => builders.group(parts, { shouldBreak: breaks(parts) });

/** A part that must not stay on one line. */
export const broken = (doc: Doc): Doc => builders.group(doc, { shouldBreak: true });

/** Behind a head if all of it fits there, else below it, indented. */
export const onLineOrBelow = (doc: Doc): Doc => indent(unit(line, doc));

/**
 * The first of these layouts whose first line fits; the last one if none does. A layout that holds a forced line break is
 * no one-line layout, so `flat` counts only when it has none.
 */
export const firstThatFits = (flat: Doc, others: readonly Doc[]): Doc =>
  conditionalGroup(breaks(flat) ? [...others] : [flat, ...others]);
