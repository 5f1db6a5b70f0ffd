/** Looks at a whole configuration with every rule. */
import { UserProblem, status } from "../../problem.ts";
import { resolveIncludes, knownIncludes } from "../nginx/include.ts";
import type { NginxFile } from "../nginx/parse.ts";
import { severities } from "../../schema/audit-rules.ts";
import type { AuditReport, Finding } from "./finding.ts";
import { findingsOf } from "./rule.ts";
import { rules } from "./rules.ts";
import { readDeployment } from "./deployment.ts";

/**
 * What is wrong with a configuration, worst first. Includes that are still in it are NixOS' own, or not looked into.
 * @param unread files that could not be had
 * @throws UserProblem with status 2 where nothing is Frigate's: an empty report would look like a clean one
 * @throws NginxSyntaxError for an included text that does not parse
 */
export function auditFile(file: NginxFile, unread: readonly string[] = []): AuditReport {
  const deployment = readDeployment(resolveIncludes(file, knownIncludes).file);
  if (!deployment.hosts.some(({ isFrigates }) => isFrigates)) throw nothingOfFrigates(file.file, unread);
  return {
    findings: rules.flatMap((rule) => findingsOf(rule, deployment)).toSorted(worstFirst),
    unread,
    locations: deployment.locations.length,
  };
}

function nothingOfFrigates(file: string, unread: readonly string[]): UserProblem {
  const missing = unread.length === 0 ? "" : ` These files could not be read: ${unread.join(", ")}.`;
  return new UserProblem(
    `${file}: nothing in it is Frigate's: no location of Frigate's paths, and no proxy_pass to its ports.${missing}\n` +
      "Name the nginx.conf that serves Frigate, or pass on what `nginx -T` prints: nginx -T | npm run -s audit -- -",
    status.usage,
  );
}

const rank = ({ severity }: Finding): number => severities.indexOf(severity);

/** Then by position: of one file, by line. */
const worstFirst = (a: Finding, b: Finding): number =>
  rank(a) - rank(b) ||
  a.position.file.localeCompare(b.position.file) ||
  a.position.line - b.position.line ||
  a.position.column - b.position.column;
