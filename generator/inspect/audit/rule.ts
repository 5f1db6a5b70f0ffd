/** What a rule is. */
import type { RuleId, RuleWords, Severity } from "../../schema/audit-rules.ts";
import { showMatcher } from "../nginx/effective.ts";
import type { Directive, Position } from "../nginx/parse.ts";
import type { Finding } from "./finding.ts";
import type { Location, Deployment } from "./deployment.ts";

/** Its words in generator/schema/audit-rules.ts, and its check. */
export interface Rule extends RuleWords {
  readonly id: RuleId;
  readonly check: Check;
}

/** What a rule finds. */
export type Check = (deployment: Deployment) => readonly Hole[];

/** A finding before it is known whose it is; the severity is the rule's where it says none. */
export type Hole = Omit<Finding, "rule" | "severity"> & { readonly severity?: Severity };

/** All that a rule finds. */
export const findingsOf = ({ id, severity, check }: Rule, deployment: Deployment): readonly Finding[] =>
  check(deployment).map((hole) => ({ rule: id, severity, ...hole }));

/** Where a finding is: the location, and the directive that is to blame, or the location itself. */
export const positionIn = (
  location: Location,
  directive?: Directive,
): { readonly route: string; readonly position: Position } => ({
  route: showMatcher(location.route.matcher),
  position: directive?.position ?? location.route.position,
});

/** `a`, `a and b`, `a, b and c`, `a, b, c and 4 more`. */
export function listed(words: readonly string[], most = 6): string {
  const shown =
    words.length > most ? [...words.slice(0, most - 1), `${words.length - most + 1} more`] : words;
  return shown.length < 2 ? (shown[0] ?? "") : `${shown.slice(0, -1).join(", ")} and ${shown.at(-1)}`;
}
