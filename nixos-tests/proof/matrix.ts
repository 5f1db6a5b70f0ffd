/** The access matrix: every route × everybody × every method, as it should be and as a running nginx has it. */
import { identityHeaders } from "../../generator/schema/frigate.ts";
import { headersToIdentity } from "../../generator/schema/identity.ts";
import { headersOf, type BackendRequest } from "../rig/double.ts";
import { contractOf } from "../rig/gateway-contracts.ts";
import { allOf, type Response } from "../rig/response.ts";
import { handshake, type Request } from "../rig/client.ts";
import { askersOf, type Asker, type Known } from "./askers.ts";
import { expectation, wayHeaders, type Arrival, type Method, type Outcome } from "./expectation.ts";
import { openLines, type Hangs, type Lines } from "./matrix-client.ts";
import { rowsOf, type Row } from "./matrix-rows.ts";
import type { Standing, Subject } from "./subject.ts";

/** No answer, and why; what came of the request behind nginx is seen all the same. */
export interface Failed {
  readonly error: string;
  readonly arrivals: readonly Arrival[];
}

export interface Cell {
  /** Name of the row. */
  readonly route: string;
  readonly path: string;
  readonly asker: string;
  readonly method: Method;
  readonly expected: Outcome;
  readonly seen: Outcome | Failed;
  readonly agrees: boolean;
}

/** Picks the cells that are wanted. */
export type CellFilter = (cell: Pick<Cell, "route" | "asker" | "method">) => boolean;

/** All cells at once, see {@link cells}. */
export async function runMatrix(standing: Standing, filter?: CellFilter): Promise<readonly Cell[]> {
  const all: Cell[] = [];
  for await (const cell of cells(standing, filter)) all.push(cell);
  return all;
}

/**
 * Asks everything as one after the other of those who may ask, many requests at a time, and gives each cell when its asker
 * is through. What has been recorded of the standing is forgotten on the way. A request that fails is a cell, too.
 */
export async function* cells(standing: Standing, filter: CellFilter = () => true): AsyncGenerator<Cell> {
  const { subject } = standing;
  const hangs: Hangs = { count: 0 };
  for (const asker of askersOf(subject)) {
    const planned = rowsOf(subject)
      .flatMap((row) => row.methods.map((method) => ({ row, method })))
      .filter(({ row, method }) => filter({ route: row.name, asker: asker.name, method }))
      .map(({ row, method }) => ({ row, method, ...numbered(row.path) }));
    standing.reset();
    const answers = await askAll(standing, asker, planned, hangs);
    const arrivals = arrivalsByNumber(standing);
    for (const [index, { row, method, path, number }] of planned.entries()) {
      const expected = expectation(subject, { asker, method, path, body: bodyOf(method, row) ?? "" });
      const arrived = arrivals.get(number) ?? [];
      const seen = outcomeOf(subject, answers[index] ?? "not asked", arrived);
      const agrees = JSON.stringify(inOrder(expected)) === JSON.stringify(inOrder(seen));
      yield { route: row.name, path, asker: asker.name, method, expected, seen, agrees };
    }
  }
}

interface Planned {
  readonly row: Row;
  readonly method: Method;
  readonly path: string;
}

let count = 0;

/** Each request has a number in its query: what arrives is headersToIdentity apart by it, and nothing is remembered for another one. */
function numbered(path: string): { readonly path: string; readonly number: number } {
  count += 1;
  return { path: `${path}${path.includes("?") ? "&" : "?"}cell=${count}`, number: count };
}

const numberIn = (url: string): number => Number(/[?&]cell=(\d+)/.exec(url)?.[1] ?? 0);

const connections = 8;

