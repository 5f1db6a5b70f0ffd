/** What no stranger gains by when it is missing, but people need: headers for browsers, and cookies that are renewed. */
import { gateways, type Gateway } from "../../../generator/schema/gateways.ts";
import type { Route } from "../../../generator/schema/routes.ts";
import type { HeaderLine } from "../../rig/client.ts";
import { headerOf } from "../../rig/double.ts";
import { contractOf, guardedHost, yesTo } from "../../rig/gateway-contracts.ts";
import { broken } from "../../rig/gateway-questions.ts";
import { allOf, type Response } from "../../rig/response.ts";
import { routesOf, uncached, type Sample } from "../../runtime/samples.ts";
import { as, newSession, nobody, person, type Asker } from "../askers.ts";
import type { Standing, Subject } from "../subject.ts";

/** What is missing, each a sentence. */
export async function courtesies(standing: Standing): Promise<readonly string[]> {
  const findings: string[] = [];
  const viewer = person(standing.subject, "viewer");
  const renewed = renewals(standing);
  const wantsHsts = standing.subject.rendered().nginxConf.includes(hsts);
  for (const [route, one, sample] of routesOf(standing.subject.version)) {
    const { access, browserCache, pageOfGateway }: Route = one;
    if (access === "internal") continue;
    const shown = await ask(standing, sample, viewer);
    const kept = allOf(shown, "Cache-Control").join(", ");
    if (shown.status < 400 && browserCache !== undefined && !kept.includes(words[browserCache]))
      findings.push(`${route} says nothing of ${words[browserCache]} to browsers`);
    for (const asker of [viewer, nobody]) {
      const response = await ask(standing, sample, asker);
      if (wantsHsts && !allOf(response, "Strict-Transport-Security").includes(hsts)) {
        findings.push(`${route} answers ${asker.name} with ${response.status} and without responseHeaders`);
      }
    }
    // nginx adds nothing to a 101 unless it is told to, and without single sign-on it is not.
    const added = sample.upgrade !== true || standing.gateway !== null;
    const isAsked = access === "protected" || (pageOfGateway === true && standing.gateway !== null);
    if (!isAsked || !added) continue;
    renewed.begin();
    const cookies = allOf(await ask(standing, sample, newcomer(standing, viewer)), "Set-Cookie");
    renewed.end();
    const missing = renewed.cookies.filter((cookie) => !cookies.includes(cookie));
    if (missing.length > 0) findings.push(`${route} keeps ${missing.join(" and ")} to itself`);
  }
  for (const judge of [lists, bypasses]) findings.push(...(await judge(standing, viewer)));
  for (const judge of [questions, endings]) findings.push(...(await judge(standing)));
  if (leadsToSignIn(standing.subject)) findings.push(...(await directions(standing, wantsHsts)));
  standing.reset();
  return findings;
}

/** Somebody of whom no yes is remembered yet, where a gateway says who they are: renewed is what it is asked for. */
const newcomer = ({ subject }: Standing, viewer: Asker): Asker =>
  subject.authority.kind === "gateway"
    ? { ...viewer, ...newSession(subject, `courtesy-${(count += 1)}`) }
    : viewer;

const leadsToSignIn = ({ authority }: Subject): boolean =>
  authority.kind === "gateway" && gateways[authority.name].signIn.kind !== "none";

/** Directories are listed as Frigate's pages expect it. */
async function lists(standing: Standing, viewer: Asker): Promise<readonly string[]> {
  const findings: string[] = [];
  for (const [route, one] of routesOf(standing.subject.version)) {
    if (!("index" in one) || one.index === undefined) continue;
    const { status, headers } = await ask(standing, { path: route, status: 200 }, viewer);
    const type = headers.find(([name]) => name.toLowerCase() === "content-type")?.[1] ?? "";
    if (status !== 200 || !type.includes(one.index))
      findings.push(`${route} is listed as ${type} with ${status}`);
  }
  return findings;
}

