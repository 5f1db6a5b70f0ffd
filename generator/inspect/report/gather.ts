/** Collects what a report tells from a rendered configuration. */
import { basename } from "node:path";
import type { AuditReport } from "../audit/finding.ts";
import { UserProblem } from "../../problem.ts";
import { isOwnListener } from "../evaluate/identity.ts";
import { serversOf } from "../nginx/effective.ts";
import type { Frigate } from "../evaluate/own-sign-in.ts";
import { frigateOf, nginxTree, type Rendered } from "../evaluate/configuration.ts";
import { parseNginx, printNginx, type NginxFile } from "../nginx/parse.ts";
import { routeRows } from "../evaluate/routes.ts";
import { corrections } from "../../schema/corrections.ts";
import { changesOf, type Comparison } from "../evaluate/comparison.ts";
import type { Differences, ReportData } from "./data.ts";
import { requestPath } from "./path.ts";

export interface Sources {
  readonly file: string;
  readonly nixpkgs: string | null;
  readonly subject: Subject;
  readonly comparison: Comparison;
  readonly audit: ((file: NginxFile) => AuditReport) | null;
}

/** What a report is about. */
export interface Subject {
  readonly tree: NginxFile;
  /** The virtual host that the report shows. */
  readonly hostname: string;
  /** Null where only nginx.conf is known. */
  readonly frigate: Frigate | null;
}

export const subjectOf = (rendered: Rendered): Subject => ({
  tree: nginxTree(rendered),
  hostname: rendered.hostname,
  frigate: frigateOf(rendered),
});

/**
 * An nginx.conf, of which the host is shown that leads to Frigate in most locations, by Frigate's name or ports.
 * @throws UserProblem where no server has a name
 */
export function subjectOfFile(tree: NginxFile): Subject {
  const hosts = serversOf(tree)
    .filter((server) => !isOwnListener(server))
    .flatMap(({ names }) => names)
    .map((hostname) => ({
      hostname,
      count: routeRows(tree, hostname).filter(({ goesTo }) => leadsToFrigate.test(goesTo)).length,
    }))
    .toSorted((one, other) => other.count - one.count);
  const [first] = hosts;
  if (first === undefined) throw new UserProblem(`${tree.file}: there is no server with a server_name.`);
  return { tree, hostname: first.hostname, frigate: null };
}

const leadsToFrigate = /frigate|:(?:5000|5001|8971)\b/i;

export function reportData({ file, nixpkgs, subject, comparison, audit }: Sources): ReportData {
  const { tree, hostname, frigate } = subject;
  const nginxConf = printNginx(tree);
  return {
    configuration: file,
    hostname,
    frigateVersion: frigate?.version ?? null,
    nixpkgs,
    path: requestPath(tree, hostname, frigate),
    routes: routeRows(tree, hostname),
    differences: differences(comparison),
    // Read again, so that positions count the lines of the text that is shown.
    audit: audit === null ? null : audit(parseNginx(nginxConf, listingName)),
    nginxConf,
  };
}

/** What positions call the text that the report shows. */
export const listingName = "nginx.conf";

const differences = ({ origin, scope, explained, unexplained }: Comparison): Differences => ({
  origin,
  scope,
  corrected: explained.map((group) => {
    const { title, because } = corrections[group.correction];
    return { title, because, changes: changesOf(group.differences) };
  }),
  unexplained: changesOf(unexplained),
});

/** The name of a file of the configuration, for a title. */
export const shortName = ({ configuration }: ReportData): string => basename(configuration);
