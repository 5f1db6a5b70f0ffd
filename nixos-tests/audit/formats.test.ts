/** Text, JSON and SARIF say the same, each in the way of its readers. */
import { expect, test } from "vitest";
import { auditFile } from "../../generator/inspect/audit/audit.ts";
import type { AuditReport } from "../../generator/inspect/audit/finding.ts";
import { auditJson } from "../../generator/inspect/audit/json.ts";
import { auditReference } from "../../generator/emit/audit-reference.ts";
import { rules } from "../../generator/inspect/audit/rules.ts";
import { auditSarif } from "../../generator/inspect/audit/sarif.ts";
import { auditText } from "../../generator/inspect/audit/text.ts";
import { referenceText } from "./configurations.ts";

const found = auditFile(referenceText("seed-override"), ["/etc/nginx/missing.conf"]);
const nothing: AuditReport = { findings: [], unread: [], doubts: [], locations: 12 };

test("text names every place, what was found there, and says why and what to do once for each kind", () => {
  const text = auditText(found);
  for (const { position, found: sentence } of found.findings) {
    expect(text).toContain(`${position.file}:${position.line}:${position.column}`);
    expect(text.replace(/\s+/g, " ")).toContain(sentence);
  }
  expect(text.split("Everybody who can sign in at all is administrator")).toHaveLength(2);
  expect(text).toContain("/etc/nginx/missing.conf");
  expect(auditText(nothing)).toBe(`Nothing found (12 locations, ${rules.length} rules).\n`);
});

test("the worst comes first", () => {
  const order = ["critical", "high", "medium", "low"];
  const ranks = found.findings.map(({ severity }) => order.indexOf(severity));
  expect(ranks).toEqual(ranks.toSorted((a, b) => a - b));
  expect(new Set(ranks).size).toBe(4);
});

test("JSON is the report", () => {
  expect(JSON.parse(auditJson(found))).toEqual(found);
});

interface Sarif {
  readonly version: string;
  readonly runs: readonly {
    readonly tool: { readonly driver: { readonly name: string; readonly rules: readonly SarifRule[] } };
    readonly results: readonly SarifResult[];
    readonly invocations: readonly { readonly executionSuccessful: boolean }[];
  }[];
}
interface SarifRule {
  readonly id: string;
  readonly name: string;
  readonly shortDescription: { readonly text: string };
  readonly help: { readonly text: string; readonly markdown: string };
  readonly properties: Readonly<Record<string, unknown>>;
}
interface SarifResult {
  readonly ruleId: string;
  readonly ruleIndex: number;
  readonly level: string;
  readonly message: { readonly text: string };
  readonly locations: readonly {
    readonly physicalLocation: {
      readonly artifactLocation: { readonly uri: string };
      readonly region?: { readonly startLine: number; readonly startColumn: number };
    };
  }[];
}

test("SARIF 2.1.0: rules with help, results that refer to them, regions that count from 1", () => {
  const { version, runs } = JSON.parse(auditSarif(found)) as Sarif;
  const [run] = runs;
  expect(version).toBe("2.1.0");
  expect(run?.tool.driver.rules.map(({ id }) => id)).toEqual(rules.map(({ id }) => id));
  for (const { help, name, properties } of run?.tool.driver.rules ?? []) {
    expect(help.text.length).toBeGreaterThan(100);
    expect(name).toMatch(/^[A-Za-z]+$/);
    expect(properties["security-severity"]).toMatch(/^\d\.\d$/);
  }
  expect(run?.results).toHaveLength(found.findings.length);
  for (const [index, { ruleId, ruleIndex, level, message, locations }] of (run?.results ?? []).entries()) {
    const finding = found.findings[index];
    expect(run?.tool.driver.rules[ruleIndex]?.id).toBe(ruleId);
    expect(ruleId).toBe(finding?.rule);
    expect(["error", "warning", "note"]).toContain(level);
    expect(message.text).toContain(finding?.found);
    const { artifactLocation, region } = locations[0]?.physicalLocation ?? {};
    expect(() => new URL(artifactLocation?.uri ?? "", "file:///")).not.toThrow();
    expect(region).toEqual({ startLine: finding?.position.line, startColumn: finding?.position.column });
  }
  expect(run?.invocations[0]?.executionSuccessful).toBe(false);
});

test("a position without a text has no region", () => {
  const [first] = found.findings;
  if (first === undefined) throw new Error("nothing found");
  const report = {
    ...nothing,
    findings: [{ ...first, position: { ...first.position, line: 0, column: 0 } }],
  };
  expect(auditSarif(report)).not.toContain("region");
});

test("the reference has every rule", () => {
  const text = auditReference();
  for (const { id, title, about } of rules) {
    expect(text).toContain(`### ${id}\n\n**${title}**`);
    expect(text).toContain(about);
  }
});
