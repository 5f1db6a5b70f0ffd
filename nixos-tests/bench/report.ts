/** docs/performance.md from what was measured. */
import { markdownTable } from "../../generator/markdown.ts";
import { costs } from "./costly-frigate.ts";
import type { Effort } from "./evaluation.ts";
import { fewRuns, loads } from "./loads.ts";
import { compare, effortRatio, showRatio, slowGateway, what, type Measured } from "./measured.ts";
import { showSpread, spreadOf } from "./statistics.ts";
import { subjects, type Letter } from "./subjects.ts";
import { targetsTable } from "./targets.ts";
import type { Count, Run, Series } from "./traffic.ts";

export function report(measured: Measured): string {
  return [
    introduction(measured),
    "## Targets\n",
    targetsTable(measured),
    "## Ratios\n\nRequests per second of one configuration over those of another. More is better.\n",
    ratiosTable(measured.traffic),
    `## With a gateway that takes ${slowGateway} ms\n\nAs many connections as a browser opens: six.\n`,
    figuresTable(measured.slow),
    costlyIntroduction,
    figuresTable(measured.costly),
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
medians of ${runs} runs, of segments and assets ${Math.min(runs, fewRuns)}, with the lowest and the highest; within a run the
configurations take turns.

Measured with ${machine.processor}, ${machine.cores} cores for everything together, nginx ${machine.nginx}, Node ${machine.node}, Nix ${machine.nix}.`;

const costlyIntroduction = `## With a Frigate that costs what the real one costs

Frigate's API is one process, which uses the processor for ${costs.auth} ms to answer \`/auth\`, ${costs.thumbnail} ms for a thumbnail, and ${costs.events} ms for a list
of events. Frigate 0.17.2 was measured to take as long.
`;

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

const countsIntroduction = `Requests that arrive at the gateway, at Frigate's \`/auth\`, and elsewhere at Frigate, for 100 requests of each kind: one pass
with six connections, nothing being remembered before, and a gateway that takes ${slowGateway} ms.`;

function countsTable(counts: readonly Count[]): string {
  const perHundred = (count: number, requests: number): string =>
    String(Math.round((count / requests) * 1000) / 10);
  return markdownTable(
    ["", "", "gateway", "Frigate's /auth", "Frigate"],
    counts.map(({ letter, load, requests, gateway, auth, frigate }) => [
      what(load),
      `(${letter})`,
      ...[gateway, auth, frigate].map((count) => perHundred(count, requests)),
    ]),
  );
}

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
