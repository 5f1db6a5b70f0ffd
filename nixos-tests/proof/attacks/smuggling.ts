/** Requests within requests: bytes whose end two readers see in different places. */
import type { BackendRequest } from "../../rig/double.ts";
import { headersOf } from "../../rig/double.ts";
import { nobody, person, type Asker } from "../askers.ts";
import { attack, knowsAddresses, type Attack, type Range } from "./attack.ts";
import { judgeResponse } from "./judge-response.ts";
import { judge } from "./judge.ts";
import { marker, readAnyway, showShot, visible, type Shot } from "./shot.ts";

/** A request by somebody, around whose body and length everything turns. */
interface Shape {
  readonly name: string;
  /** Everything behind the lines of the session; `inner` is a whole request of the attacker's. */
  readonly rest: (inner: string) => string;
  /** The request line, where it is not a POST. */
  readonly method?: string;
}

const chunk = (text: string): string => `${text.length.toString(16)}\r\n${text}\r\n`;

const lengthOf = (text: string): string => `Content-Length: ${text.length}`;

const transferEncodings = [
  "Transfer-Encoding: xchunked",
  "Transfer-Encoding : chunked",
  "Transfer-Encoding:\tchunked",
  "Transfer-Encoding: chunked\r\nTransfer-Encoding: identity",
  "Transfer-Encoding: identity, chunked",
  "Transfer-Encoding: chunked, identity",
  "Transfer-Encoding:\r\n chunked",
  "X: a\rTransfer-Encoding: chunked",
  "X: a\nTransfer-Encoding: chunked",
  "Transfer_Encoding: chunked",
  "Transfer-Encoding: \x0bchunked",
  'Transfer-Encoding: "chunked"',
  "Transfer-Encoding: CHUNKED",
  "Transfer-Encoding: chunked\0",
];

const contentLengths = (length: number): readonly string[] => [
  `Content-Length: +${length}`,
  `Content-Length: -${length}`,
  `Content-Length: 0${length}`,
  `Content-Length: 0x${length.toString(16)}`,
  `Content-Length: ${length}, ${length}`,
  `Content-Length: ${length} 0`,
  `Content-Length : ${length}`,
  `Content_Length: ${length}`,
  `Content-Length:\r\n ${length}`,
  `Content-Length: 1e1`,
  `Content-Length: 18446744073709551617`,
  `Content-Length: 0\r\nContent-Length: ${length}`,
  `Content-Length: ${length}\r\nContent-Length: 0`,
];

const shapes: readonly Shape[] = [
  {
    name: "a length and chunks",
    rest: (inner) =>
      `Content-Length: ${5 + inner.length}\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n${inner}`,
  },
  {
    name: "chunks and a length",
    rest: (inner) => `Transfer-Encoding: chunked\r\nContent-Length: 4\r\n\r\n${chunk(inner)}0\r\n\r\n`,
  },
  ...transferEncodings.map((line): Shape => ({
    name: visible(line, 60),
    rest: (inner) => `${line}\r\nContent-Length: ${5 + inner.length}\r\n\r\n0\r\n\r\n${inner}`,
  })),
  ...contentLengths(10).map((line, index): Shape => ({
    name: visible(line, 60),
    rest: (inner) => `${contentLengths(inner.length)[index] ?? ""}\r\n\r\n${inner}`,
  })),
  {
    name: "chunks of odd spelling",
    rest: (inner) => `Transfer-Encoding: chunked\r\n\r\n0;x=\r\n\r\n${inner}`,
  },
  {
    name: "a chunk with a long extension",
    rest: (inner) => `Transfer-Encoding: chunked\r\n\r\n1;a="\n${inner}"\r\nx\r\n0\r\n\r\n${inner}`,
  },
  {
    name: "a chunk with a wrong size",
    rest: (inner) => `Transfer-Encoding: chunked\r\n\r\n1\r\nxy\r\n0\r\n\r\n${inner}`,
  },
  {
    name: "a chunk of more than all",
    rest: (inner) => `Transfer-Encoding: chunked\r\n\r\nffffffffffffffff1\r\n${inner}\r\n0\r\n\r\n${inner}`,
  },
  {
    name: "chunks with lone line feeds",
    rest: (inner) => `Transfer-Encoding: chunked\n\n0\n\n${inner}`,
  },
  {
    name: "trailers",
    rest: (inner) =>
      `Transfer-Encoding: chunked\r\n\r\n0\r\nRemote-User: ${marker}\r\nX-Server-Port: 5000\r\n\r\n${inner}`,
  },
  { name: "a body of a request", rest: (inner) => `${lengthOf(inner)}\r\n\r\n${inner}${inner}` },
  {
    name: "GET with a body of a request",
    method: "GET",
    rest: (inner) => `${lengthOf(inner)}\r\n\r\n${inner}${inner}`,
  },
  {
    name: "GET with chunks of a request",
    method: "GET",
    rest: (inner) => `Transfer-Encoding: chunked\r\n\r\n${chunk(inner)}0\r\n\r\n${inner}`,
  },
  { name: "a pipelined second request", method: "GET", rest: (inner) => `\r\n${inner}` },
  { name: "HEAD and a second request", method: "HEAD", rest: (inner) => `\r\n${inner}` },
  {
    name: "an expectation",
    rest: (inner) => `Expect: 100-continue\r\n${lengthOf(inner)}\r\n\r\n${inner}${inner}`,
  },
  {
    name: "an upgrade that is none",
    method: "GET",
    rest: (inner) =>
      `Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 777\r\n\r\n${inner}`,
  },
  { name: "lone line feeds", method: "GET", rest: (inner) => `\n${inner.replaceAll("\r\n", "\n")}` },
];

