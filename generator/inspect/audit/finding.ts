/** What an audit says: one hole of one configuration, where it is, and what closes it. */
import type { Position } from "../nginx/parse.ts";

/**
 * How bad a hole is by itself:
 * - critical: a stranger gets in, or anybody becomes somebody else;
 * - high: a person who may come in sees or does what is not theirs;
 * - medium: a hole as soon as something else goes wrong, or somebody is locked out;
 * - low: untidy, and a trap for the next change.
 */
export type Severity = "critical" | "high" | "medium" | "low";

/** Severities, the worst first. */
export const severities = ["critical", "high", "medium", "low"] as const satisfies readonly Severity[];

export interface Finding {
  /** The rule's id, in kebab case: `client-identity-header`. */
  readonly rule: string;
  readonly severity: Severity;
  /** The location as nginx matches it, `= /api/login`; null for what belongs to a server, an upstream or the whole file. */
  readonly route: string | null;
  /** The directive that is to blame, or the block that lacks one. */
  readonly position: Position;
  /** What was found, in one sentence that names the directive. */
  readonly found: string;
  /** What somebody can do with it. */
  readonly why: string;
  /** What to write instead. */
  readonly fix: string;
}

/** The result of an audit. */
export interface AuditReport {
  /** Worst first, then by position. */
  readonly findings: readonly Finding[];
  /** Included files that could not be read: what they hold was not looked at. */
  readonly unread: readonly string[];
  /** What the rules could work with: how many locations were looked at. */
  readonly locations: number;
}
