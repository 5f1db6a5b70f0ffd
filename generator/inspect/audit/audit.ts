/** Looks at a whole configuration with every rule. */
import { UserProblem, status } from "../../problem.ts";
import { resolveIncludes, knownIncludes } from "../nginx/include.ts";
import type { NginxFile } from "../nginx/parse.ts";
import { severities } from "../../schema/audit-rules.ts";
import type { AuditReport, Finding } from "./finding.ts";
import { findingsOf } from "./rule.ts";
import { rules } from "./rules.ts";
import { readDeployment, type Deployment } from "./deployment.ts";
import { doubtsOf } from "./doubts.ts";
import { inPlace } from "./site.ts";

/**
 * What is wrong with a configuration, worst first. Includes that are still in it are NixOS' own, or not looked into.
 * @param unread files that could not be had
 * @param named addresses of Frigate's internal port, `host:port`, where it cannot be guessed
 * @throws UserProblem with status 2 where nothing is Frigate's: an empty report would look like a clean one
 * @throws NginxSyntaxError for an included text that does not parse
 */
export function auditFile(
  file: NginxFile,
  unread: readonly string[] = [],
  named: readonly string[] = [],
): AuditReport {
  const deployment = readDeployment(inPlace(resolveIncludes(file, knownIncludes).file), named);
  const doubts = doubtsOf(deployment);
  if (!hasFrigate(deployment)) throw nothingOfFrigates(file.file, unread, doubts);
  return {
    findings: rules.flatMap((rule) => findingsOf(rule, deployment)).toSorted(worstFirst),
    unread,
    doubts,
    locations: deployment.locations.length,
  };
}

const hasFrigate = ({ hosts, streams }: Deployment): boolean =>
  hosts.some(({ isFrigates }) => isFrigates) || streams.some(({ parts }) => parts.length > 0);

function nothingOfFrigates(file: string, unread: readonly string[], doubts: readonly string[]): UserProblem {
  const missing = unread.length === 0 ? "" : ` These files could not be read: ${unread.join(", ")}.`;
  return new UserProblem(
    [
      `${file}: nothing of Frigate's was recognised in it: no name of Frigate's, no location of its paths, and no proxy_pass to its ports.${missing}`,
      ...doubts,
      "Say where Frigate is by --frigate HOST:PORT, name the nginx.conf that serves Frigate, or pass on what `nginx -T` prints: nginx -T | npm run -s audit -- -",
    ].join("\n"),
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
