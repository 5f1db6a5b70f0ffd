/** docs/comparison.md says what the attacks find in configurations that are not ours, as it is. */
import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { fromRoot } from "../support/files.ts";
import { attacks } from "./attacks/table.ts";
import { contest, contestants, verdict } from "./comparison.ts";

const rows = readFileSync(fromRoot("docs/comparison.md"), "utf8")
  .split("\n")
  .filter((line) => line.startsWith("| "))
  .map((line) => line.split("|").map((cell) => cell.trim()));

/** The column as the document has it: what was tried, and what came of it. */
function column(name: string): Readonly<Record<string, string>> {
  const header = rows.find((cells) => cells.includes(name)) ?? [];
  const index = header.indexOf(name);
  const entries = rows.filter((cells) => !/^(tried|-+)$/.test(cells[1] ?? ""));
  return Object.fromEntries(entries.map((cells) => [cells[1] ?? "", cells[index] ?? ""]));
}

test("every attack is in it, and none fails here", () => {
  const tried = attacks.map(({ name }) => name);
  for (const { name } of contestants) expect(Object.keys(column(name)).toSorted()).toEqual(tried.toSorted());
  for (const name of ["this module, plain", "this module, oauth2-proxy"]) {
    expect(new Set(Object.values(column(name)))).toEqual(new Set(["holds", "–"]));
  }
});

// What is ours is tried in attacks.test.ts.
test.each(contestants.filter(({ name }) => !name.startsWith("this module")))("$name", async (contestant) => {
  const { trials } = await contest(contestant);
  const found = Object.fromEntries(trials.map(({ attack, findings }) => [attack, verdict(findings)]));
  expect(found).toEqual(column(contestant.name));
});
