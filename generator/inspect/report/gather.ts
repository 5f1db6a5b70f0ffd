/** Collects what a report tells from a rendered configuration. */
import { basename } from "node:path";
import type { AuditReport } from "../audit/finding.ts";
import { frigateOf, nginxTree, type Rendered } from "../evaluate/configuration.ts";
import { parseNginx, printNginx, type NginxFile } from "../nginx/parse.ts";
import { routeRows } from "../evaluate/routes.ts";
import { corrections } from "../../schema/corrections.ts";
import { changesOf, type Comparison } from "../evaluate/comparison.ts";
import type { Differences, ReportData } from "./data.ts";
import { requestPath } from "./path.ts";

export interface Sources {
  readonly file: string;
  readonly nixpkgs: string;
  readonly rendered: Rendered;
  readonly comparison: Comparison;
  readonly audit: ((file: NginxFile) => AuditReport) | null;
}

export function reportData({ file, nixpkgs, rendered, comparison, audit }: Sources): ReportData {
  const tree = nginxTree(rendered);
  const nginxConf = printNginx(tree);
  const frigate = frigateOf(rendered);
  return {
    configuration: file,
    hostname: rendered.hostname,
    frigateVersion: frigate.version,
    nixpkgs,
    path: requestPath(tree, rendered.hostname, frigate),
    routes: routeRows(tree, rendered.hostname),
    differences: differences(comparison),
    // Read again, so that positions count the lines of the text that is shown.
    audit: audit === null ? null : audit(parseNginx(nginxConf, listingName)),
    nginxConf,
  };
}

/** What positions call the text that the report shows. */
export const listingName = "nginx.conf";

const differences = ({ origin, explained, unexplained }: Comparison): Differences => ({
  origin,
  corrected: explained.map((group) => {
    const { title, because } = corrections[group.correction];
    return { title, because, changes: changesOf(group.differences) };
  }),
  unexplained: changesOf(unexplained),
});

/** The name of a file of the configuration, for a title. */
export const shortName = ({ configuration }: ReportData): string => basename(configuration);