/** The answers, in order; the reason where there is none. */
async function askAll(
  { rig }: Standing,
  asker: Asker,
  planned: readonly Planned[],
  hangs: Hangs,
): Promise<readonly (Response | string)[]> {
  let lines: Lines | null = null;
  try {
    const target = rig.target(asker.listener);
    const from = asker.from === undefined ? {} : { from: asker.from };
    lines = openLines({ ...target, ...from }, connections, hangs);
    const { ask } = lines;
    return await Promise.all(
      planned.map(({ row, method, path }) =>
        ask(askedBy(asker, rig.hostname, method, path, row)).catch(reasonOf),
      ),
    );
  } catch (error) {
    return planned.map(() => reasonOf(error));
  } finally {
    lines?.close();
  }
}

const reasonOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));

const bodyOf = (method: Method, { body }: Row): string | undefined =>
  method === "POST" || method === "PUT" ? body : undefined;

const askedBy = (asker: Asker, host: string, method: Method, path: string, row: Row): Request => ({
  method: method === "websocket" ? "GET" : method,
  path,
  headers: [["Host", host], ...asker.headers, ...(method === "websocket" ? handshake : [])],
  body: bodyOf(method, row),
});

/** What reached Frigate's servers and the gateway's own pages, by the number of the request. */
function arrivalsByNumber({ rig, gateway }: Standing): ReadonlyMap<number, readonly Arrival[]> {
  const arrivals = [
    ...rig.frigate.proxied().map((request) => arrivalOf(request.server, request)),
    ...(gateway?.requests() ?? []).map((request) => arrivalOf("gateway", request)),
  ];
  const byNumber = new Map<number, Arrival[]>();
  for (const arrival of arrivals) {
    const number = numberIn(arrival.url);
    byNumber.set(number, [...(byNumber.get(number) ?? []), arrival]);
  }
  return byNumber;
}

function arrivalOf(server: Arrival["server"], request: BackendRequest): Arrival {
  const { url } = request;
  const way = wayHeaders.map((name) => lineOf(request, name));
  if (server === "gateway") return { server, url, known: null, claims: [], way };
  const known: Known = { user: lineOf(request, "Remote-User"), role: lineOf(request, "Remote-Role") };
  const others = identityHeaders.filter((name) => !["Remote-User", "Remote-Role"].includes(name));
  return { server, url, known, claims: others.filter((name) => headersOf(request, name).length > 0), way };
}

/** All lines of the header as one; null without one. */
function lineOf(request: BackendRequest, name: string): string | null {
  const lines = headersOf(request, name);
  return lines.length === 0 ? null : lines.join(", ");
}

/** Headers between nginx, its identity server, the gateway and Frigate. */
function internalHeaders({ authority }: Subject): readonly string[] {
  const contract = authority.kind === "gateway" ? contractOf(authority.name) : null;
  const ofGateway = [contract?.userHeader, contract?.groupsHeader].filter((name) => typeof name === "string");
  return [...identityHeaders, ...Object.values(headersToIdentity), ...ofGateway].map((name) =>
    name.toLowerCase(),
  );
}

function outcomeOf(
  subject: Subject,
  answer: Response | string,
  arrivals: readonly Arrival[],
): Outcome | Failed {
  if (typeof answer === "string") return { error: answer, arrivals };
  const locations = allOf(answer, "Location");
  const internal = internalHeaders(subject);
  return {
    status: answer.status,
    location: locations.length === 0 ? null : locations.join(", "),
    cookies: allOf(answer, "Set-Cookie").map((cookie) => cookie.split("=")[0] ?? ""),
    leaks: answer.headers
      .map(([name]) => name.toLowerCase())
      .filter((name) => internal.includes(name) || name.startsWith("x-frigate-")),
    arrivals,
  };
}

/** The same in the same order, whoever wrote it down; set-misc leaves an @ in a query as it is, which comes to the same. */
function inOrder(outcome: Outcome | Failed): unknown {
  if ("error" in outcome) return outcome.error;
  const { status, location, cookies, leaks, arrivals } = outcome;
  const all = arrivals.map(({ server, url, known, claims, way }) => [
    server,
    url,
    known?.user,
    known?.role,
    claims,
    way,
  ]);
  return [status, location?.replaceAll("%40", "@"), cookies, leaks, all];
}
