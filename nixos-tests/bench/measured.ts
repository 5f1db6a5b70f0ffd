/** What one call of the bench has measured, and what it comes to. */
import type { Effort, Efforts } from "./evaluation.ts";
import { loads, type LoadName } from "./loads.ts";
import type { Machine } from "./machine.ts";
import { ratioOf, showSpread, type Spread } from "./statistics.ts";
import type { Letter } from "./subjects.ts";
import type { Count, Run, Series } from "./traffic.ts";

export interface Measured {
  readonly machine: Machine;
  readonly runs: number;
  readonly connections: number;
  /** With doubles that cost next to nothing. */
  readonly traffic: readonly Series[];
  /** With a gateway that takes {@link slowGateway} milliseconds, and as many connections as a browser has. */
  readonly slow: readonly Series[];
  /** With a Frigate that costs what the real one costs. */
  readonly costly: readonly Series[];
  readonly counts: readonly Count[];
  /** Null where there is no upstream module to compare with. */
  readonly evaluation: Efforts | null;
  readonly generation: readonly number[];
}

/** Milliseconds. */
export const slowGateway = 2;

/** A kind of request for people. */
export const what = (name: LoadName): string => loads.find((load) => load.name === name)?.what ?? name;

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

export const showRatio = (ratio: Spread | null): string =>
  ratio === null ? "not measured" : showSpread(ratio);

export const effortRatio = ({ ours, upstream }: Efforts, figure: keyof Effort): Spread =>
  ratioOf(
    ours.map((effort) => effort[figure]),
    upstream.map((effort) => effort[figure]),
  );
