/** A report for programs, as it is. */
import type { AuditReport } from "./finding.ts";

/** An object with `findings`, `unread`, `doubts` and `locations`, as in finding.ts. */
export const auditJson = (report: AuditReport): string => `${JSON.stringify(report, null, 2)}\n`;
