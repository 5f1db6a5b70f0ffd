/** What the audit finds in upstream's configuration and in the forum's agrees with what attacks find at run time. */
import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { auditFile } from "../../generator/inspect/audit/audit.ts";
import { foreignConfigurations, type ForeignName } from "../proof/foreign.ts";
import { attacks } from "../proof/attacks/table.ts";
import { fromRoot } from "../support/files.ts";
import { agreement } from "./agreement.ts";
import { referenceText } from "./configurations.ts";

const comparison = readFileSync(fromRoot("docs/comparison.md"), "utf8");
const columns = { upstream: 1, "forum post": 3 } as const satisfies Record<ForeignName, number>;
const headings = {
  upstream: "nixpkgs' module",
  "forum post": "the forum's overrides",
} as const satisfies Record<ForeignName, string>;

/** Attacks that find something there, by the tables of the document. */
function failing(name: ForeignName): ReadonlySet<string> {
  const rows = comparison.split("\n").flatMap((line) => {
    const cells = line.split("|").map((cell) => cell.trim());
    return cells.length === 7 ? [cells.slice(1)] : [];
  });
  return new Set(
    rows
      .filter((cells) => ["**fails**", "admin"].includes(cells[columns[name]] ?? ""))
      .map(([attack = ""]) => attack),
  );
}

/** Rows of the access matrix that are wrong there. */
function wrong(name: ForeignName): ReadonlySet<string> {
  const section =
    comparison.split("## Access matrix")[1]?.split(`### ${headings[name]}`)[1]?.split("### ")[0] ?? "";
  return new Set([...section.matchAll(/^- `(.+)`: \d+$/gm)].map(([, row = ""]) => row));
}

describe.each(Object.keys(foreignConfigurations) as readonly ForeignName[])("%s", (name) => {
  const { findings } = auditFile(referenceText(foreignConfigurations[name].reference));
  const expected = agreement[name];

  test("the known holes are found, and no others", () => {
    expect([...new Set(findings.map(({ rule }) => rule))].toSorted()).toEqual(
      Object.keys(expected).toSorted(),
    );
  });

  test("every finding has its line", () => {
    expect(findings.filter(({ position }) => position.line === 0)).toEqual([]);
  });

  test.each(Object.entries(expected))(
    "%s is shown at run time, or it is said why it cannot be",
    (_, shown) => {
      const names = attacks.map((attack) => attack.name);
      expect((shown.attacks ?? []).filter((attack) => !names.includes(attack))).toEqual([]);
      expect((shown.attacks ?? []).filter((attack) => !failing(name).has(attack))).toEqual([]);
      expect((shown.matrix ?? []).filter((row) => !wrong(name).has(row))).toEqual([]);
      const count = (shown.attacks?.length ?? 0) + (shown.matrix?.length ?? 0);
      expect(count > 0 || (shown.because ?? "").length > 40).toBe(true);
    },
  );

  test("every attack that finds something is explained by a finding", () => {
    const explained = new Set(Object.values(expected).flatMap(({ attacks = [] }) => attacks));
    expect(failing(name).size).toBeGreaterThan(10);
    expect([...failing(name)].filter((attack) => !explained.has(attack))).toEqual([]);
  });
});

test("places of upstream's holes", () => {
  const { findings } = auditFile(referenceText("upstream-default"));
  const places = findings.map(({ rule, route }) => `${rule} ${route ?? "–"}`);
  // facts about upstream's module: cache key, prefixes, Host in X-Original-URL, RTMP, /api/logout, lost headers.
  for (const place of [
    "cache-key-without-identity /api/",
    "cache-key-without-identity /api/stats",
    "cache-key-without-identity /api/version",
    "client-chosen-address /auth",
    "public-prefix /api/login",
    "public-prefix /api/auth/first_time_login",
    "unchecked-camera-path /live/mse/api/ws",
    "unchecked-camera-path /live/webrtc/api/ws",
    "unchecked-camera-path /api/go2rtc/webrtc",
    "rtmp-open –",
    "sign-out-undone /api/",
    "lost-proxy-headers /api/vod/",
    "lost-proxy-headers /api/stats",
    "lost-proxy-headers /api/version",
  ]) {
    expect(places).toContain(place);
  }
});
