/** What an audit says: one hole of one configuration, where it is, and what closes it. */
import type { Severity } from "../../schema/audit-rules.ts";
import type { Position } from "../nginx/parse.ts";

export interface Finding {
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
  /** What could not be made out, a sentence for each: where Frigate may be that asks nobody. */
  readonly doubts: readonly string[];
  /** What the rules could work with: how many locations were looked at. */
  readonly locations: number;
}
