/** docs/performance.md from what was measured. */
import { markdownTable } from "../../generator/markdown.ts";
import type { Effort, Efforts } from "./evaluation.ts";
import { loads, type LoadName } from "./loads.ts";
import type { Machine } from "./machine.ts";
import { ratioOf, showSpread, spreadOf, type Spread } from "./statistics.ts";
import { subjects, type Letter } from "./subjects.ts";
import type { Count, Run, Series } from "./traffic.ts";

/** Everything that one call of the bench has measured. */
export interface Measured {
  readonly machine: Machine;
  readonly runs: number;
  readonly connections: number;
  readonly traffic: readonly Series[];
  /** With a gateway that takes {@link slowGateway} milliseconds, and as many connections as a browser has. */
  readonly slow: readonly Series[];
  readonly counts: readonly Count[];
  /** Null where there is no upstream module to compare with. */
  readonly evaluation: Efforts | null;
  readonly generation: readonly number[];
}

/** Milliseconds. */
export const slowGateway = 2;

/** Figures that this project has set itself. */
const targets = {
  faster: [
    { load: "json", than: "b", times: 1.5 },
    { load: "json", than: "c", times: 1.5 },
    { load: "thumbnails", than: "b", times: 2.5 },
    { load: "thumbnails", than: "c", times: 2.2 },
  ],
  withCache: 5,
  gatewayCalls: 2,
  evaluation: 1.05,
  generation: 1,
} as const;

export function report(measured: Measured): string {
  return [
    introduction(measured),
    "## Targets\n",
    targetsTable(measured),
    "## Ratios\n\nRequests per second of one configuration over those of another. More is better.\n",
    ratiosTable(measured.traffic),
    `## With a gateway that takes ${slowGateway} ms\n\nAs many connections as a browser opens: six.\n`,
    figuresTable(measured.slow),
    "## Figures\n",
    figuresTable(measured.traffic),
    "## Who is asked\n",
    countsIntroduction,
    countsTable(measured.counts),
    "## Evaluation and generation\n",
    evaluationPart(measured),
  ].join("\n\n");
}

const introduction = ({ machine, runs, connections }: Measured): string =>
  `<!-- Written by \`npm run bench\`. -->

# Performance

${subjects.map(({ letter, name }) => `- (${letter}) ${name}`).join("\n")}

Each configuration runs in a real nginx with one worker, over plain HTTP, as encryption costs all of them the same. Frigate and the
gateway are played by another nginx with fixed answers, so that nginx is what is measured. wrk asks over ${connections} connections. Figures are
medians of ${runs} runs, with the lowest and the highest; within a run the configurations take turns.

Measured with ${machine.processor}, ${machine.cores} cores for everything together, nginx ${machine.nginx}, Node ${machine.node}, Nix ${machine.nix}.`;

type Target = readonly [what: string, wanted: string, measured: string, met: boolean];

function targetsTable(measured: Measured): string {
  const rows: readonly Target[] = [
    ...targets.faster.map(({ load, than, times }): Target => {
      const ratio = compare(measured.traffic, load, "d", than);
      return [`${what(load)}: (d) over (${than})`, `≥ ${times}`, showRatio(ratio), reaches(ratio, times)];
    }),
    ...(["json", "thumbnails"] as const).map((load): Target => {
      const ratio = compare(measured.slow, load, "e", "c");
      const name = `${what(load)}, gateway ${slowGateway} ms: (e) over (c)`;
      return [name, `≥ ${targets.withCache}`, showRatio(ratio), reaches(ratio, targets.withCache)];
    }),
    ...gridTarget(measured.counts),
    ...evaluationTargets(measured.evaluation),
    generationTarget(measured.generation),
  ];
  return markdownTable(
    ["", "wanted", "measured", ""],
    rows.map(([name, wanted, value, met]) => [name, wanted, value, met ? "met" : "**missed**"]),
  );
}

const reaches = (ratio: Spread | null, times: number): boolean => ratio !== null && ratio.median >= times;

const showRatio = (ratio: Spread | null): string => (ratio === null ? "not measured" : showSpread(ratio));

function gridTarget(counts: readonly Count[]): readonly Target[] {
  const grid = counts.find(({ letter, load }) => letter === "e" && load === "thumbnails");
  if (grid === undefined) return [];
  const wanted = targets.gatewayCalls;
  return [
    [
      "Gateway calls for a grid of 200 images, (e)",
      `≤ ${wanted}`,
      String(grid.gateway),
      grid.gateway <= wanted,
    ],
  ];
}

