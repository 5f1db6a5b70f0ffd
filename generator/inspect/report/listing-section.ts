/** nginx.conf, line by line, for findings to point at. */
import type { ReportData } from "./data.ts";
import { h, type Html } from "./html.ts";
import { counted, section } from "./words.ts";

/** The id of a line, counted from 1. */
export const lineId = (line: number): string => `line-${line}`;

export function listingSection({ nginxConf }: ReportData): Html {
  const lines = nginxConf.replace(/\n$/, "").split("\n");
  return section(
    "listing",
    "nginx.conf",
    h(
      "details",
      { class: "listing" },
      h("summary", {}, `Show ${counted(lines.length, "line")}`),
      h(
        "pre",
        { tabindex: "0", role: "region", "aria-label": "Text of nginx.conf" },
        lines.map((line, index) => h("span", { class: "line", id: lineId(index + 1) }, `${line}\n`)),
      ),
    ),
  );
}
