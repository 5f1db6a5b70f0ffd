/** Sorts differences to upstream under the corrections that account for them. */
import {
  corrections,
  type Accounts,
  type Correction,
  type CorrectionName,
} from "../../schema/corrections.ts";
import type { RouteDifference } from "../nginx/diff.ts";

export interface Explained {
  readonly correction: CorrectionName;
  readonly differences: readonly RouteDifference[];
}

export interface Explanation {
  /** In the order of schema/corrections.ts, without those that account for nothing. */
  readonly explained: readonly Explained[];
  /** What no correction accounts for. */
  readonly unexplained: readonly RouteDifference[];
}

/** Each difference goes to the first correction that accounts for it. */
export function explain(differences: readonly RouteDifference[]): Explanation {
  const shadowed = shadowedRoutes(differences);
  const named = differences.map((difference) => ({
    difference,
    name: shadowed.has(difference.route) ? ("topLevel" as const) : nameFor(difference),
  }));
  const names = Object.keys(corrections) as readonly CorrectionName[];
  return {
    explained: names
      .map((correction) => ({
        correction,
        differences: named.filter(({ name }) => name === correction).map(({ difference }) => difference),
      }))
      .filter((entry) => entry.differences.length > 0),
    unexplained: named.filter(({ name }) => name === null).map(({ difference }) => difference),
  };
}

/** Routes that in upstream consist of nothing but what the user wrote for them: there is no backend at all. */
const shadowedRoutes = (differences: readonly RouteDifference[]): ReadonlySet<string> =>
  new Set(
    differences
      .filter(({ what, before, after }) => what === "handler" && before === "files" && after === "proxied")
      .map(({ route }) => route),
  );

function nameFor(difference: RouteDifference): CorrectionName | null {
  const entries = Object.entries(corrections) as readonly [CorrectionName, Correction][];
  const entry = entries.find(([, { accounts }]) => accounts.some((one) => accountsFor(one, difference)));
  return entry?.[0] ?? null;
}

function accountsFor({ aspect, what, route, after }: Accounts, difference: RouteDifference): boolean {
  const aspects = aspect === undefined ? null : [aspect].flat();
  return (
    (aspects?.includes(difference.aspect) ?? true) &&
    (what?.test(difference.what) ?? true) &&
    (route?.test(difference.route) ?? true) &&
    (after?.test(difference.after ?? "–") ?? true)
  );
}