/** Whoever is asked about a request is told what it is about: everything by which Frigate or the gateway may judge it. */
async function questions(standing: Standing): Promise<readonly string[]> {
  const { subject, rig, gateway } = standing;
  const { authority } = subject;
  const authorization = "Basic eDp5";
  const findings: string[] = [];
  for (const [route, { access }, sample] of routesOf(subject.version)) {
    if (access !== "protected") continue;
    const viewer = newcomer(standing, person(subject, "viewer"));
    const asker = { ...viewer, headers: [...viewer.headers, ["Authorization", authorization] as const] };
    standing.reset();
    const path = numbered(sample);
    await askFor(standing, { ...sample, path }, asker);
    const { method = "GET" } = sample;
    const about = `https://${guardedHost}${path}`;
    for (const question of rig.frigate.questions()) {
      const [told, how] = [headerOf(question, "X-Original-URL"), headerOf(question, "X-Original-Method")];
      if (told !== about || how !== method)
        findings.push(`Frigate is told ${how} ${told} of ${route}, not ${method} ${about}`);
    }
    if (authority.kind !== "gateway") continue;
    const asked = { path, method, address: asker.from ?? "127.0.0.1", authorization };
    const endpoint = contractOf(authority.name).endpoint;
    for (const question of (gateway?.requests() ?? []).filter(({ url }) => url === endpoint))
      findings.push(...broken(authority.name, question, asked).map((sentence) => `${route}: ${sentence}`));
  }
  return findings;
}

/** A gateway that ends a session says so in its no, and the browser has to hear of it: in a call's 401, and on the way to sign in. */
async function endings(standing: Standing): Promise<readonly string[]> {
  const { subject, gateway } = standing;
  const { authority } = subject;
  if (gateway === null || authority.kind !== "gateway") return [];
  const findings: string[] = [];
  const no = contractOf(authority.name).no ?? (() => []);
  for (const [route, { access, pageOfGateway }, sample] of routesOf(subject.version) as readonly Routed[]) {
    if (access !== "protected" && pageOfGateway !== true) continue;
    const path = numbered(sample);
    const question = { ...unasked, rawHeaders: ["X-Original-URL", `https://${guardedHost}${path}`] };
    const location = no(question).filter(([name]) => name !== "Set-Cookie");
    gateway.answerAll({ status: 401, headers: [...location, ["Set-Cookie", ended]] });
    const answer = await askFor(standing, { ...sample, path }, nobody);
    if (!allOf(answer, "Set-Cookie").includes(ended))
      findings.push(`${route} keeps the end of a session to itself`);
  }
  gateway.answerAll({ status: 401 });
  const { signIn } = gateways[authority.name];
  const page = await standing.rig.request({ path: "/review", ...as(nobody) });
  if (signIn.kind === "answer" && page.status !== 401)
    findings.push(`a page whose gateway names no sign-in page leads to "${allOf(page, "Location").join()}"`);
  gateway.answerAll(null);
  return findings;
}

type Routed = readonly [name: string, route: Route, sample: Sample];

const ended = "session=; Path=/; Max-Age=0";

/** A question about which only what it is about matters. */
const unasked = { server: "gateway", method: "GET", url: "/", bodyBytes: 0, connection: 0 } as const;

/** Who asks past what is remembered gets past it. */
async function bypasses({ rig }: Standing, viewer: Asker): Promise<readonly string[]> {
  const findings: string[] = [];
  for (const route of ["/api/config", "/api/stats"]) {
    count += 1;
    const request = {
      path: `${route}?bypass=${count}`,
      ...as(viewer),
      headers: [...viewer.headers, uncached],
    };
    rig.frigate.reset();
    for (const _ of [1, 2]) await rig.request(request);
    const asked = rig.frigate.proxied().length;
    if (asked !== 2) findings.push(`${route} was asked for anew twice, and ${asked} reached Frigate`);
  }
  return findings;
}