function evaluationTargets(efforts: Efforts | null): readonly Target[] {
  if (efforts === null) return [];
  return (["thunks", "processorSeconds"] as const).map((figure) => {
    const ratio = effortRatio(efforts, figure);
    const name = `Evaluation over upstream's, ${figure === "thunks" ? "thunks" : "processor time"}`;
    return [name, `≤ ${targets.evaluation}`, showSpread(ratio), ratio.median <= targets.evaluation];
  });
}

function generationTarget(seconds: readonly number[]): Target {
  const spread = spreadOf(seconds);
  const wanted = targets.generation;
  return ["`npm run generate`, seconds", `< ${wanted}`, showSpread(spread), spread.median < wanted];
}

const what = (name: LoadName): string => loads.find((load) => load.name === name)?.what ?? name;

const runsOf = (series: readonly Series[], load: LoadName, letter: Letter): readonly Run[] | null =>
  series.find((one) => one.load === load && one.letter === letter)?.runs ?? null;

/** How many times the requests per second of another configuration; null where one of them was not measured. */
export function compare(
  series: readonly Series[],
  load: LoadName,
  letter: Letter,
  other: Letter,
): Spread | null {
  const [ours, theirs] = [runsOf(series, load, letter), runsOf(series, load, other)];
  if (ours === null || theirs === null) return null;
  const speed = ({ requestsPerSecond }: Run): number => requestsPerSecond;
  return ratioOf(ours.map(speed), theirs.map(speed));
}

const pairs = [
  ["d", "a"],
  ["d", "b"],
  ["d", "c"],
  ["e", "b"],
  ["e", "c"],
] as const satisfies readonly (readonly [Letter, Letter])[];

const measuredLoads = (series: readonly Series[]) =>
  loads.filter(({ name }) => series.some(({ load }) => load === name));

const ratiosTable = (series: readonly Series[]): string =>
  markdownTable(
    ["", ...pairs.map(([one, other]) => `${one} / ${other}`)],
    measuredLoads(series).map((load) => [
      load.what,
      ...pairs.map(([one, other]) => showRatio(compare(series, load.name, one, other))),
    ]),
  );

function figuresTable(series: readonly Series[]): string {
  const spread = (runs: readonly Run[], figure: keyof Run, digits: number): string =>
    showSpread(spreadOf(runs.map((run) => run[figure])), digits);
  return markdownTable(
    ["", "", "requests/s", "p50 ms", "p99 ms", "nginx µs/request", "doubles µs/request"],
    series.map(({ letter, load, runs }) => [
      what(load),
      `(${letter})`,
      spread(runs, "requestsPerSecond", 0),
      spread(runs, "p50", 2),
      spread(runs, "p99", 2),
      spread(runs, "nginxTime", 0),
      spread(runs, "doublesTime", 0),
    ]),
  );
}

const countsIntroduction = `Requests that arrive at the gateway, at Frigate's \`/auth\`, and elsewhere at Frigate, for one pass over each kind of request with
six connections, nothing being remembered before, and a gateway that takes ${slowGateway} ms.`;

const countsTable = (counts: readonly Count[]): string =>
  markdownTable(
    ["", "", "requests", "gateway", "Frigate's /auth", "Frigate"],
    counts.map(({ letter, load, requests, gateway, auth, frigate }) => [
      what(load),
      `(${letter})`,
      ...[requests, gateway, auth, frigate].map(String),
    ]),
  );

const effortRatio = ({ ours, upstream }: Efforts, figure: keyof Effort): Spread =>
  ratioOf(
    ours.map((effort) => effort[figure]),
    upstream.map((effort) => effort[figure]),
  );

function evaluationPart({ evaluation, generation }: Measured): string {
  const seconds = `\`npm run generate\`: ${showSpread(spreadOf(generation))} s.`;
  if (evaluation === null)
    return `${seconds}\n\nEvaluation against upstream's module needs a nixpkgs (\`$NIXPKGS\`).`;
  const row = (name: string, figure: keyof Effort, digits: number): readonly string[] => [
    name,
    ...[evaluation.ours, evaluation.upstream].map((efforts) =>
      showSpread(spreadOf(efforts.map((effort) => effort[figure])), digits),
    ),
    showSpread(effortRatio(evaluation, figure)),
  ];
  const figures = markdownTable(
    ["examples/plain.nix", "ours", "upstream's", "ratio"],
    [
      row("processor seconds", "processorSeconds", 3),
      row("thunks", "thunks", 0),
      row("function calls", "functionCalls", 0),
    ],
  );
  return `${figures}\n\nThe rest of NixOS is left out: on a whole host both numbers grow by the same millions.\n\n${seconds}`;
}
