/** Tables that become one card a row where there is little room. */
import { h, type Attributes, type Content, type Html } from "./html.ts";

export interface Table {
  readonly caption: Content;
  readonly class: string;
  /** The first is the rows' own heading. */
  readonly columns: readonly string[];
  readonly rows: readonly Row[];
  readonly id?: string;
}

export interface Row {
  readonly cells: readonly Content[];
  readonly access?: string;
}

/** Roles are spelled out: a table that is laid out as cards stays a table to who hears it. */
export const table = ({ caption, columns, rows, class: kind, id }: Table): Html =>
  h(
    "table",
    { class: `table ${kind}`, role: "table", ...(id === undefined ? {} : { id }) },
    h("caption", {}, caption),
    h(
      "thead",
      { role: "rowgroup" },
      h(
        "tr",
        { role: "row" },
        columns.map((column) => h("th", { role: "columnheader", scope: "col" }, column)),
      ),
    ),
    h(
      "tbody",
      { role: "rowgroup" },
      rows.map((row) => tableRow(row, columns)),
    ),
  );

const tableRow = ({ cells, access }: Row, columns: readonly string[]): Html =>
  h(
    "tr",
    { role: "row", ...(access === undefined ? {} : { "data-access": access }) },
    cells.map((cell, column) =>
      column === 0
        ? h("th", { role: "rowheader", scope: "row" }, cell)
        : h("td", { role: "cell", ...empty(cell), ...labelled(columns[column]) }, h("div", {}, cell)),
    ),
  );

const labelled = (label: string | undefined): Attributes =>
  label === undefined ? {} : { "data-label": label };

/** What has nothing to say takes no line of a card. */
const empty = (cell: Content): Attributes => (cell === "–" ? { class: "empty" } : {});
