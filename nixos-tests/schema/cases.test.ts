/** A folder per case: cases/ are read, errors/ are refused. UPDATE=1 rewrites what is expected. */
import { readFileSync, readdirSync, writeFileSync } from "node:fs";
import { format, resolveConfig } from "prettier";
import { expect, it } from "vitest";
import { problemCodes } from "../../generator/model/mistakes.ts";
import { formatProblems, type Problem } from "../../generator/model/problems.ts";
import { readOptions } from "../../generator/model/read.ts";

const root = "Options";
/** What these options change, except where that is what a case is about. */
const nothing = { noRoute: "nothing" };
const update = process.env["UPDATE"] === "1";

it.each(casesIn("cases"))("reads %s", async (_, folder) => {
  const result = readOptions(`${folder}/schema.ts`, root, nothing);
  if (!result.ok) expect.fail(formatProblems(result.problems));
  const golden = `${folder}/expected.json`;
  if (update) writeFileSync(golden, await asFormatted(golden, JSON.stringify(result.members)));
  expect(result.members).toEqual(JSON.parse(readFileSync(golden, "utf8")));
});

it.each(casesIn("errors"))("refuses %s", (_, folder) => {
  const problems = problemsOf(folder);
  expect(problems).not.toEqual([]);
  const text = formatProblems(problems.map(shortened));
  const golden = `${folder}/expected.txt`;
  if (update) writeFileSync(golden, text);
  expect(text).toBe(readFileSync(golden, "utf8"));
});

it("has a case for every kind of problem", () => {
  const shown = new Set(
    casesIn("errors").flatMap(([, folder]) => problemsOf(folder).map(({ code }) => code)),
  );
  expect(problemCodes.filter((code) => !shown.has(code))).toEqual([]);
});

it("throws only where there is no file", () => {
  expect(() => readOptions("no-such-folder/schema.ts", root)).toThrow("no-such-folder/schema.ts");
});

function casesIn(kind: "cases" | "errors"): readonly (readonly [name: string, folder: string])[] {
  const folder = `${import.meta.dirname}/${kind}`;
  return readdirSync(folder).map((name) => [name, `${folder}/${name}`]);
}

function problemsOf(folder: string): readonly Problem[] {
  const result = readOptions(
    `${folder}/schema.ts`,
    root,
    folder.endsWith("missing-changes") ? null : nothing,
  );
  return result.ok ? [] : result.problems;
}

/** Of what there is in the rest of the schema, the first names only: it grows. */
function shortened(problem: Problem): Problem {
  if (!["unknown-place", "unknown-directive", "unknown-fragment"].includes(problem.code)) return problem;
  return { ...problem, instead: `${problem.instead.split(", ").slice(0, 3).join(", ")}, …` };
}

async function asFormatted(file: string, json: string): Promise<string> {
  return format(json, { ...(await resolveConfig(file)), parser: "json" });
}
