/** The report as one HTML page that needs nothing but itself. */
import { readFileSync } from "node:fs";
import { auditSection, auditSummary } from "./audit-section.ts";
import type { ReportData } from "./data.ts";
import { differencesSection } from "./differences-section.ts";
import { shortName } from "./gather.ts";
import { h, printDocument, type Content, type Html } from "./html.ts";
import { listingSection } from "./listing-section.ts";
import { paletteStyle } from "./palette.ts";
import { pathSection } from "./path-section.ts";
import { routesSection } from "./routes-section.ts";
import { code, counted } from "./words.ts";

const own = (name: string): string => readFileSync(new URL(name, import.meta.url), "utf8");

/** The page as text. Whatever the data says is shown as text. */
export const reportPage = (data: ReportData): string =>
  printDocument({
    title: `${data.hostname}: report on ${shortName(data)}`,
    style: `${paletteStyle()}${own("page.css")}`,
    script: own("page.js"),
    body: [
      h("a", { class: "skip", href: "#content" }, "Skip to the report"),
      pageHeader(data),
      h(
        "main",
        { id: "content", tabindex: "-1" },
        pathSection(data),
        routesSection(data),
        differencesSection(data),
        auditSection(data),
        listingSection(data),
      ),
      pageFooter(data),
    ],
  });

const pageHeader = (data: ReportData): Html =>
  h(
    "header",
    { class: "top" },
    h("p", { class: "kicker" }, "Frigate behind nginx"),
    h("h1", {}, data.hostname),
    h("nav", { "aria-label": "Parts of the report" }, h("ul", { class: "facts" }, overview(data))),
  );

const overview = (data: ReportData): Content => {
  const { routes, path, differences, audit } = data;
  const changes = differences.corrected.length;
  return [
    fact(
      "#path",
      "The way of a request",
      path.ways.some(({ kind }) => kind === "no sign-in")
        ? "No sign-in"
        : counted(
            path.ways.filter(({ kind }) => kind !== "nobody").length,
            "way to be known",
            "ways to be known",
          ),
    ),
    fact("#routes", "Routes", accessCounts(routes)),
    fact(
      "#differences",
      "Differences to upstream",
      differences.unexplained.length === 0
        ? counted(changes, "correction")
        : `${counted(changes, "correction")}, ${differences.unexplained.length} unexplained`,
    ),
    fact("#audit", "Audit", audit === null ? "Not made" : auditSummary(audit)),
    fact("#listing", "nginx.conf", counted(data.nginxConf.trimEnd().split("\n").length, "line")),
  ];
};

const fact = (href: `#${string}`, title: string, value: string): Html =>
  h("li", {}, h("a", { href }, h("span", { class: "fact" }, title), h("span", { class: "value" }, value)));

const accessCounts = (routes: ReportData["routes"]): string =>
  (["protected", "public", "internal"] as const)
    .map((access) => `${routes.filter((route) => route.access === access).length} ${access}`)
    .join(", ");

const pageFooter = (data: ReportData): Html =>
  h(
    "footer",
    {},
    h(
      "dl",
      {},
      term("Configuration", code(data.configuration)),
      term("Frigate", data.frigateVersion ?? "of unknown version"),
      data.nixpkgs === null ? [] : term("Evaluated with", data.nixpkgs),
    ),
  );

const term = (name: string, description: Content): Html =>
  h("div", {}, h("dt", {}, name), h("dd", {}, description));
