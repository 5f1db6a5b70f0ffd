/** `audit`: the holes of an nginx.conf, or of the one that a NixOS configuration comes to. */
import { onlyFile, type Request } from "../../verbs/request.ts";
import { auditFile } from "../audit/audit.ts";
import type { AuditReport } from "../audit/finding.ts";
import type { ReadFiles } from "../audit/includes.ts";
import { auditJson } from "../audit/json.ts";
import { auditSarif } from "../audit/sarif.ts";
import { auditText } from "../audit/text.ts";
import { NginxSyntaxError, parseNginx } from "../nginx/parse.ts";
import { status, UserProblem, type Status } from "../../problem.ts";
import { readNginxFile } from "./nginx-file.ts";
import { evaluated, nginxText } from "./render.ts";

const formats = { text: auditText, json: auditJson, sarif: auditSarif } as const;

/**
 * Prints the report as `format`: `text`, which is also the default, `json` or `sarif`.
 * @returns the exit status: 0 clean, 1 findings, 2 nothing found, but not everything could be read or made out
 * @throws UserProblem with status 2 for what cannot be read at all
 */
export function audit(request: Request): 0 | Status {
  const format = formatOf(request.format);
  const report = read(request);
  process.stdout.write(format(report));
  if (report.findings.length > 0) return status.failed;
  return report.unread.length + report.doubts.length > 0 ? status.usage : 0;
}

function formatOf(name = "text"): (report: AuditReport) => string {
  if (name in formats) return formats[name as keyof typeof formats];
  throw new UserProblem(
    `There is no format "${name}": it is ${Object.keys(formats).join(", ")}.`,
    status.usage,
  );
}

function read(request: Request): AuditReport {
  try {
    const { file, unread } = configuration(request);
    return auditFile(file, unread, namedAddresses(request));
  } catch (problem) {
    if (problem instanceof NginxSyntaxError) throw new UserProblem(problem.message, status.usage);
    throw problem;
  }
}

function namedAddresses({ frigate = [] }: Request): readonly string[] {
  const wrong = frigate.find((address) => !/^(?:\[[0-9a-f:.]+\]|[^\s:/]+):\d{1,5}$/i.test(address));
  if (wrong === undefined) return frigate;
  throw new UserProblem(
    `--frigate takes HOST:PORT as proxy_pass leads to it, and not "${wrong}".`,
    status.usage,
  );
}

function configuration(request: Request): ReadFiles {
  const name = onlyFile(request);
  // Lines are those of what `render` prints.
  if (name.endsWith(".nix"))
    return { file: parseNginx(nginxText(evaluated(request)), "nginx.conf"), unread: [] };
  return readNginxFile(name);
}
