/** Reports the tests look at: of the examples, and of a configuration that means harm. */
import type { AuditReport, Finding } from "../../generator/inspect/audit/finding.ts";
import {
  nginxTree,
  renderConfiguration,
  type Rendered,
} from "../../generator/inspect/evaluate/configuration.ts";
import { parseNginx, quoteArgument } from "../../generator/inspect/nginx/parse.ts";
import { standIn } from "../../generator/inspect/evaluate/nixpkgs.ts";
import { routeRows } from "../../generator/inspect/evaluate/routes.ts";
import { reportData, subjectOf } from "../../generator/inspect/report/gather.ts";
import type { ReportData } from "../../generator/inspect/report/data.ts";
import { requestPath } from "../../generator/inspect/report/path.ts";
import { compared } from "../../generator/inspect/evaluate/comparison.ts";
import { fromRoot } from "../support/files.ts";

export const examples = ["kanidm", "plain", "machine-clients"] as const;

export type Example = (typeof examples)[number];

const finding = (part: Pick<Finding, "severity"> & Partial<Finding>): Finding => ({
  rule: "made-up",
  route: "= /api/login",
  position: { file: "nginx.conf", line: 12, column: 5 },
  found: "`proxy_set_header` leaves out `Remote-User`.",
  why: "Whoever asks can say who they are.",
  fix: 'Write `proxy_set_header Remote-User "";`.',
  ...part,
});

/** One finding of each severity, in no order, one of them in a file that the report does not show. */
export const findings: AuditReport = {
  findings: [
    finding({
      severity: "low",
      route: null,
      position: { file: "/etc/nginx/other.conf", line: 3, column: 1 },
    }),
    finding({ severity: "critical", rule: "client-identity-header" }),
    finding({ severity: "medium", position: { file: "nginx.conf", line: 999_999, column: 1 } }),
    finding({ severity: "high" }),
  ],
  unread: ["/etc/nginx/conf.d/missing.conf"],
  doubts: [],
  locations: 31,
};

export const clean: AuditReport = { findings: [], unread: [], doubts: [], locations: 31 };

/** The report's data on an example. */
export function reportOf(example: Example, audit: AuditReport | null = clean): ReportData {
  const file = fromRoot(`examples/${example}.nix`);
  const rendered: Rendered = renderConfiguration(file, standIn);
  return reportData({
    file: `examples/${example}.nix`,
    nixpkgs: standIn.origin,
    subject: subjectOf(rendered),
    comparison: compared(file, rendered, standIn.directory),
    audit: audit === null ? null : () => audit,
  });
}

/** What would run, load, or end an element, were it ever taken for markup. */
export const hostile = [
  `<script>document.title="run"</script>`,
  `<img src=x onerror=document.title="run">`,
  `" autofocus onfocus="document.title='run'`,
  `</code></style></script><svg onload=document.title="run">`,
  `<!-- &lt;b&gt; &#60;i&#62;`,
] as const;

/** A report on a configuration that says `text` wherever a configuration can say something. */
export function hostileReport(text: string): ReportData {
  const hostname = "frigate.example.com";
  const conf = `http {
    upstream frigate-api { server ${quoteArgument(text)}; }
    server {
      server_name ${hostname};
      listen 443 ssl;
      location ${quoteArgument(`/${text}`)} { auth_request /auth; proxy_pass ${quoteArgument(text)}; }
    }
    # ${text}
  }`;
  const tree = parseNginx(conf);
  const change = { subjects: [text], before: text, after: text, routes: [text] };
  const path = requestPath(tree, hostname, null);
  return {
    configuration: `/${text}`,
    hostname: text,
    frigateVersion: text,
    nixpkgs: text,
    path: {
      ...path,
      identityServer: text,
      ways: path.ways.map((way) => ({
        ...way,
        title: text,
        details: text,
        becomes: [{ who: text, becomes: text }],
      })),
    },
    routes: routeRows(tree, hostname),
    differences: {
      origin: text,
      scope: text,
      corrected: [{ title: text, because: text, changes: [change] }],
      unexplained: [change],
    },
    audit: {
      findings: [
        finding({ severity: "high", rule: text, route: text, found: text, why: text, fix: text }),
        finding({ severity: "high", position: { file: text, line: 1, column: 1 } }),
      ],
      unread: [text],
      doubts: [text],
      locations: 1,
    },
    nginxConf: conf,
  };
}

/** The nginx.conf of an example, as the report reads it. */
export const treeOf = (example: string) =>
  nginxTree(renderConfiguration(fromRoot(`examples/${example}.nix`), standIn));
