/** Doors of Frigate's that are open are called so, wherever Frigate is; those that are right are not. */
import { describe, expect, test } from "vitest";
import { auditFile } from "../../generator/inspect/audit/audit.ts";
import { readIncludes } from "../../generator/inspect/audit/includes.ts";
import { auditText } from "../../generator/inspect/audit/text.ts";
import { open, others, past, right, unclear } from "./doors.ts";

function audited(text: string, ...named: readonly string[]) {
  const { file, unread } = readIncludes(text, "/x/nginx.conf", { read: () => null, match: () => [] });
  return auditFile(file, unread, named);
}

const found = (text: string, ...named: readonly string[]) =>
  audited(text, ...named).findings.map(({ severity, rule }) => `${severity} ${rule}`);

test.each(Object.entries(open))("open: %s", (_, text) => {
  const openings = ["critical internal-port-exposed", "critical unprotected-route"];
  expect(found(text).filter((one) => openings.includes(one))).toHaveLength(1);
});

test.each(Object.entries(past))("past the gateway: %s", (_, text) => {
  expect(found(text)).toEqual(["high unprotected-route"]);
});

test.each(Object.entries(right))("right: %s", (_, text) => {
  expect(audited(text)).toMatchObject({ findings: [], unread: [], doubts: [] });
});

test.each(Object.entries(others))("nothing of Frigate's: %s", (_, text) => {
  expect(() => audited(text)).toThrow(/nothing of Frigate's was recognised/);
});

describe("not made out", () => {
  test.each(Object.entries(unclear))("%s", (_, text) => {
    const report = audited(text);
    expect(report).toMatchObject({ findings: [], doubts: [expect.stringContaining("asks nobody")] });
    expect(auditText(report)).toMatch(/^Nothing found in what could be made out; /m);
  });

  test("what the user names is the internal port", () => {
    const critical = ["critical internal-port-exposed"];
    expect(found(unclear["a port that says nothing"] ?? "", "192.168.1.20:8080")).toEqual(critical);
    expect(found(others["a container of any name"] ?? "", "app:5000")).toEqual(critical);
    expect(found(others["another program"] ?? "", "192.168.1.20:8096")).toEqual(critical);
  });

  test("an include that cannot be read makes the verdict conditional", () => {
    const report = audited(`include /gone.conf; ${right["Frigate's own sign-in"]}`);
    expect(auditText(report)).toMatch(/^Nothing found in what could be read; \/gone\.conf may hold more/m);
  });
});
