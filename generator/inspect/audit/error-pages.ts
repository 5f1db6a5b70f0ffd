/** What `error_page` makes of the answer to `auth_request`. */
import { directivesInForce, inForce, valueInForce } from "../nginx/in-force.ts";
import { valuesOf, type Directive } from "../nginx/parse.ts";
import type { Deployment, Location } from "./deployment.ts";
import { judgesOf, targetOf, type Judge } from "./judges.ts";

/** A status that a judge gives, and what its `error_page` makes of it. */
export interface ChangedAnswer {
  readonly judge: Judge;
  readonly directive: Directive;
  readonly from: string;
  /** The status that comes of it. */
  readonly to: string;
}

/** Every status of every judge that an `error_page` is in force for; of two for one status the first counts. */
export const changedAnswers = (deployment: Deployment): readonly ChangedAnswer[] =>
  judgesOf(deployment).flatMap((judge) => {
    const pages = directivesInForce(judge.location.route, "error_page");
    return statusesOf(judge).flatMap((from) => {
      const directive = pages.find(({ args }) => args.slice(0, -1).some(({ value }) => value === from));
      return directive === undefined
        ? []
        : [{ judge, directive, from, to: outcomeOf(deployment, judge, directive, from) }];
    });
  });

const FAILURES = ["500", "502", "503", "504"] as const;
const REFUSALS = ["401", "403", "404"] as const;

/** What nginx itself answers there, and with `proxy_intercept_errors` what it takes for its own. */
function statusesOf({ location, isRequest }: Judge): readonly string[] {
  const { guard, route, destinations } = location;
  if (guard.kind === "answers") return [guard.status];
  const isProxied = destinations.length > 0;
  const refuses = isRequest && guard.kind !== "none";
  const isIntercepted = isProxied && valueInForce(route, "proxy_intercept_errors") === "on";
  return [
    ...(isProxied || refuses ? FAILURES : []),
    ...(isIntercepted ? REFUSALS : refuses ? REFUSALS.slice(0, 2) : []),
  ];
}

/** The status after an `error_page`: a target that fails or redirects has its own, else `=` decides (ngx_http_send_error_page; tried). */
function outcomeOf(deployment: Deployment, { location }: Judge, page: Directive, from: string): string {
  const words = valuesOf(page);
  const target = words.at(-1) ?? "";
  const status = words
    .slice(0, -1)
    .find((word) => word.startsWith("="))
    ?.slice(1);
  if (/^(?:https?:|\$)/.test(target)) return /^30\d$/.test(status ?? "") ? (status ?? "") : "302";
  const own = statusAt(deployment, location, target);
  if (!own.startsWith("2")) return own;
  return status === undefined ? from : status === "" ? own : status;
}

/** What the target answers: a file or another server is taken to be there, a path without a location and `root` not. */
function statusAt(deployment: Deployment, location: Location, target: string): string {
  const guard = targetOf(deployment, location, target)?.guard;
  if (guard?.kind === "answers") return /^\d/.test(guard.status) ? guard.status : "302";
  return guard !== undefined || isInDirectory(location, target) ? "200" : "404";
}

/** nginx' own directory, which counts without `root`, has two pages. */
const isInDirectory = ({ route }: Location, target: string): boolean =>
  inForce(route, "root") !== undefined || /^\/(?:index|50x)\.html$/.test(target);
