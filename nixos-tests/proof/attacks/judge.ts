/** Judges what was seen of a shot by what matters: who reached what, as whom, and what they were shown. */
import { headersOf, type BackendRequest } from "../../rig/double.ts";
import { isQuestion } from "../../rig/frigate.ts";
import { since } from "../../rig/frigate-config.ts";
import { contractOf } from "../../rig/gateway-contracts.ts";
import type { Response } from "../../rig/response.ts";
import type { Asker, Known } from "../askers.ts";
import type { Standing, Subject } from "../subject.ts";
import { judgeResponse } from "./judge-response.ts";
import { marker, showShot, visible, type Shot, type Sight } from "./shot.ts";

/** Paths of Frigate's API that are everybody's. */
const publicPaths = ["/login", "/logout", "/auth/first_time_login"];

/** Headers in which somebody is named, somewhere; `-` stands for `_` too. */
const identityHeader =
  /^(?:remote-.*|x-forwarded-(?:user|groups|email|preferred-username)|x-auth-request-(?:user|groups|email|preferred-username)|x-authentik-.*|x-proxy-secret|x-server-port)$/;

/** What those who judge are told in the client's words: credentials, and the address asked for. */
const credentials = /^(?:cookie|authorization)$/;
const address =
  /^(?:x-original-(?:url|uri|method)|x-forwarded-uri|x-auth-request-redirect|x-frigate-(?:uri|url|method))$/;

const plain = (name: string): string => name.toLowerCase().replace(/_/g, "-").trim();

const linesOf = ({ rawHeaders }: BackendRequest): readonly (readonly [name: string, value: string])[] =>
  rawHeaders.flatMap((name, index) =>
    index % 2 === 0 ? [[name, rawHeaders[index + 1] ?? ""] as const] : [],
  );

/** Findings of one shot, as sentences. */
export function judge(standing: Standing, sight: Sight): readonly string[] {
  const { shot, said } = sight;
  const found = [
    ...sight.frigate.flatMap((request) =>
      isQuestion(request) ? judgeQuestion(standing, shot, request) : judgeArrival(standing, shot, request),
    ),
    ...sight.gateway.flatMap((request) => judgeGatewayQuestion(standing, shot, request)),
    ...(said.kind === "hung" ? ["is never answered"] : []),
    ...(said.kind === "answer" ? judgeResponse(standing, shot, said.response) : []),
    ...(said.kind === "answer" ? judgeFailure(sight, said.response) : []),
  ];
  return found.map((sentence) => `${showShot(shot)} ${sentence}`);
}

const pathOf = ({ url }: BackendRequest): string => url.replace(/\?.*/s, "");

/** Who somebody is to what stands behind nginx; named clients are known below their paths only. */
function knownFor({ known, paths }: Asker, request: BackendRequest): Known | null {
  if (paths === undefined || request.server !== "frigate-api") return known;
  const path = `/api${pathOf(request)}`;
  return paths.some((start) => path === start || path.startsWith(`${start}/`)) ? known : null;
}

function judgeArrival(standing: Standing, shot: Shot, request: BackendRequest): readonly string[] {
  const where = `${request.server} as ${request.method} ${visible(request.url, 100)}`;
  if (request.method === "(malformed)") return [`reached ${where}: no HTTP`];
  const [users, roles] = [valuesOf(request, "remote-user"), valuesOf(request, "remote-role")];
  const known = shot.refused === true ? null : knownFor(shot.by, request);
  const who = `${users.join("+")} (${roles.join("+")})`;
  const isPublic = request.server === "frigate-api" && publicPaths.includes(pathOf(request));
  const identity = ((): readonly string[] => {
    if (isPublic) {
      return [...users, ...roles].every((value) => value === known?.user || value === known?.role)
        ? []
        : [`reached ${where} as ${who}`];
    }
    if (known === null) return [`reached ${where}, though nobody knows who it is, as ${who}`];
    return same(users, known.user) && same(roles, known.role)
      ? []
      : [`reached ${where} as ${who}, not as ${known.user} (${known.role})`];
  })();
  return [
    ...identity,
    ...spokenFor(standing, request, where),
    ...beyondCameras(standing, shot.by, request, where),
  ];
}

/** The values of all lines of that name, however it is spelled; a `known` header is there exactly once. */
const valuesOf = (request: BackendRequest, name: string): readonly string[] =>
  linesOf(request).flatMap(([other, value]) => (plain(other) === name ? [value] : []));

const same = (values: readonly string[], expected: string | null): boolean =>
  expected === null ? values.length === 0 : values.length === 1 && values[0] === expected;

/** The client's word in a header that names somebody; Frigate's own sign-in looks at none of them. */
const spokenFor = ({ subject }: Standing, request: BackendRequest, where: string): readonly string[] =>
  (subject.authority.kind === "frigate" ? [] : linesOf(request))
    .filter(([name, value]) => identityHeader.test(plain(name)) && value.includes(marker))
    .map(([name]) => `reached ${where} with a ${name} of its own`);

