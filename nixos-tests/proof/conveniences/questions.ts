/** What a gateway, and Frigate, are told of a request, and what browsers hear of the gateway's sessions. */
import type { Route } from "../../../generator/schema/routes.ts";
import { gateways } from "../../../generator/schema/gateways.ts";
import { secretHeader, trustedHeaders } from "../../../generator/schema/frigate.ts";
import type { HeaderLine } from "../../rig/client.ts";
import { headerOf, headersOf } from "../../rig/double.ts";
import { guardedHost } from "../../rig/gateway-complaints.ts";
import { contractOf, yesTo } from "../../rig/gateway-contracts.ts";
import { broken } from "../../rig/gateway-questions.ts";
import { allOf } from "../../rig/response.ts";
import { tokenOf } from "../../rig/session.ts";
import { routesOf, type Sample } from "../../runtime/samples.ts";
import { as, nobody, person } from "../askers.ts";
import { wayHeaders, wayTo } from "../expectation.ts";
import { frigateIsAsked, groupOf, type Standing } from "../subject.ts";
import { askFor, newcomer, numbered } from "./asking.ts";

/** Whoever is asked about a request is told what it is about: everything by which Frigate or the gateway may judge it. */
export async function questions(standing: Standing): Promise<readonly string[]> {
  const { subject, rig, gateway } = standing;
  const { authority } = subject;
  const authorization = "Basic eDp5";
  const findings: string[] = [];
  // A newcomer's session is one that the gateway would not know.
  if (authority.kind === "gateway")
    gateway?.answerAll(
      yesTo(contractOf(authority.name), { name: "bob", groups: [groupOf(subject, "viewer")] }),
    );
  for (const [route, one, sample] of routesOf(subject.version) as readonly Routed[]) {
    if (!isAsked(standing, one)) continue;
    const viewer = newcomer(standing, person(subject, "viewer"));
    const asker = { ...viewer, headers: [...viewer.headers, ["Authorization", authorization] as const] };
    standing.reset();
    const path = numbered(sample.path);
    await askFor(standing, { ...sample, path }, asker);
    const { method = "GET" } = sample;
    const isToBeAsked = frigateIsAsked(subject, one);
    if (isToBeAsked !== rig.frigate.questions().length > 0)
      findings.push(`Frigate is ${isToBeAsked ? "not " : ""}asked about ${route}`);
    for (const question of rig.frigate.questions()) {
      const [told, how] = [headerOf(question, "X-Original-URL"), headerOf(question, "X-Original-Method")];
      if (told !== `http://frigate${path}` || how !== method)
        findings.push(`Frigate is told ${how} ${told} of ${route}, not ${method} http://frigate${path}`);
    }
    if (authority.kind !== "gateway") continue;
    const asked = { path, method, address: asker.from ?? "127.0.0.1", authorization };
    const endpoint = contractOf(authority.name).endpoint;
    for (const question of (gateway?.requests() ?? []).filter(({ url }) => url === endpoint))
      findings.push(...broken(authority.name, question, asked).map((sentence) => `${route}: ${sentence}`));
  }
  gateway?.answerAll(null);
  return findings;
}

/** A gateway that ends a session says so in its no, and the browser has to hear of it: in a call's 401, and on the way to sign in. */
export async function endings(standing: Standing): Promise<readonly string[]> {
  const { subject, gateway } = standing;
  const { authority } = subject;
  if (gateway === null || authority.kind !== "gateway") return [];
  const findings: string[] = [];
  const no = contractOf(authority.name).no ?? (() => []);
  for (const [route, one, sample] of routesOf(subject.version) as readonly Routed[]) {
    if (!isAsked(standing, one)) continue;
    const path = numbered(sample.path);
    const question = { ...unasked, rawHeaders: ["X-Original-URL", `https://${guardedHost}${path}`] };
    const location = no(question).filter(([name]) => name !== "Set-Cookie");
    gateway.answerAll({ status: 401, headers: [...location, ["Set-Cookie", ended]] });
    const answer = await askFor(standing, { ...sample, path }, nobody);
    if (!allOf(answer, "Set-Cookie").includes(ended))
      findings.push(`${route} keeps the end of a session to itself`);
  }
  const icon = await standing.rig.request({
    path: "/favicon.ico",
    ...as(nobody),
    headers: [["Sec-Fetch-Mode", "no-cors"]],
  });
  if (!allOf(icon, "Set-Cookie").includes(ended))
    findings.push("an icon's 401 keeps the end of a session to itself");
  gateway.answerAll({ status: 401 });
  const { signIn } = gateways[authority.name];
  const page = await standing.rig.request({ path: "/review", ...as(nobody) });
  if (signIn.kind === "answer" && page.status !== 401)
    findings.push(`a page whose gateway names no sign-in page leads to "${allOf(page, "Location").join()}"`);
  gateway.answerAll(null);
  return findings;
}