/** What each of them asks for inside: more than they may have. It ends the connection where it is understood. */
const inner = (hostname: string, of: string): string =>
  [
    `GET /api/users?${of} HTTP/1.1`,
    `Host: ${hostname}`,
    "X-Cache-Bypass: 1",
    `Remote-User: ${marker}`,
    "Remote-Role: admin",
    "Connection: close",
    "",
    "",
  ].join("\r\n");

/** Behind everything else, for a connection that is still open then. */
const last = (hostname: string): string =>
  `GET /assets/app.js HTTP/1.1\r\nHost: ${hostname}\r\nConnection: close\r\n\r\n`;

const outer = (by: Asker, hostname: string, path: string, method: string): string =>
  [
    `${method} ${path} HTTP/1.1`,
    `Host: ${hostname}`,
    ...by.headers.map(([name, value]) => `${name}: ${value}`),
    "X-Cache-Bypass: 1",
    "",
  ].join("\r\n");

/**
 * The outer one has a session and the inner one none: who is asked for what is what nginx made of the bytes, and none of
 * it may arrive as somebody else. Then the next person is to get their own answer, on the connections to the backends that
 * were used.
 */
const smuggling = attack("requests within requests", 2, async (range) => {
  const { standing } = range;
  const { subject } = standing;
  // A proxy that is believed reads requests itself before it sends them on, and who is known by address is so within, too.
  const isAlikeWithin = subject.authority.kind === "proxy" || knowsAddresses(subject);
  const senders = [nobody, ...(isAlikeWithin ? [] : [person(subject, "viewer")])];
  for (const by of senders) {
    for (const shape of shapes) {
      await smuggle(range, by, shape);
    }
  }
});

async function smuggle({ standing, wire, shoot, found }: Range, by: Asker, shape: Shape): Promise<void> {
  const { rig, subject, gateway } = standing;
  const { name, rest, method = "POST" } = shape;
  const shot: Shot = { by, path: `/api/events?${marker}`, method, lines: [`(${name})`] };
  standing.reset();
  const { answers, hung } = await wire.talk(by, Buffer.from(bytes(rig.hostname, shot, rest), "latin1"));
  const asked = rig.frigate.requests().map(readAnyway);
  const seen = { shot, said: { kind: "closed" }, gateway: gateway?.requests() ?? [] } as const;
  // What came of the inner one, which shows no session, may arrive as nobody's only.
  const within = { ...seen, gateway: [], shot: { ...shot, by: nobody }, frigate: asked.filter(isInner) };
  const findings = [
    ...judge(standing, { ...seen, frigate: asked.filter((request) => !isInner(request)) }),
    ...judge(standing, within).map((sentence) => `a request within it: ${sentence}`),
    ...answers
      .flatMap((response) => judgeResponse(standing, shot, response))
      .map((sentence) => `${showShot(shot)} ${sentence}`),
    ...(hung ? [`${showShot(shot)} is never answered`] : []),
  ];
  for (const sentence of findings) found(sentence);
  const { said } = await shoot({ by: person(subject, "admin"), path: "/api/profile" });
  if (said.kind !== "answer" || said.response.status !== 200) {
    found(`${showShot(shot)} keeps the next one from being answered`);
  }
}

const bytes = (hostname: string, { by, path, method = "POST" }: Shot, rest: Shape["rest"]): string =>
  `${outer(by, hostname, path, method)}${rest(inner(hostname, marker))}${last(hostname)}`;

const isInner = (request: BackendRequest): boolean =>
  request.url.startsWith("/users?") ||
  headersOf(request, "X-Original-URL").some((url) => url.includes("/users?"));

export const smuggled: readonly Attack[] = [smuggling];
