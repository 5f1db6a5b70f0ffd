/** What a report tells, without a word about how it looks. */
import type { AuditReport } from "../audit/finding.ts";
import type { RouteRow } from "../evaluate/routes.ts";
import type { Change } from "../evaluate/comparison.ts";
import type { RequestPath } from "./path.ts";

export interface ReportData {
  /** The file as it was named. */
  readonly configuration: string;
  readonly hostname: string;
  /** Null where the configuration does not show it. */
  readonly frigateVersion: string | null;
  /** Which nixpkgs it was evaluated with, for people; null for an nginx.conf, which is not. */
  readonly nixpkgs: string | null;
  readonly path: RequestPath;
  readonly routes: readonly RouteRow[];
  readonly differences: Differences;
  /** Null where none was made. */
  readonly audit: AuditReport | null;
  /** The text whose lines the audit's positions count. */
  readonly nginxConf: string;
}

export interface Differences {
  /** Upstream's rendering of what was compared with, for people. */
  readonly origin: string;
  /** What is left out, as a sentence. */
  readonly scope: string;
  /** By what they correct. */
  readonly corrected: readonly CorrectedGroup[];
  /** What no correction accounts for. */
  readonly unexplained: readonly Change[];
}

export interface CorrectedGroup {
  readonly title: string;
  readonly because: string;
  readonly changes: readonly Change[];
}
