/** What an answer may show, and where it may lead. */
import { gateways } from "../../../generator/schema/gateways.ts";
import { since } from "../../rig/frigate-config.ts";
import { allOf, valueOf, type Response } from "../../rig/response.ts";
import type { Asker } from "../askers.ts";
import type { Standing } from "../subject.ts";
import { marker, visible, type Shot } from "./shot.ts";

/** What rig/files.ts and Frigate's double show to those who may come, and to nobody else. */
const protectedContent =
  /(?:recording|picture|preview|export) of the|database|"asked":|"username":|rtsp:\/\/|#EXTM3U|<title>player|"name":"(?:front_door|garden|2024-05-01)|>front_door/;

/** What nobody at all is shown. */
const internalContent = /in the making|^database$/;

/** Findings in the answer to somebody; none for Frigate itself. */
export function judgeResponse(standing: Standing, shot: Shot, response: Response): readonly string[] {
  if (shot.by.listener === "internal") return [];
  const { hostname } = standing.rig;
  const by = shot.refused === true ? { ...shot.by, known: null } : shot.by;
  return [
    ...judgeBody(standing, by, response.status, response.body.toString("utf8")),
    ...judgeHeaders(response, by),
    ...allOf(response, "Location")
      .filter((address) => leadsAway(hostname, address))
      .map((address) => `was sent to ${visible(address, 120)}`),
    ...(allOf(response, "Location").length > 1 ? ["was sent to two addresses"] : []),
  ];
}

function judgeBody({ subject, rig }: Standing, by: Asker, status: number, body: string): readonly string[] {
  const start = visible(body, 80);
  if (internalContent.test(body)) return [`was answered ${status}: ${start}`];
  if (by.known === null) {
    return protectedContent.test(body) ? [`was answered ${status} without an identity: ${start}`] : [];
  }
  const { user, role } = by.known;
  const isLimited = role === "gardener" && since(subject, "0.18");
  const isListOfUsers = since(rig.frigate.config, "0.16") && /^\[\{"username":/.test(body);
  return [
    ...(isLimited && /of the front door/.test(body) ? [`was shown a camera out of bounds: ${start}`] : []),
    ...(isListOfUsers && role !== "admin" ? [`was shown what only administrators are: ${start}`] : []),
    ...(isListOfUsers ? [] : shownOthers(body, user, role)),
  ];
}

/** Frigate's double says whom it answers. */
function shownOthers(body: string, user: string | null, role: string | null): readonly string[] {
  const name = /"asked":\{"user":(null|"(?:[^"\\]|\\.)*"),"role":(null|"[^"]*")/.exec(body);
  const profile = /^\{"username":(null|"(?:[^"\\]|\\.)*")(?:,"role":("[^"]*"))?/.exec(body);
  const [, shownUser, shownRole] = name ?? profile ?? [];
  if (shownUser === undefined) return [];
  const isOthers =
    (user !== null && shownUser !== JSON.stringify(user)) ||
    (role !== null && shownRole !== undefined && shownRole !== JSON.stringify(role));
  return isOthers ? [`was shown the answer of ${shownUser} (${shownRole ?? "no role"})`] : [];
}

/** Frigate's own /auth says whom it knows, below /api/ too. */
const judgeHeaders = ({ headers }: Response, { known }: Asker): readonly string[] =>
  headers.flatMap(([name, value]) => {
    if (/^remote-(?:user|role)$/i.test(name) && value !== known?.user && value !== known?.role) {
      return [`was answered ${name}: ${visible(value, 60)}`];
    }
    const isAddress = /^(?:location|x-.*location)$/i.test(name);
    return `${name}${isAddress ? "" : value}`.includes(marker) || (isAddress && /[\r\n]/.test(value))
      ? [`was answered ${visible(`${name}: ${value}`, 100)}`]
      : [];
  });

/** The hosts of sign-in pages: by rig/gateway-contracts.ts, the examples, and the gateways that have theirs elsewhere. */
const portals: readonly string[] = [
  "auth.example.com",
  "idm.example.com",
  ...Object.values(gateways).flatMap(({ signIn }) =>
    signIn.kind === "elsewhere" ? [new URL(signIn.example).hostname] : [],
  ),
];

/** Whether an address leads to another host than this one and the sign-in pages, or has them lead there. */
function leadsAway(hostname: string, address: string): boolean {
  if (isElsewhere(hostname, address) || /[^\x21-\x7e]/.test(address)) return true;
  const returns = [...new URL(address, `https://${hostname}`).searchParams.values()];
  return returns
    .filter((value) => /^[a-z][a-z0-9+.-]*:|^[/\\]{2}/i.test(value))
    .some((value) => isElsewhere(hostname, value));
}

function isElsewhere(hostname: string, address: string): boolean {
  if (!URL.canParse(address, `https://${hostname}`)) return true;
  const { protocol, hostname: host, username } = new URL(address, `https://${hostname}`);
  return !["http:", "https:"].includes(protocol) || ![hostname, ...portals].includes(host) || username !== "";
}

/** What may be compared of two answers. */
export const shownIn = (response: Response): string =>
  `${response.status} ${response.body.toString("utf8")} ${valueOf(response, "Set-Cookie") ?? ""}`;
