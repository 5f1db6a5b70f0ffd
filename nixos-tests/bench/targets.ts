/** Figures that this project has set itself, and which of them are met. */
import { markdownTable } from "../../generator/markdown.ts";
import type { Efforts } from "./evaluation.ts";
import type { LoadName } from "./loads.ts";
import { compare, effortRatio, showRatio, slowGateway, what, type Measured } from "./measured.ts";
import { showSpread, spreadOf } from "./statistics.ts";
import type { Letter } from "./subjects.ts";
import type { Count } from "./traffic.ts";

/** Requests per second of one configuration are to be so many times those of another. */
interface Faster {
  readonly series: "traffic" | "slow" | "costly";
  readonly load: LoadName;
  readonly letter: Letter;
  readonly than: Letter;
  readonly times: number;
}

const faster: readonly Faster[] = [
  { series: "traffic", load: "json", letter: "d", than: "b", times: 1.6 },
  { series: "traffic", load: "json", letter: "d", than: "c", times: 1.5 },
  { series: "traffic", load: "thumbnails", letter: "d", than: "b", times: 2.6 },
  { series: "traffic", load: "thumbnails", letter: "d", than: "c", times: 2.4 },
  { series: "slow", load: "json", letter: "e", than: "c", times: 5 },
  { series: "slow", load: "thumbnails", letter: "e", than: "c", times: 5 },
  { series: "costly", load: "json", letter: "d", than: "b", times: 6 },
  { series: "costly", load: "json-new", letter: "d", than: "b", times: 1.25 },
  { series: "costly", load: "thumbnails", letter: "d", than: "b", times: 1.4 },
  { series: "costly", load: "json", letter: "d", than: "a", times: 0.9 },
  { series: "costly", load: "json-new", letter: "d", than: "a", times: 0.9 },
  { series: "costly", load: "thumbnails", letter: "d", than: "a", times: 0.9 },
  { series: "costly", load: "thumbnails", letter: "f", than: "b", times: 1.3 },
];

const circumstances = {
  traffic: "",
  slow: `, gateway ${slowGateway} ms`,
  costly: ", costly Frigate",
} as const satisfies Record<Faster["series"], string>;

/** Configurations in which a gateway signs people in, and requests for which Frigate's `/auth` has nothing to say then. */
const signedOn: readonly Letter[] = ["d", "e"];
const withoutFrigate: readonly LoadName[] = ["json", "json-new", "thumbnails"];

const limits = { authCalls: 0, gatewayCalls: 2, evaluation: 1.05, generation: 1 } as const;

type Target = readonly [what: string, wanted: string, measured: string, met: boolean];

/** Each target with what was measured. */
export function targetsTable(measured: Measured): string {
  const rows: readonly Target[] = [
    ...faster.map((target) => fasterTarget(target, measured)),
    ...authTarget(measured.counts),
    ...gridTarget(measured.counts),
    ...evaluationTargets(measured.evaluation),
    generationTarget(measured.generation),
  ];
  return markdownTable(
    ["", "wanted", "measured", ""],
    rows.map(([name, wanted, value, met]) => [name, wanted, value, met ? "met" : "**missed**"]),
  );
}

function fasterTarget({ series, load, letter, than, times }: Faster, measured: Measured): Target {
  const ratio = compare(measured[series], load, letter, than);
  const name = `${what(load)}${circumstances[series]}: (${letter}) over (${than})`;
  return [name, `≥ ${times}`, showRatio(ratio), ratio !== null && ratio.median >= times];
}

function authTarget(counts: readonly Count[]): readonly Target[] {
  const judged = counts.filter(
    ({ letter, load }) => signedOn.includes(letter) && withoutFrigate.includes(load),
  );
  if (judged.length === 0) return [];
  const sum = (figure: "auth" | "requests"): number => judged.reduce((all, count) => all + count[figure], 0);
  const name = "Calls of Frigate's `/auth` for API calls and thumbnails, (d) and (e)";
  const value = `${sum("auth")} in ${sum("requests")} requests`;
  return [[name, String(limits.authCalls), value, sum("auth") <= limits.authCalls]];
}

function gridTarget(counts: readonly Count[]): readonly Target[] {
  const grid = counts.find(({ letter, load }) => letter === "e" && load === "thumbnails");
  if (grid === undefined) return [];
  const wanted = limits.gatewayCalls;
  const name = "Gateway calls for a grid of 200 images, (e)";
  return [[name, `≤ ${wanted}`, String(grid.gateway), grid.gateway <= wanted]];
}

function evaluationTargets(efforts: Efforts | null): readonly Target[] {
  if (efforts === null) return [];
  return (["thunks", "processorSeconds"] as const).map((figure) => {
    const ratio = effortRatio(efforts, figure);
    const name = `Evaluation over upstream's, ${figure === "thunks" ? "thunks" : "processor time"}`;
    return [name, `≤ ${limits.evaluation}`, showSpread(ratio), ratio.median <= limits.evaluation];
  });
}

function generationTarget(seconds: readonly number[]): Target {
  const spread = spreadOf(seconds);
  const wanted = limits.generation;
  return ["`npm run generate`, seconds", `< ${wanted}`, showSpread(spread), spread.median < wanted];
}
