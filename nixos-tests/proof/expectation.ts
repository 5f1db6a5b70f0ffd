/**
 * What everybody should be answered, and what a backend should learn of it: the specification that the access matrix holds a
 * running nginx against. It follows from who may reach a route (generator/schema/routes.ts), what the gateway says
 * (schema/gateways.ts, rig/gateway-contracts.ts) and Frigate's rules (rig/frigate-*.ts).
 */
import { hostname as machine } from "node:os";
import { ownIdentity, type UpstreamName } from "../../generator/schema/frigate.ts";
import type { Route } from "../../generator/schema/routes.ts";
import type { Asker, Known } from "./askers.ts";
import { forbids, frigateSays } from "./expect-frigate.ts";
import { fromCall, plain, publicUrl, refusal, saidBy, type Said } from "./expect-gateway.ts";
import { since } from "../rig/frigate-config.ts";
import { canVod } from "../rig/nginx.ts";
import { arrivalPath, methodsOf } from "../rig/sample-path.ts";
import { locationFor, type Location } from "./expect-location.ts";
import type { Subject } from "./subject.ts";

/** `websocket` is a GET that asks for one. */
export const methods = ["GET", "HEAD", "POST", "PUT", "DELETE", "websocket"] as const;
export type Method = (typeof methods)[number];

/** A request, as far as the answer depends on it. */
export interface Question {
  readonly asker: Asker;
  readonly method: Method;
  /** Path and query. */
  readonly path: string;
  readonly body: string;
}

/** A request that reached a backend. */
export interface Arrival {
  readonly server: UpstreamName | "gateway";
  readonly url: string;
  /** Who is asking, as the backend is told. On its own pages the gateway finds out itself: null. */
  readonly known: Known | null;
  /** Other headers than Remote-User and Remote-Role that name somebody, or a port, or a secret: there must be none. */
  readonly claims: readonly string[];
  /** How the request came, see {@link wayHeaders}. */
  readonly way: readonly (string | null)[];
}

/** Headers that tell a backend the host, and how and from where the request came to it. */
export const wayHeaders = [
  "Host",
  "X-Forwarded-Host",
  "X-Forwarded-Proto",
  "X-Forwarded-For",
  "X-Real-IP",
  "X-Forwarded-Server",
] as const;

/** What they are to say to Frigate, in that order: what nginx knows itself. */
export function wayTo(subject: Subject, { listener, from = nearby }: Asker): readonly string[] {
  const { hostname, nginxConf } = subject.rendered();
  const overTls = listener === "public" && listensWithTls(hostname).test(nginxConf);
  return [hostname, hostname, overTls ? "https" : "http", from, from, machine()];
}

/** Of that host, not of another one beside it: nothing in braces stands between. */
const listensWithTls = (hostname: string): RegExp =>
  new RegExp(`^\\s*listen [^;]*\\bssl\\b[^{}]*\\bserver_name ${hostname.replaceAll(".", "\\.")}`, "m");

/** To the gateway: the address that browsers know. */
function wayToGateway({ from = nearby }: Asker): readonly (string | null)[] {
  const { host, protocol } = new URL(publicUrl);
  return [host, host, protocol.replace(":", ""), from, from, null];
}

/** Where somebody comes from of whom nothing else is said. */
const nearby = "127.0.0.1";

/** What is looked at of an answer and of what came before it. */
export interface Outcome extends Said {
  /** Headers of the answer that are for nginx and its backends only: there must be none. */
  readonly leaks: readonly string[];
  readonly arrivals: readonly Arrival[];
}

const outcome = (said: Said, ...arrivals: readonly Arrival[]): Outcome => ({ ...said, leaks: [], arrivals });

/** Frigate itself, through the listener for its own calls: there nobody is asked, and everybody is named. */
const isFrigates = ({ listener }: Asker): boolean => listener === "internal";

/** Nobody in particular, whom public routes are for: no backend is told a name. */
const anybody: Known = { user: null, role: null };

const verbOf = (method: Method): string => (method === "websocket" ? "GET" : method);
const pathOf = (path: string): string => path.split("?")[0] ?? path;

