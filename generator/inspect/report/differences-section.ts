/** What the module does differently from upstream's: before and after side by side, under what each corrects. */
import type { Change } from "../evaluate/comparison.ts";
import type { ReportData } from "./data.ts";
import { h, type Content, type Html } from "./html.ts";
import { table } from "./table.ts";
import { code, counted, prose, section } from "./words.ts";

export const differencesSection = ({ differences }: ReportData): Html =>
  section(
    "differences",
    "Differences to upstream",
    h("p", { class: "lead" }, `Compared with ${differences.origin}. ${differences.scope}`),
    differences.corrected.length + differences.unexplained.length === 0
      ? h("p", { class: "calm" }, "There is no difference.")
      : [],
    differences.unexplained.length === 0
      ? []
      : group("Not a listed correction", "Nothing accounts for these.", differences.unexplained),
    differences.corrected.map(({ title, because, changes }) => group(title, because, changes)),
  );

const group = (title: string, because: string, changes: readonly Change[]): Html =>
  h(
    "article",
    { class: "group" },
    h("h3", {}, prose(title)),
    h("p", {}, prose(because)),
    table({
      caption: h("span", { class: "unseen" }, `${title}: upstream and here`),
      class: "changes",
      columns: ["What", "Upstream", "Here", "Where"],
      rows: changes.map(({ subjects, before, after, routes }) => ({
        cells: [
          list(subjects, "headers"),
          side(before, "before"),
          side(after, "after"),
          list(routes, "places"),
        ],
      })),
    }),
  );

const side = (value: string, name: "before" | "after"): Html =>
  value === "–"
    ? h("span", { class: `side ${name} nothing` }, "nothing")
    : h("span", { class: `side ${name}` }, code(value));

/** More than so many are folded away. */
const few = 3;

const list = (entries: readonly string[], name: string): Content => {
  const entry = (text: string): Html => h("li", {}, code(text));
  const all = h("ul", { class: "plain" }, entries.map(entry));
  return entries.length <= few
    ? all
    : h("details", {}, h("summary", {}, counted(entries.length, name.slice(0, -1), name)), all);
};
