/**
 * `npm run mutate -- [EXAMPLE…] [--version 0.18] [--part 1/4] [--only TEXT]`: takes out or loosens each directive in turn, and
 * says which changes nothing noticed; with a text, or several, only those in whose description one stands. Exit 1 when there are survivors
 * that are not explained.
 */
import { parseArgs } from "node:util";
import { auditFile } from "../../../generator/inspect/audit/audit.ts";
import { nginxTree } from "../../../generator/inspect/evaluate/configuration.ts";
import { versions } from "../../rig/fixtures.ts";
import { RigProblem } from "../../rig/surroundings.ts";
import { attacks } from "../attacks/table.ts";
import { runMatrix } from "../matrix.ts";
import { configurations, furtherConfigurations, nameOf } from "../configurations.ts";
import { stand, subjectOf, type Standing, type Subject } from "../subject.ts";
import { missingConveniences } from "../conveniences/conveniences.ts";
import { explanationOf } from "./explained.ts";
import { mutantsOf, type Mutant } from "./mutants.ts";

const judges = ["nginx", "matrix", "conveniences", "attacks", "audit"] as const;
type Judge = (typeof judges)[number];

/** How a mutant was noticed: by whom, and the first thing they said. Null: by nobody. */
type Verdict = { readonly by: Judge; readonly says: string } | null;

/** The first that notices something; what is quick and near comes first. */
async function judge(standing: Standing, { where, mutate }: Mutant): Promise<Verdict> {
  const route = where.replace(/^location /, "");
  const wrong = async (only: boolean): Promise<Verdict> => {
    const cells = await runMatrix(standing, (cell) => !only || cell.route === route);
    const cell = cells.find(({ agrees }) => !agrees);
    return cell === undefined ? null : { by: "matrix", says: `${cell.method} ${cell.route}, ${cell.asker}` };
  };
  const near = await wrong(true);
  if (near !== null) return near;
  const far = await wrong(false);
  if (far !== null) return far;
  const [missing] = await missingConveniences(standing);
  if (missing !== undefined) return { by: "conveniences", says: missing };
  for (const attack of attacks.filter((one) => one.applies(standing.subject))) {
    const [finding] = await attack.run(standing);
    if (finding !== undefined) return { by: "attacks", says: `${attack.name}: ${finding}` };
  }
  // What no nginx of Debian's can run: the audit's own tests hold our files to having no findings.
  const [hole] = auditFile(mutate(nginxTree(standing.subject.rendered()))).findings;
  return hole === undefined ? null : { by: "audit", says: `${hole.rule}: ${hole.found}` };
}

async function tryOut(subject: Subject, mutant: Mutant): Promise<Verdict> {
  let standing: Standing;
  try {
    standing = await stand(subject, mutant.mutate);
  } catch (error) {
    if (error instanceof RigProblem) return { by: "nginx", says: "refuses it" };
    throw error;
  }
  try {
    return await judge(standing, mutant);
  } finally {
    await standing.stop();
  }
}

const unchanged: Mutant = { where: "nowhere", what: "nothing", mutate: (file) => file };

interface Result {
  readonly mutant: Mutant;
  readonly verdict: Verdict;
}

/** Nobody is asked about what is explained. */
const tryOrExplain = (subject: Subject, mutant: Mutant): Promise<Verdict> =>
  explanationOf(mutant, subject) === null ? tryOut(subject, mutant) : Promise.resolve(null);

const atATime = 3;

/** Tries the mutants, some at a time; the same order comes out. */
async function tryAll(subject: Subject, mutants: readonly Mutant[]): Promise<readonly Result[]> {
  const results: Result[] = [];
  const waiting = [...mutants.entries()];
  const worker = async (): Promise<void> => {
    for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
      const [index, mutant] = next;
      results[index] = { mutant, verdict: await tryOrExplain(subject, mutant) };
      if (process.stderr.isTTY)
        process.stderr.write(`\r${results.filter(Boolean).length}/${mutants.length} `);
    }
  };
  await Promise.all(Array.from({ length: atATime }, worker));
  return results;
}

/** Prints what came of one subject; how many survived unexplained. */
function report(subject: Subject, results: readonly Result[], verbose: boolean): number {
  const counts = judges.map((by) => `${by} ${results.filter(({ verdict }) => verdict?.by === by).length}`);
  const alive = results.filter(({ verdict }) => verdict === null).map(({ mutant }) => mutant);
  const unexplained = alive.filter((mutant) => explanationOf(mutant, subject) === null);
  const noticed = results.length - alive.length;
  process.stdout.write(
    `${subject.name}: ${noticed} of ${results.length} noticed (${counts.join(", ")}), ` +
      `${alive.length - unexplained.length} explained, ${unexplained.length} survived\n`,
  );
  for (const { mutant, verdict } of verbose ? results : []) {
    process.stdout.write(
      `  ${mutant.where} — ${mutant.what}\n    ${verdict?.by ?? "nobody"}: ${verdict?.says ?? ""}\n`,
    );
  }
  for (const { where, what } of unexplained) process.stdout.write(`  ${where} — ${what}\n`);
  return unexplained.length;
}

async function main(args: readonly string[]): Promise<number> {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: {
      version: { type: "string", default: "0.18" },
      part: { type: "string", default: "1/1" },
      only: { type: "string", multiple: true, default: [""] },
      verbose: { type: "boolean", default: false },
    },
  });
  const version = versions.find((one) => one === values.version);
  const [, part, parts] = /^(\d+)\/(\d+)$/.exec(values.part)?.map(Number) ?? [];
  const named = positionals.map((name) =>
    [...configurations, ...furtherConfigurations].find((one) => nameOf(one) === name),
  );
  const chosen = (positionals.length === 0 ? configurations : named).filter((one) => one !== undefined);
  if (version === undefined || part === undefined || parts === undefined || named.includes(undefined)) {
    process.stderr.write(
      "Usage: npm run mutate -- [EXAMPLE…] [--version VERSION] [--part N/OF] [--only TEXT]… [--verbose]\n",
    );
    return 2;
  }
  let survivors = 0;
  for (const configuration of chosen) {
    const subject = subjectOf(configuration, version);
    const sound = await tryOut(subject, unchanged);
    if (sound !== null)
      throw new Error(`${subject.name} is not sound to begin with: ${sound.by}: ${sound.says}`);
    const mutants = mutantsOf(nginxTree(subject.rendered()))
      .filter((_, index) => index % parts === part - 1)
      .filter(({ where, what }) => values.only.some((text) => `${where} — ${what}`.includes(text)));
    survivors += report(subject, await tryAll(subject, mutants), values.verbose);
  }
  return survivors === 0 ? 0 : 1;
}

process.exitCode = await main(process.argv.slice(2));
