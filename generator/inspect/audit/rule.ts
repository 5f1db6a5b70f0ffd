/** What a rule is. */
import { showMatcher } from "../nginx/effective.ts";
import type { Directive, Position } from "../nginx/parse.ts";
import type { Finding, Severity } from "./finding.ts";
import type { Location, Deployment } from "./deployment.ts";

export interface Rule {
  /** In kebab case; the name of the rule's file. */
  readonly id: string;
  readonly title: string;
  /** The worst that it finds. */
  readonly severity: Severity;
  /** CommonMark: what it is, why it matters, where that is known from. */
  readonly about: string;
  check(deployment: Deployment): readonly Finding[];
}

/** A finding before it is known whose it is; the severity is the rule's where it says none. */
export type Hole = Omit<Finding, "rule" | "severity"> & { readonly severity?: Severity };

interface Description extends Omit<Rule, "check"> {
  readonly holes: (deployment: Deployment) => readonly Hole[];
}

export const rule = ({ holes, ...description }: Description): Rule => ({
  ...description,
  check: (deployment) =>
    holes(deployment).map((hole) => ({ rule: description.id, severity: description.severity, ...hole })),
});

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
