/** What the audit found, the worst first. */
import { severities } from "../../schema/audit-rules.ts";
import type { AuditReport, Finding } from "../audit/finding.ts";
import { showPosition } from "../nginx/parse.ts";
import type { ReportData } from "./data.ts";
import { listingName } from "./gather.ts";
import { h, type Content, type Html } from "./html.ts";
import { lineId } from "./listing-section.ts";
import { code, counted, prose, section } from "./words.ts";

export const auditSection = (data: ReportData): Html =>
  section(
    "audit",
    "Audit",
    data.audit === null
      ? h("p", { class: "calm" }, "No audit was made.")
      : audited(data.audit, data.nginxConf.split("\n").length),
  );

const audited = (audit: AuditReport, lines: number): Content => [
  h(
    "p",
    { class: audit.findings.length + audit.unread.length + audit.doubts.length === 0 ? "calm" : "lead" },
    h("strong", {}, `${auditSummary(audit)}.`),
    ` ${counted(audit.locations, "location was", "locations were")} looked at.`,
  ),
  audit.unread.length === 0 ? [] : unread(audit.unread),
  audit.doubts.map((doubt) => h("p", { class: "lead" }, doubt)),
  worstFirst(audit.findings).map((finding) => findingCard(finding, lines)),
];

/** In a few words, without a full stop; what was not looked at is never left out. */
export const auditSummary = ({ findings, unread, doubts }: AuditReport): string =>
  [
    findings.length === 0 ? "No finding" : bySeverity(findings),
    ...(unread.length === 0 ? [] : [`${counted(unread.length, "file")} not looked at`]),
    ...(doubts.length === 0 ? [] : [`${counted(doubts.length, "location")} not made out`]),
  ].join("; ");

const bySeverity = (findings: readonly Finding[]): string =>
  severities
    .map((severity) => ({ severity, count: findings.filter((one) => one.severity === severity).length }))
    .filter(({ count }) => count > 0)
    .map(({ severity, count }) => `${count} ${severity}`)
    .join(", ");

const worstFirst = (findings: readonly Finding[]): readonly Finding[] =>
  findings.toSorted((one, other) => severities.indexOf(one.severity) - severities.indexOf(other.severity));

const unread = (files: readonly string[]): Content => [
  h("p", { class: "lead" }, "These included files could not be read; what they hold was not looked at:"),
  h(
    "ul",
    { class: "plain" },
    files.map((file) => h("li", {}, code(file))),
  ),
];

const findingCard = (finding: Finding, lines: number): Html =>
  h(
    "article",
    { class: "finding" },
    h(
      "h3",
      {},
      h("span", { class: `badge ${finding.severity}` }, finding.severity),
      " ",
      prose(finding.found),
    ),
    h(
      "dl",
      {},
      entry("Where", [finding.route === null ? [] : [code(finding.route), ", "], place(finding, lines)]),
      entry("What follows", prose(finding.why)),
      entry("What to write", prose(finding.fix)),
      entry("Rule", code(finding.rule)),
    ),
  );

const entry = (term: string, description: Content): Html =>
  h("div", {}, h("dt", {}, term), h("dd", {}, description));

function place({ position }: Finding, lines: number): Content {
  const listed = position.file === listingName && position.line >= 1 && position.line <= lines;
  return listed
    ? h("a", { href: `#${lineId(position.line)}` }, `${listingName}, line ${position.line}`)
    : showPosition(position);
}
