/** `report`: a configuration as one HTML page. */
import { writeFileSync } from "node:fs";
import { auditFile } from "../audit/audit.ts";
import { onlyFile, type Request } from "../../verbs/request.ts";
import { findNixpkgs } from "../evaluate/nixpkgs.ts";
import { UserProblem } from "../../problem.ts";
import { reportData, subjectOf, subjectOfFile } from "../report/gather.ts";
import { reportPage } from "../report/page.ts";
import { compared, comparedFile } from "../evaluate/comparison.ts";
import { isNginxFile, nginxFile } from "./nginx-file.ts";
import { evaluated } from "./render.ts";

/**
 * Writes the report to `output`, or to standard output.
 * @throws UserProblem when the configuration does not evaluate, NixOS would refuse it, or the file cannot be written.
 */
export function report(request: Request): void {
  const page = reportOn(request);
  if (request.output === undefined) process.stdout.write(page);
  else written(request.output, page);
}

/** The report on the configuration a verb was given. */
export function reportOn(request: Request): string {
  const file = onlyFile(request);
  if (isNginxFile(file)) {
    const tree = nginxFile(file);
    const comparison = comparedFile(tree, request.nixpkgs);
    return reportPage(
      reportData({ file, nixpkgs: null, subject: subjectOfFile(tree), comparison, audit: auditFile }),
    );
  }
  const rendered = evaluated(request);
  return reportPage(
    reportData({
      file,
      nixpkgs: findNixpkgs(request.nixpkgs).origin,
      subject: subjectOf(rendered),
      comparison: compared(file, rendered, request.nixpkgs),
      audit: auditFile,
    }),
  );
}

function written(file: string, text: string): void {
  try {
    writeFileSync(file, text);
  } catch (problem) {
    throw new UserProblem(
      `${file} cannot be written: ${problem instanceof Error ? problem.message : problem}`,
    );
  }
}
