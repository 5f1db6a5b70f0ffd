/** A folder per case: cases/ are read, errors/ are refused. UPDATE=1 rewrites what is expected. */
import { readFileSync, readdirSync, writeFileSync } from "node:fs";
import { format, resolveConfig } from "prettier";
import { expect, it, vi } from "vitest";
import { formatProblems, mistakes, type Problem } from "../../generator/model/mistakes.ts";
import { readOptions } from "../../generator/model/read.ts";

const root = "Options";
/** What these options change, except where that is what a case is about. */
const nothing = { noRoute: "nothing" };
const update = process.env["UPDATE"] === "1";

it.each(casesIn("cases"))("reads %s", async (_, folder) => {
  const result = readOptions(`${folder}/schema.ts`, root, nothing);
  if (!result.ok) expect.fail(formatProblems(result.problems));
  const found = JSON.stringify(result.members, said);
  const golden = `${folder}/expected.json`;
  if (update) writeFileSync(golden, await asFormatted(golden, found));
  expect(JSON.parse(found)).toEqual(JSON.parse(readFileSync(golden, "utf8")));
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
  const kinds = Object.keys(mistakes) as readonly (keyof typeof mistakes)[];
  const calls = kinds.map((kind) => vi.spyOn(mistakes, kind).mock.calls);
  for (const [, folder] of casesIn("errors")) problemsOf(folder);
  expect(kinds.filter((_, index) => calls[index]?.length === 0)).toEqual([]);
});

it("throws only where there is no file", () => {
  expect(() => readOptions("no-such-folder/schema.ts", root)).toThrow("no-such-folder/schema.ts");
});

function casesIn(kind: "cases" | "errors"): readonly (readonly [name: string, folder: string])[] {
  const folder = `${import.meta.dirname}/${kind}`;
  return readdirSync(folder).map((name) => [name, `${folder}/${name}`]);
}

function problemsOf(folder: string): readonly Problem[] {
  const inherited = folder.endsWith("missing-changes") ? null : nothing;
  const result = readOptions(`${folder}/schema.ts`, root, inherited);
  return result.ok ? [] : result.problems;
}

/** Of what there is in the rest of the schema, the first names only: it grows. */
function shortened({ position, wording: [message, instead] }: Problem): Problem {
  const isList = message.startsWith("there is no") && message.includes(" called ");
  return { position, wording: [message, isList ? instead.replace(/^((.*?, ){3}).*/, "$1…") : instead] };
}

/** Without what an option does not have, and without positions, which the problems show. */
function said(key: string, value: unknown): unknown {
  const isEmpty = ["null", "[]", '{"kind":"none"}'].includes(JSON.stringify(value));
  const canBeMissing = ["changes", "default", "directive", "example", "see"].includes(key);
  return key === "position" || (canBeMissing && isEmpty) ? undefined : value;
}

async function asFormatted(file: string, json: string): Promise<string> {
  return format(json, { ...(await resolveConfig(file)), parser: "json" });
}
