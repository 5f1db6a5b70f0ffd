/** What no stranger gains by when it is missing, but people need: headers for browsers, and cookies that are renewed. */
import { gateways } from "../../../generator/schema/gateways.ts";
import type { Route } from "../../../generator/schema/routes.ts";
import { headerOf } from "../../rig/double.ts";
import { allOf, type Response } from "../../rig/response.ts";
import { routesOf, uncached } from "../../runtime/samples.ts";
import { as, nobody, person, type Asker } from "../askers.ts";
import type { Standing } from "../subject.ts";
import { ask, leadsToSignIn, newcomer, numbered } from "./asking.ts";
import { endings, isAsked, memories, passedOn, questions, tokens } from "./questions.ts";
import { renewals } from "./renewals.ts";

/** What is missing, each a sentence. */
export async function missingConveniences(standing: Standing): Promise<readonly string[]> {
  const findings: string[] = [];
  const viewer = person(standing.subject, "viewer");
  const renewed = renewals(standing);
  const wantsHsts = standing.subject.rendered().nginxConf.includes(hsts);
  for (const [route, one, sample] of routesOf(standing.subject.version)) {
    const { access, browserCache }: Route = one;
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
    // nginx adds nothing to a 101 unless it is told to, and where only Frigate is asked it is not.
    const added = sample.upgrade !== true || standing.gateway !== null || standing.subject.clients.length > 0;
    if (!isAsked(standing, one) || !added) continue;
    renewed.begin();
    const cookies = allOf(await ask(standing, sample, newcomer(standing, viewer)), "Set-Cookie");
    renewed.end();
    const missing = renewed.cookies.filter((cookie) => !cookies.includes(cookie));
    if (missing.length > 0) findings.push(`${route} keeps ${missing.join(" and ")} to itself`);
  }
  for (const judge of [lists, slashes, bypasses]) findings.push(...(await judge(standing, viewer)));
  for (const judge of [questions, endings, memories, tokens, passedOn])
    findings.push(...(await judge(standing)));
  if (leadsToSignIn(standing.subject)) findings.push(...(await directions(standing, wantsHsts)));
  standing.reset();
  return findings;
}

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

/** To a path's last slash nginx leads without a port of its own, which behind another proxy nobody reaches. */
async function slashes({ rig }: Standing, viewer: Asker): Promise<readonly string[]> {
  const findings: string[] = [];
  for (const path of ["/assets", "/clips/previews", "/recordings/2024-05-01", "/api", "/api/vod"]) {
    const [location = ""] = allOf(await rig.request({ path, ...as(viewer) }), "Location");
    if (location !== `${path}/`) findings.push(`${path} leads to "${location}"`);
  }
  return findings;
}

/** Who asks past what is remembered gets past it. */
async function bypasses({ rig }: Standing, viewer: Asker): Promise<readonly string[]> {
  const findings: string[] = [];
  for (const route of ["/api/config", "/api/stats"]) {
    const request = { path: numbered(route), ...as(viewer), headers: [...viewer.headers, uncached] };
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
    const path = `${page}start?convenience`;
    const claims = [
      ["X-Forwarded-Uri", "/elsewhere"],
      ["X-Auth-Request-Redirect", "/elsewhere"],
    ] as const;
    gateway.reset();
    const answer = await rig.request({ path, ...as(nobody), headers: claims });
    if (lacksHsts(answer)) findings.push(`${path} is without responseHeaders`);
    const [asked] = gateway.requests();
    const received = claims.map(([name]) => (asked === undefined ? null : headerOf(asked, name)));
    if (received[0] !== path || received[1] !== null)
      findings.push(`the gateway's page is told ${received.join(" and ")}`);
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
  "private, 7 days": "private",
} as const satisfies Record<NonNullable<Route["browserCache"]>, string>;

/** As examples/ set it. */
const hsts = "max-age=31536000";
