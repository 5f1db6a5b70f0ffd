/** CommonMark as prettier has it. */

/** A table with its columns padded. A cell must not hold a line break; see {@link inCell} for `|`. */
export function markdownTable(heading: readonly string[], rows: readonly (readonly string[])[]): string {
  const widths = heading.map((_, column) =>
    Math.max(3, ...[heading, ...rows].map((row) => row[column]?.length ?? 0)),
  );
  const line = (cells: readonly string[]): string =>
    `| ${cells.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join(" | ")} |`;
  return [line(heading), line(widths.map((width) => "-".repeat(width))), ...rows.map(line)].join("\n");
}

/** Text for a cell of a table: a bar would end the cell even between backticks. */
export const inCell = (text: string): string => text.replaceAll("|", "\\|");

export const code = (text: string): string => `\`${text}\``;

/** The anchor that GitHub gives a heading: lower case, punctuation dropped, blanks as hyphens. */
export const headingAnchor = (heading: string): string =>
  heading
    .toLowerCase()
    .replace(/[^a-z0-9_ -]/g, "")
    .replaceAll(" ", "-");