/** From 0.18 on, Frigate looks at the stream that is asked for; go2rtc itself shows everything. */
function beyondCameras(
  { subject }: Standing,
  { known }: Asker,
  request: BackendRequest,
  where: string,
): readonly string[] {
  const isLimited = known?.role === "gardener" && since(subject, "0.18");
  return isLimited && request.server === "frigate-go2rtc" && !isOfGarden(request)
    ? [`reached ${where}: a camera out of bounds`]
    : [];
}

/** A stream of the one camera that a gardener may see, or the page of the player. */
function isOfGarden(request: BackendRequest): boolean {
  const sources = new URLSearchParams(request.url.replace(/^[^?]*/, "")).getAll("src");
  return (
    pathOf(request) === "/webrtc.html" || (sources.length > 0 && sources.every((one) => one === "garden"))
  );
}

/** Frigate's /auth is told where the request came in and what it is about by nginx alone. */
function judgeQuestion(standing: Standing, shot: Shot, question: BackendRequest): readonly string[] {
  const { rig, subject } = standing;
  if (question.method === "(malformed)") {
    return [`has Frigate asked what is no HTTP: ${visible(question.url, 100)}`];
  }
  if (shot.by.listener === "internal") return [];
  const ports = valuesOf(question, "x-server-port");
  const urls = valuesOf(question, "x-original-url");
  return [
    ...(ports.some((port) => Number(port) === rig.frigate.config.internalPort)
      ? ["is Frigate's own request, by X-Server-Port"]
      : []),
    ...(ports.length > 1 || urls.length > 1 ? ["has Frigate told twice what it is about"] : []),
    ...urls
      .filter((url) => !isAbout(rig.hostname, url) && !isAboutPath(url))
      .map((url) => `has Frigate told that it is about ${visible(url, 100)}`),
    ...(frigateLooksThrough(subject) ? [] : toldAboutSomebody(shot, question)),
  ];
}

/**
 * Frigate's own sign-in looks at a session and nothing else, and upstream tells it all that the client says; with a secret it
 * is Frigate that looks whether whoever names somebody has it.
 */
const frigateLooksThrough = ({ authority }: Subject): boolean =>
  authority.kind === "frigate" || (authority.kind === "proxy" && authority.secret !== undefined);

const isAbout = (hostname: string, url: string): boolean =>
  [`http://${hostname}`, `https://${hostname}`].some(
    (origin) => url.startsWith(origin) && /^(?::\d+)?(?:\/|$)/.test(url.slice(origin.length)),
  );

/** The path alone, or behind a host that nobody chooses; Frigate reads a path that begins with `//` as a host. */
const isAboutPath = (url: string): boolean => /^(?:http:\/\/frigate)?\/(?!\/)/.test(url);

/** Who asks is known already, and Frigate is told nothing else of them. */
function toldAboutSomebody(shot: Shot, question: BackendRequest): readonly string[] {
  const { known } = shot.by;
  const users = valuesOf(question, "remote-user");
  const roles = valuesOf(question, "remote-role");
  return [
    ...users
      .filter((user) => user !== known?.user)
      .map((user) => `has Frigate told that ${visible(user, 60)} asks`),
    ...roles
      .filter((role) => known === null || (known.role !== null && role !== known.role))
      .map((role) => `has Frigate told that its role is ${visible(role, 60)}`),
    ...(users.length > 1 || roles.length > 1 ? ["has Frigate told two names or roles"] : []),
    ...repeats(question, shot, "Frigate"),
  ];
}

/** Headers of the client's choice in a question. */
const repeats = (question: BackendRequest, { path }: Shot, who: string): readonly string[] =>
  linesOf(question)
    .filter(
      ([name]) => !credentials.test(plain(name)) && !(address.test(plain(name)) && path.includes(marker)),
    )
    .filter(([name, value]) => `${name}${value}`.includes(marker))
    .map(([name, value]) => `has ${who} told ${name}: ${visible(value, 60)}`);

function judgeGatewayQuestion(
  { subject, rig }: Standing,
  shot: Shot,
  request: BackendRequest,
): readonly string[] {
  if (request.method === "(malformed)") return [`reached the gateway: no HTTP: ${visible(request.url, 100)}`];
  const { authority } = subject;
  if (authority.kind !== "gateway" || pathOf(request) !== contractOf(authority.name).endpoint) return [];
  const names = ["x-original-url", "x-original-method", "host", "x-forwarded-uri"];
  const abouts = headersOf(request, "X-Original-URL").filter((url) => !isAbout(rig.hostname, url));
  return [
    ...names
      .filter((name) => valuesOf(request, name).length > 1)
      .map((name) => `has the gateway told ${name} twice`),
    ...abouts.map((url) => `has the gateway told that it is about ${visible(url, 100)}`),
    ...(request.bodyBytes > 0 ? ["has the gateway sent its body"] : []),
    ...repeats(request, shot, "the gateway"),
  ];
}

/** With everything behind nginx in order, an error of its own is a way to have the check fail. */
const judgeFailure = ({ shot }: Sight, response: Response): readonly string[] =>
  response.status >= 500 && response.status !== 501 && response.status !== 505 && shot.mayFail !== true
    ? [`was answered ${response.status}`]
    : [];
