/** Each rule on two small configurations: one with the hole, at a marked line, and one without. */
import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { auditFile } from "../../generator/inspect/audit/audit.ts";
import { onDisk, readIncludes } from "../../generator/inspect/audit/includes.ts";
import { rules } from "../../generator/inspect/audit/rules.ts";
import { severities } from "../../generator/schema/audit-rules.ts";
import { fromRoot } from "../support/files.ts";

const directory = fromRoot("nixos-tests/audit/fixtures/");
const fixtures = readdirSync(directory).filter((name) => name.endsWith(".nginx.conf"));

function audited(name: string) {
  const text = readFileSync(`${directory}${name}`, "utf8");
  const { file, unread } = readIncludes(text, `${directory}${name}`, onDisk);
  return { text, unread, findings: auditFile(file, unread).findings };
}

test("every rule has a fixture that fails, one that holds, a file of its name, and there are no others", () => {
  const ids = rules.map(({ id }) => id);
  expect(fixtures.toSorted()).toEqual(
    ids.flatMap((id) => [`${id}.fails.nginx.conf`, `${id}.holds.nginx.conf`]).toSorted(),
  );
  const files = readdirSync(fromRoot("generator/inspect/audit/rules"));
  expect(files.toSorted()).toEqual(ids.map((id) => `${id}.ts`).toSorted());
});

describe.each(rules)("$id", ({ id, severity, about, title }) => {
  test("finds what it is about, at the marked line, and nothing else is found there", () => {
    const { text, findings, unread } = audited(`${id}.fails.nginx.conf`);
    const line = text.split("\n").findIndex((one) => one.includes("# HERE")) + 1;
    expect(line).toBeGreaterThan(0);
    expect(unread).toEqual([]);
    expect(findings.map(({ rule, position }) => [rule, position.file, position.line])).toEqual([
      [id, `${directory}${id}.fails.nginx.conf`, line],
    ]);
    const [finding] = findings;
    expect(severities.indexOf(finding?.severity ?? "critical")).toBeGreaterThanOrEqual(
      severities.indexOf(severity),
    );
  });

  test("finds nothing where it is done right", () => {
    expect(audited(`${id}.holds.nginx.conf`).findings).toEqual([]);
  });

  test("says what it is", () => {
    expect(title).toMatch(/^[A-Z].*[^.]$/);
    expect(about.length).toBeGreaterThan(200);
    expect(about).not.toMatch(/[ \t]$/m);
  });
});