/** The way to sign in is not kept by browsers, and only pages are led there. */
async function directions(
  { subject, rig, gateway }: Standing,
  wantsHsts: boolean,
): Promise<readonly string[]> {
  const findings: string[] = [];
  const lacksHsts = (answer: Response): boolean =>
    wantsHsts && !allOf(answer, "Strict-Transport-Security").includes(hsts);
  for (const path of ["/review?a=1", "/login"]) {
    const answer = await rig.request({ path, ...as(nobody) });
    if (!allOf(answer, "Cache-Control").includes("no-store"))
      findings.push(`${path} leads to sign-in for good`);
    if (lacksHsts(answer)) findings.push(`${path} leads to sign-in without responseHeaders`);
  }
  const [page] =
    subject.authority.kind === "gateway" ? Object.keys(gateways[subject.authority.name].publicLocations) : [];
  if (page !== undefined && gateway !== null) {
    const path = `${page}start?courtesy`;
    const claims = [
      ["X-Forwarded-Uri", "/elsewhere"],
      ["X-Auth-Request-Redirect", "/elsewhere"],
    ] as const;
    gateway.reset();
    const answer = await rig.request({ path, ...as(nobody), headers: claims });
    if (lacksHsts(answer)) findings.push(`${path} is without responseHeaders`);
    const [asked] = gateway.requests();
    const told = claims.map(([name]) => (asked === undefined ? null : headerOf(asked, name)));
    if (told[0] !== path || told[1] !== null)
      findings.push(`the gateway's page is told ${told.join(" and ")}`);
  }
  const asked = (path: string, mode: string): Promise<Response> =>
    rig.request({ path, ...as(nobody), headers: [["Sec-Fetch-Mode", mode]] });
  const icon = await asked("/favicon.ico", "no-cors");
  if (icon.status !== 401) findings.push(`an icon begins a sign-in: ${icon.status}`);
  if (lacksHsts(icon)) findings.push("an icon's 401 is without responseHeaders");
  const visit = await asked("/review", "navigate");
  if (visit.status !== 302) findings.push(`a visit to a page begins no sign-in: ${visit.status}`);
  return findings;
}

/** What Cache-Control has to say at least. */
const words = {
  never: "no-store",
  public: "public",
  "public, 1 year": "public",
  "public, 7 days": "public",
} as const satisfies Record<NonNullable<Route["browserCache"]>, string>;

/** As examples/ set it. */
const hsts = "max-age=31536000";

let count = 0;

/** A path that nobody has asked for. */
function numbered({ path }: Sample): string {
  count += 1;
  return `${path}${path.includes("?") ? "&" : "?"}courtesy=${count}`;
}

const ask = (standing: Standing, sample: Sample, asker: Asker): Promise<Response> =>
  askFor(standing, { ...sample, path: numbered(sample) }, asker);

async function askFor({ rig }: Standing, sample: Sample, asker: Asker): Promise<Response> {
  const { path, upgrade, method = "GET", body } = sample;
  if (upgrade !== true)
    return rig.request({ path, method, ...as(asker), ...(body === undefined ? {} : { body }) });
  const { response, close } = await rig.upgrade({ path, ...as(asker) });
  close();
  return response;
}

interface Renewals {
  /** What has to arrive in between. */
  readonly cookies: readonly string[];
  begin(): void;
  end(): void;
}

/** Whoever signs people in renews their session: the gateway, or Frigate. */
function renewals({ subject, gateway, rig }: Standing): Renewals {
  const { authority, version } = subject;
  if (authority.kind === "gateway" && gateway !== null) {
    const { splitCookie }: Gateway = gateways[authority.name];
    const attributes = "; Path=/; HttpOnly; Secure";
    const cookies =
      splitCookie === undefined
        ? [`session=renewed${attributes}`]
        : [`${splitCookie}_0=renewed${attributes}`, `${splitCookie}_1=rest${attributes}`];
    const { headers = [], ...yes } = yesTo(contractOf(authority.name), { name: "bob", groups: [] });
    const withCookies = cookies.map((cookie): HeaderLine => ["Set-Cookie", cookie]);
    return {
      cookies,
      begin: () => gateway.answerAll({ ...yes, headers: [...headers, ...withCookies] }),
      end: () => gateway.answerAll(null),
    };
  }
  if (authority.kind === "proxy") return { cookies: [], begin: () => {}, end: () => {} };
  const cookie = "frigate_token=renewed; Path=/; HttpOnly";
  const role: readonly HeaderLine[] = version === "0.15" ? [] : [["Remote-Role", "viewer"]];
  return {
    cookies: [cookie],
    begin: () =>
      rig.frigate.answerQuestions({
        status: 202,
        headers: [["Remote-User", "bob"], ...role, ["Set-Cookie", cookie]],
      }),
    end: () => rig.frigate.answerQuestions(null),
  };
}
