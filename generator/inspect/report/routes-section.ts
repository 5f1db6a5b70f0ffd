/** The route table, with a form that filters it. */
import type { Access, RouteRow } from "../evaluate/routes.ts";
import type { ReportData } from "./data.ts";
import { h, type Content, type Html } from "./html.ts";
import { table } from "./table.ts";
import { code, counted, section } from "./words.ts";

export const routesSection = ({ routes }: ReportData): Html =>
  section(
    "routes",
    "Routes",
    filters(routes.length),
    table({
      caption: "Every location of Frigate’s host: who may reach it, and where it leads",
      class: "routes",
      id: "route-table",
      columns: ["Location", "Access", "Identity", "Goes to", "Methods", "Cache"],
      rows: routes.map(routeRow),
    }),
  );

const routeRow = ({ route, access, identity, goesTo, methods, cache }: RouteRow) => ({
  access,
  cells: [
    code(route),
    h("span", { class: `badge ${access}` }, access),
    identity,
    target(goesTo),
    methods,
    cache,
  ],
});

/** Where a request goes and, on a line of its own, as what. */
function target(goesTo: string): Content {
  const [, address, from, to] = /^(.+?) \((.+) → (.+)\)$/.exec(goesTo) ?? [];
  if (address === undefined || from === undefined || to === undefined) return code(goesTo);
  return [code(address), h("div", { class: "rewrite" }, code(from), " → ", code(to))];
}

/** Hidden until the script is there to make it work. */
const filters = (count: number): Html =>
  h(
    "form",
    {
      class: "filters",
      id: "filters",
      hidden: true,
      "aria-controls": "route-table",
      "aria-label": "Filter the routes",
    },
    h(
      "fieldset",
      {},
      h("legend", {}, "Access"),
      h(
        "div",
        { class: "choices" },
        choice("all", true),
        accesses.map((access) => choice(access)),
      ),
    ),
    h(
      "div",
      { class: "words" },
      h("label", { for: "words" }, "Contains"),
      h("input", { id: "words", name: "words", type: "search", autocomplete: "off", spellcheck: "false" }),
    ),
    h("p", { role: "status", id: "shown" }, `${count} of ${counted(count, "route")}`),
  );

const accesses = ["protected", "public", "internal"] as const satisfies readonly Access[];

const choice = (value: string, checked = false): Html =>
  h(
    "label",
    { class: "choice" },
    h("input", { type: "radio", name: "access", value, ...(checked ? { checked: true } : {}) }),
    h("span", {}, value),
  );
