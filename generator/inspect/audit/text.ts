/** A report for people: one paragraph per rule, with every place it was found in. */
import { groupBy } from "../collections.ts";
import { showPosition } from "../nginx/parse.ts";
import { severities } from "../../schema/audit-rules.ts";
import type { AuditReport, Finding } from "./finding.ts";
import { wrapped } from "../../wrap.ts";
import { rules } from "./rules.ts";

const WIDTH = 110;

export function auditText(report: AuditReport): string {
  const groups = [
    ...groupBy(report.findings, ({ rule, severity, why, fix }) =>
      JSON.stringify([rule, severity, why, fix]),
    ).values(),
  ];
  return [...groups.map(paragraph), unread(report), doubts(report), summary(report)]
    .filter((part) => part !== "")
    .join("\n");
}

/** Findings of a rule that mean the same, each with where it is. */
function paragraph(findings: readonly Finding[]): string {
  const [first] = findings;
  if (first === undefined) return "";
  const title = rules.find(({ id }) => id === first.rule)?.title ?? first.rule;
  const heading = `${first.severity.toUpperCase()}  ${title}  [${first.rule}]`;
  const locations = findings.map(
    ({ position, route, found }) =>
      `  ${showPosition(position)}${route === null ? "" : `  location ${route}`}\n${indented(found, 6)}`,
  );
  return `${[heading, ...locations, indented(`Why: ${first.why}`, 2), indented(`Fix: ${first.fix}`, 2)].join("\n")}\n`;
}

const unread = ({ unread }: AuditReport): string =>
  unread.length === 0
    ? ""
    : `Not looked at, as these files could not be read:\n${unread.map((path) => `  ${path}\n`).join("")}`;

const doubts = ({ doubts }: AuditReport): string =>
  doubts.length === 0 ? "" : `Not made out:\n${doubts.map((doubt) => `${indented(doubt, 2)}\n`).join("")}`;

/** A verdict on a part says so. */
function verdict({ unread, doubts }: AuditReport): string {
  const limits = [
    ...(unread.length > 0 ? [`${unread.join(", ")} may hold more`] : []),
    ...(doubts.length > 0 ? ["what is listed above may be open to everybody"] : []),
  ];
  if (limits.length === 0) return "Nothing found";
  return `Nothing found in what could be ${unread.length > 0 ? "read" : "made out"}; ${limits.join(", and ")}`;
}

function summary(report: AuditReport): string {
  const { findings, locations } = report;
  const counts = severities
    .map((severity) => ({
      severity,
      count: findings.filter((finding) => finding.severity === severity).length,
    }))
    .filter(({ count }) => count > 0)
    .map(({ severity, count }) => `${count} ${severity}`);
  const looked = `${locations} locations, ${rules.length} rules`;
  return counts.length === 0
    ? `${verdict(report)} (${looked}).\n`
    : `Found: ${counts.join(", ")} (${looked}).\n`;
}

const indented = (text: string, by: number): string =>
  wrapped(text, WIDTH - by)
    .map((line) => `${" ".repeat(by)}${line}`)
    .join("\n");
