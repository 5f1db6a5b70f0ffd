/** One request of an attack, as whoever sends it spells it, and what was seen of it everywhere. */
import { handshake, type HeaderLine } from "../../rig/client.ts";
import type { BackendRequest } from "../../rig/double.ts";
import type { FrigateRequest } from "../../rig/frigate.ts";
import type { Asker } from "../askers.ts";
import type { Standing } from "../subject.ts";
import type { Said, Wire } from "./wire.ts";

/** A word that only clients say: where nobody may repeat a client's words, it must not turn up. */
export const marker = "m4rk3r";

export interface Shot {
  readonly by: Asker;
  /** The request line's target; bytes as latin1. */
  readonly path: string;
  /** GET where nothing else is said. */
  readonly method?: string | undefined;
  /** Host lines; the host's own name where nothing is said. */
  readonly hosts?: readonly string[] | undefined;
  /** Further header lines; a string is a line as it is. */
  readonly lines?: readonly (HeaderLine | string)[];
  /** Sent with its length. */
  readonly body?: string | undefined;
  /** Asks for a websocket. */
  readonly upgrade?: true | undefined;
  /** May be answered out of the cache. */
  readonly cached?: true;
  /** Whoever decides says no, whatever they know of the one who asks. */
  readonly refused?: true;
  /** An error of nginx is an answer too: something behind it is wrong on purpose. */
  readonly mayFail?: true;
}

/** A shot, and all there is to see of it. */
export interface Sight {
  readonly shot: Shot;
  readonly said: Said;
  readonly frigate: readonly FrigateRequest[];
  readonly gateway: readonly BackendRequest[];
}

const lineOf = (line: HeaderLine | string): string =>
  typeof line === "string" ? line : `${line[0]}: ${line[1]}`;

/** The bytes of the request; its attacker's lines stand behind those of the session. */
export function bytesOf(hostname: string, shot: Shot): Buffer {
  const { by, path, method = "GET", hosts = [hostname], lines = [], body, upgrade, cached } = shot;
  const head = [
    `${method} ${path} HTTP/1.1`,
    ...hosts.map((host) => `Host: ${host}`),
    ...by.headers.map(lineOf),
    ...(cached === true ? [] : ["X-Cache-Bypass: 1"]),
    ...(upgrade === true ? handshake.map(lineOf) : []),
    ...lines.map(lineOf),
    ...(body === undefined ? [] : [`Content-Length: ${Buffer.byteLength(body)}`]),
  ];
  return Buffer.from(`${head.join("\r\n")}\r\n\r\n${body ?? ""}`, "latin1");
}

/** Sends it, with nothing remembered of what was asked before. */
export async function fire(standing: Standing, wire: Wire, shot: Shot): Promise<Sight> {
  standing.reset();
  const { rig, gateway } = standing;
  const said = await wire.ask(shot.by, bytesOf(rig.hostname, shot), shot.method ?? "GET");
  return {
    shot,
    said,
    frigate: rig.frigate.requests().map(readAnyway),
    gateway: (gateway?.requests() ?? []).map(readAnyway),
  };
}

/** The doubles know no other methods than those in use: a proper request with another one is a request all the same. */
export function readAnyway<R extends BackendRequest>(request: R): R {
  if (request.method !== "(malformed)") return request;
  const [head = ""] = request.url.split("\r\n\r\n");
  const [line = "", ...lines] = head.split("\r\n");
  const [, method, url] = /^([A-Z_-]+) ([\x21-\x7e\x80-\xff]+) HTTP\/1\.[01]$/.exec(line) ?? [];
  const isProper = lines.every((one) => /^[!#$%&'*+.^_`|~0-9A-Za-z-]+:[\t\x20-\x7e\x80-\xff]*$/.test(one));
  if (method === undefined || url === undefined || !isProper) return request;
  const rawHeaders = lines.flatMap((one) => {
    const colon = one.indexOf(":");
    return [one.slice(0, colon), one.slice(colon + 1).trim()];
  });
  return { ...request, method, url, rawHeaders };
}

/** As a person reads it: what was sent, by whom. */
export function showShot({ by, path, method = "GET", hosts, lines = [] }: Shot): string {
  const shown = [
    ...(hosts === undefined ? [] : hosts.map((host) => `Host: ${host}`)),
    ...lines.map(lineOf),
  ].map((line) => visible(line, 60));
  return `${method} ${visible(path, 120)} by ${by.name}${shown.length === 0 ? "" : ` with {${visible(shown.join("; "), 240)}}`}`;
}

/** Text with its control characters and bytes that are no ASCII as `\xNN`, not longer than this. */
export function visible(text: string, length: number): string {
  const escaped = text.replace(
    /[^\x20-\x7e]/g,
    (character) => `\\x${character.charCodeAt(0).toString(16).padStart(2, "0")}`,
  );
  return escaped.length > length ? `${escaped.slice(0, length)}…` : escaped;
}