/** A gateway whose yes is to be remembered is asked once, whatever it says of caches; a yes to nobody is not worth remembering. */
export async function memories(standing: Standing): Promise<readonly string[]> {
  const { subject, rig, gateway } = standing;
  const { authority } = subject;
  const remembers = subject.rendered().nginxConf.includes("proxy_cache frigate_auth_cache");
  if (gateway === null || authority.kind !== "gateway" || !remembers) return [];
  const contract = contractOf(authority.name);
  const viewer = newcomer(standing, person(subject, "viewer"));
  const path = numbered("/api/config");
  const { headers: lines = [], ...yes } = yesTo(contract, {
    name: "bob",
    groups: [groupOf(subject, "viewer")],
  });
  const ask = async (): Promise<number> => (await rig.request({ path, ...as(viewer) })).status;
  gateway.answerAll({ ...yes, headers: lines.filter(([name]) => name !== contract.userHeader) });
  const unnamed = await ask();
  gateway.reset();
  const keepNothing = [
    ["Cache-Control", "no-store, private"],
    ["Expires", "0"],
    ["Vary", "*"],
  ] as const;
  gateway.answerAll({ ...yes, headers: [...lines, ...keepNothing] });
  const statuses = [unnamed, await ask(), await ask()].join(", ");
  const asked = gateway.requests().length;
  gateway.answerAll(null);
  return [
    ...(statuses === "403, 200, 200" ? [] : [`a yes to nobody, and two to somebody, come to ${statuses}`]),
    ...(asked === 1 ? [] : [`the gateway is asked ${asked} times of what it has said yes to`]),
  ];
}

type Routed = readonly [name: string, route: Route, sample: Sample];

/**
 * Where nobody but Frigate is asked, it is told what a proxy in front says, which it may have been told to believe, and from
 * where the request came.
 */
export async function passedOn({ subject, rig }: Standing): Promise<readonly string[]> {
  if (subject.authority.kind !== "frigate" || subject.clients.length > 0) return [];
  const said = [...trustedHeaders, secretHeader].map((name): HeaderLine => [name, `said in ${name}`]);
  rig.frigate.reset();
  await rig.request({ path: numbered("/api/config"), headers: said });
  const [question] = rig.frigate.questions();
  const way = wayTo(subject, nobody).map((value, index): HeaderLine => [wayHeaders[index] ?? "", value]);
  return [...said, ...way].flatMap(([name, value]) => {
    const lines = question === undefined ? [] : headersOf(question, name);
    return lines.join() === value
      ? []
      : [`Frigate is told ${lines.join(" and ") || "nothing"} in ${name}, not ${value}`];
  });
}

/** Frigate's own sign-in takes a token in Authorization, too: programs have no cookies. */
export async function tokens({ subject, rig }: Standing): Promise<readonly string[]> {
  if (subject.authority.kind !== "frigate") return [];
  const token = tokenOf({ user: "bob", role: "viewer", expires: Math.floor(Date.now() / 1000) + 86_400 });
  const { status } = await rig.request({
    path: numbered("/api/profile"),
    headers: [["Authorization", `Bearer ${token}`]],
  });
  return status === 200 ? [] : [`a token in Authorization is answered ${status}`];
}

/** The page itself wants a session only where a gateway has one to give. */
export const isAsked = ({ gateway }: Standing, { access, pageOfGateway }: Route): boolean =>
  access === "protected" || (pageOfGateway === true && gateway !== null);

const ended = "session=; Path=/; Max-Age=0";

/** A question about which only what it is about matters. */
const unasked = { server: "gateway", method: "GET", url: "/", bodyBytes: 0, connection: 0 } as const;
