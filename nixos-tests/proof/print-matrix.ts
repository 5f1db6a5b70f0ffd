/** `npm run -s matrix -- [EXAMPLE…] [--version 0.17]`: who gets what in the examples, in a real nginx. Exit 1 if anything is not as it should be. */
import { parseArgs } from "node:util";
import { versions } from "../rig/fixtures.ts";
import { runMatrix } from "./matrix.ts";
import { disagreements, legend, matrixTable } from "./matrix-text.ts";
import { configurations, furtherConfigurations, nameOf, type Configuration } from "./configurations.ts";
import { stand, subjectOf, type Subject } from "./subject.ts";

const usage = (): string =>
  `Usage: npm run -s matrix -- [NAME…] [--version VERSION]\n\nNames: ${named.map(nameOf).join("; ")}\nVersions: ${versions.join(", ")}\n`;

const named: readonly Configuration[] = [...configurations, ...furtherConfigurations];

/** The examples, or those named, with every version or the one named; null when there is no such thing. */
function subjectsOf(args: readonly string[]): readonly Subject[] | null {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: { version: { type: "string" } },
  });
  const wanted = versions.filter((version) => values.version === undefined || version === values.version);
  const chosen = positionals.map((name) => named.find((configuration) => nameOf(configuration) === name));
  if (wanted.length === 0 || chosen.includes(undefined)) return null;
  const found = chosen.filter((configuration) => configuration !== undefined);
  return (found.length === 0 ? configurations : found).flatMap((configuration) =>
    wanted.map((version) => subjectOf(configuration, version)),
  );
}

/** Prints one subject; the number of cells, and of those that disagree. */
async function print(subject: Subject): Promise<{ readonly cells: number; readonly wrong: number }> {
  const standing = await stand(subject);
  try {
    const cells = await runMatrix(standing);
    const wrong = cells.filter(({ agrees }) => !agrees).length;
    const list = wrong === 0 ? "" : `\n${disagreements(cells, 60)}\n`;
    process.stdout.write(`${subject.name}\n\n${matrixTable(cells)}${list}\n`);
    return { cells: cells.length, wrong };
  } finally {
    await standing.stop();
  }
}

async function main(args: readonly string[]): Promise<number> {
  const subjects = subjectsOf(args);
  if (subjects === null) {
    process.stderr.write(usage());
    return 2;
  }
  const totals = { cells: 0, wrong: 0 };
  for (const subject of subjects) {
    const { cells, wrong } = await print(subject);
    totals.cells += cells;
    totals.wrong += wrong;
  }
  process.stdout.write(`${legend}\n${totals.cells} cells, ${totals.wrong} not as they should be.\n`);
  return totals.wrong === 0 ? 0 : 1;
}

process.exitCode = await main(process.argv.slice(2));