/** What the subject should do with the question. */
export function expectation(subject: Subject, question: Question): Outcome {
  const { asker } = question;
  const location = locationFor(subject, asker.listener, pathOf(question.path));
  const { route } = location;
  if (route === "gateway") return gatewayPage(question);
  if (!letsThrough(route, question)) return outcome(plain(403));
  switch (isGuarded(subject, route) ? "protected" : route.access) {
    case "internal":
      return outcome(plain(404));
    case "public":
      return answered(subject, location, route, question, isFrigates(asker) ? ownIdentity : anybody);
    case "protected":
      return guarded(subject, location, route, question);
  }
}

/** A route refuses a method before it asks who it is. */
function letsThrough(route: Route, { method }: Question): boolean {
  const allowed = methodsOf(route);
  return allowed === null || allowed.includes(verbOf(method));
}

/**
 * With a gateway the page, too, wants a session, so that the browser is sent to sign in before it is shown. So it does with a
 * proxy that names people who may have no role, as in examples/outer-proxy.nix: they are shown why they may not come in.
 */
const isGuarded = ({ authority }: Subject, { pageOfGateway }: Route): boolean =>
  pageOfGateway === true && authority.kind !== "frigate";

function guarded(subject: Subject, location: Location, route: Route, question: Question): Outcome {
  const { asker, method, path } = question;
  const known = knownAs(question);
  if (known === null) return outcome(refusal(subject, route, { asker, verb: verbOf(method), path }));
  if (!isFrigates(asker) && forbids(subject, known, path)) return outcome(plain(403));
  return answered(subject, location, route, question, known);
}

/** Clients are known below their paths only, and may only look (the default of `clients.<name>.methods`). */
function knownAs({ asker: { known, paths }, method, path }: Question): Known | null {
  if (paths === undefined) return known;
  const isBelow = paths.some((below) => `${pathOf(path)}/`.startsWith(`${below}/`));
  return isBelow && ["GET", "HEAD"].includes(verbOf(method)) ? known : null;
}

/** The answer of the route itself. */
function answered(
  subject: Subject,
  location: Location,
  route: Route,
  question: Question,
  known: Known,
): Outcome {
  if ("status" in route) return outcome(plain(route.status));
  if ("signIn" in route) return outcome({ ...plain(302), location: fromCall(subject) ?? `${publicUrl}/` });
  if ("to" in route) return proxied(subject, location, route, question, known);
  const isRecording = "vod" in route && canVod() && ["GET", "HEAD"].includes(verbOf(question.method));
  return outcome(
    plain(isRecording ? recordingStatus(subject, question, known) : fileStatus(route, question)),
  );
}

/** The vod module asks Frigate for the list of recordings, and answers 502 without one; from 0.16 on nginx makes that a 404. */
function recordingStatus(subject: Subject, { path, body }: Question, known: Known): number {
  const url = pathOf(path).replace(/\/[^/]*$/, "");
  const list = frigateSays(subject, "frigate-api", { method: "GET", url, body, upgrade: false, known });
  return list.status === 200 ? 200 : since(subject, "0.16") ? 404 : 502;
}

function proxied(
  subject: Subject,
  location: Location,
  { to, websocket }: Extract<Route, { readonly to: unknown }>,
  { asker, method, path, body }: Question,
  known: Known,
): Outcome {
  const url = arrivalPath(location.matcher, to.path, path);
  const upgrade = websocket === true && method === "websocket";
  const answer = frigateSays(subject, to.upstream, { method: verbOf(method), url, body, upgrade, known });
  return outcome(saidBy(answer), {
    server: to.upstream,
    url,
    known,
    claims: [],
    way: wayTo(subject, asker),
  });
}

/**
 * Files can be read, directories listed; ngx_http_static_module answers 405 to all else, and the end of the content phase 403
 * to a POST to a directory. Without the vod module (rig/nginx-build.ts) recordings as HLS are files, too.
 */
function fileStatus(route: Route, { method, path }: Question): number {
  if (["GET", "HEAD"].includes(verbOf(method))) return 200;
  return "index" in route && method === "POST" && pathOf(path).endsWith("/") ? 403 : 405;
}

/** The gateway's own pages: everybody may reach them, with any method; who it is, the gateway finds out. */
const gatewayPage = ({ asker, path }: Question): Outcome =>
  outcome(plain(200), { server: "gateway", url: path, known: null, claims: [], way: wayToGateway(asker) });
