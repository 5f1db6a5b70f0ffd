/** Figures of several runs, as one reads them. */

/** The middle of several runs, and how far they lie apart. */
export interface Spread {
  readonly median: number;
  readonly min: number;
  readonly max: number;
}

/** @throws Error when there are no figures. */
export function spreadOf(figures: readonly number[]): Spread {
  const sorted = figures.toSorted((one, other) => one - other);
  const [min] = sorted;
  const max = sorted.at(-1);
  if (min === undefined || max === undefined) throw new Error("no figures");
  const below = sorted[Math.ceil(sorted.length / 2) - 1] ?? min;
  const above = sorted[Math.floor(sorted.length / 2)] ?? max;
  return { median: (below + above) / 2, min, max };
}

/**
 * How many times the one is the other, run by run: what one run shares (a busy machine, a warm cache) falls out.
 * @throws Error when the runs are not as many.
 */
export function ratioOf(figures: readonly number[], others: readonly number[]): Spread {
  if (figures.length !== others.length) throw new Error("runs without a counterpart");
  return spreadOf(figures.map((figure, run) => figure / (others[run] ?? Number.NaN)));
}

/** `1.52 (1.47–1.60)` */
export const showSpread = ({ median, min, max }: Spread, digits = 2): string =>
  `${median.toFixed(digits)} (${min.toFixed(digits)}–${max.toFixed(digits)})`;
