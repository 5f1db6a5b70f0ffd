/**
 * A report for code scanning, in SARIF 2.1.0 (https://docs.oasis-open.org/sarif/sarif/v2.1.0/). `security-severity` is what
 * GitHub sorts by: over 9.0 critical, 7.0 high, 4.0 medium.
 */
import { isAbsolute } from "node:path";
import { pathToFileURL } from "node:url";
import type { Severity } from "../../schema/audit-rules.ts";
import type { AuditReport, Finding } from "./finding.ts";
import { rules } from "./rules.ts";

const ratings = {
  critical: { level: "error", score: "9.5" },
  high: { level: "error", score: "8.0" },
  medium: { level: "warning", score: "5.5" },
  low: { level: "note", score: "2.0" },
} as const satisfies Record<
  Severity,
  { readonly level: "error" | "warning" | "note"; readonly score: string }
>;

export function auditSarif(report: AuditReport): string {
  const log = {
    $schema: "https://json.schemastore.org/sarif-2.1.0.json",
    version: "2.1.0",
    runs: [
      {
        tool: { driver: { name: "frigate-nginx audit", rules: rules.map(descriptor) } },
        columnKind: "utf16CodeUnits",
        results: report.findings.map(result),
        invocations: [
          {
            executionSuccessful: report.unread.length + report.doubts.length === 0,
            toolExecutionNotifications: [
              ...report.unread.map(
                (path) => `This included file could not be read, and was not looked at: ${path}`,
              ),
              ...report.doubts,
            ].map((text) => ({ level: "warning", message: { text } })),
          },
        ],
      },
    ],
  };
  return `${JSON.stringify(log, null, 2)}\n`;
}

const descriptor = ({ id, title, severity, about }: (typeof rules)[number]) => ({
  id,
  name: id.replace(/(?:^|-)([a-z])/g, (_, letter: string) => letter.toUpperCase()),
  shortDescription: { text: `${title}.` },
  fullDescription: { text: `${title}.` },
  help: { text: about, markdown: about },
  defaultConfiguration: { level: ratings[severity].level },
  properties: { tags: ["security", "nginx"], "security-severity": ratings[severity].score },
});

const result = (finding: Finding) => ({
  ruleId: finding.rule,
  ruleIndex: rules.findIndex(({ id }) => id === finding.rule),
  level: ratings[finding.severity].level,
  message: { text: `${finding.found} ${finding.why} ${finding.fix}` },
  locations: [{ physicalLocation: physicalLocation(finding), ...logicalLocations(finding) }],
  properties: { severity: finding.severity, "security-severity": ratings[finding.severity].score },
});

/** A position without a text has no region: lines count from 1 in SARIF. */
function physicalLocation({ position: { file, line, column } }: Finding) {
  const artifactLocation = { uri: isAbsolute(file) ? pathToFileURL(file).href : encodeURI(file) };
  return line === 0
    ? { artifactLocation }
    : { artifactLocation, region: { startLine: line, startColumn: column } };
}

const logicalLocations = ({ route }: Finding) =>
  route === null ? {} : { logicalLocations: [{ fullyQualifiedName: `location ${route}` }] };
