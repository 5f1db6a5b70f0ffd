/** The same attacks and the same matrix against configurations that are not ours, and ours: docs/comparison.md. */
import { markdownTable } from "../../generator/markdown.ts";
import type { Version } from "../../generator/schema/frigate.ts";
import { attacks } from "./attacks/table.ts";
import type { Promised } from "./attacks/attack.ts";
import { runMatrix } from "./matrix.ts";
import { startForeign } from "./foreign.ts";
import { exampleNamed, type ExampleName } from "./configurations.ts";
import { stand, subjectOf, type Standing } from "./subject.ts";

/** What Frigate decides in `/auth` alone, it does from this version on: the one to compare with. */
const version: Version = "0.18";

const ours = (example: ExampleName): Promise<Standing> => stand(subjectOf(exampleNamed(example), version));

/** Columns of the comparison: who signs people in, and whose configuration it is. */
export const contestants = [
  { name: "nixpkgs' module", start: () => startForeign("upstream", version) },
  { name: "this module, plain", start: () => ours("plain") },
  { name: "the forum's overrides", start: () => startForeign("forum post", version) },
  { name: "this module, oauth2-proxy", start: () => ours("kanidm-oauth2-proxy") },
] as const;

export interface Trial {
  readonly attack: string;
  readonly promise: Promised;
  /** Null where it does not apply. */
  readonly findings: readonly string[] | null;
}

export interface Contest {
  readonly contestant: string;
  readonly trials: readonly Trial[];
  readonly cells: number;
  /** Routes with cells that are not as they should be, and how many of them. */
  readonly wrong: ReadonlyMap<string, number>;
}

/** Puts one contestant to the whole proof. */
export async function contest({ name, start }: (typeof contestants)[number]): Promise<Contest> {
  const standing = await start();
  try {
    const cells = await runMatrix(standing);
    const wrong = new Map<string, number>();
    for (const { route } of cells.filter(({ agrees }) => !agrees))
      wrong.set(route, (wrong.get(route) ?? 0) + 1);
    const trials: Trial[] = [];
    for (const attack of attacks) {
      const findings = attack.applies(standing.subject) ? await attack.run(standing) : null;
      trials.push({ attack: attack.name, promise: attack.promise, findings });
    }
    return { contestant: name, trials, cells: cells.length, wrong };
  } finally {
    await standing.stop();
  }
}

const promises: Readonly<Record<Promised, string>> = {
  1: "Nobody gets in without an identity",
  2: "No header of a client's becomes an identity",
  3: "What one person was answered reaches nobody else",
  4: "Camera limits hold",
  5: "A gateway in trouble lets nobody in, and hangs nobody",
  6: "Frigate's own calls work, and nobody else makes them",
  7: "Sign-in leads where it should, and back",
  8: "Nothing else changes",
};

/** The table of what holds; the part of the document that has to be the same each time. */
export function promisesTable(contests: readonly Contest[]): string {
  const header = ["tried", ...contests.map(({ contestant }) => contestant)];
  const first = contests[0]?.trials ?? [];
  const rows = first.map(({ attack }, index) => [
    attack,
    ...contests.map(({ trials }) => verdict(trials[index]?.findings ?? null)),
  ]);
  const sections = ([1, 2, 3, 4, 5, 6, 7, 8] as const).map((promise) => {
    const own = rows.filter((_, index) => first[index]?.promise === promise);
    return own.length === 0 ? "" : `### ${promises[promise]}\n\n${markdownTable(header, own)}\n`;
  });
  return sections.filter((section) => section !== "").join("\n");
}

/** `admin` where nothing is found but that everybody is an administrator. */
export function verdict(findings: readonly string[] | null): string {
  if (findings === null) return "–";
  if (findings.length === 0) return "holds";
  return findings.every((finding) => /\bas .*\(admin\)/.test(finding)) ? "admin" : "**fails**";
}

/** For every attack that finds something, the first thing it finds. */
export function examples({ contestant, trials }: Contest): string {
  const found = trials.flatMap(({ attack, findings }) =>
    findings === null || findings.length === 0 ? [] : [`- ${attack}: ${inert(findings[0] ?? "")}`],
  );
  return `### ${contestant}: ${found.length} of ${tried(trials)} attacks find something\n\n${found.join("\n")}${found.length === 0 ? "Nothing." : ""}\n`;
}

const tried = (trials: readonly Trial[]): number => trials.filter(({ findings }) => findings !== null).length;

/** As code, without what is another one each time, and cut where it only repeats itself. */
function inert(sentence: string): string {
  const text = sentence
    .replace(/:\d{5}\b/g, ":PORT")
    .replace(/(fresh|remembered|renewed|X-Server-Port: )=?\d+/g, "$1N")
    .replaceAll("`", "'");
  return `\`${text.length > 200 ? `${text.slice(0, 200)}…` : text}\``;
}

/** The matrix in a sentence and a list. */
export function matrixPart({ contestant, cells, wrong }: Contest): string {
  const sum = [...wrong.values()].reduce((total, count) => total + count, 0);
  const list = [...wrong].map(([route, count]) => `- \`${route}\`: ${count}`).join("\n");
  return `### ${contestant}: ${sum} of ${cells} cells are not as they should be\n${list === "" ? "" : `\n${list}\n`}`;
}
