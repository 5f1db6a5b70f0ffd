/** The access matrix for people to read: a table, and a list of what disagrees. */
import { table } from "../../generator/inspect/table.ts";
import type { Known } from "./askers.ts";
import type { Arrival, Method, Outcome } from "./expectation.ts";
import type { Cell, Failed } from "./matrix.ts";

/** Statuses of the methods that are not answered like GET are marked by the method's letter; PUT has the U. */
const letters: Readonly<Record<Method, string>> = {
  GET: "G",
  HEAD: "H",
  POST: "P",
  PUT: "U",
  DELETE: "D",
  websocket: "W",
};

export const legend =
  "A cell is the status of GET, then those of methods with another one (H: HEAD, P: POST, U: PUT, D: DELETE, W: websocket), and\n" +
  "who a backend is told is asking, `-` for nobody. `!` marks what is not as it should be.\n";

/** Rows are routes, columns those who ask, as seen. */
export function matrixTable(cells: readonly Cell[]): string {
  const askers = [...new Set(cells.map(({ asker }) => asker))];
  const rows = new Map<string, Map<string, Cell[]>>();
  for (const cell of cells) {
    const row = rows.get(cell.route) ?? new Map<string, Cell[]>();
    rows.set(cell.route, row.set(cell.asker, [...(row.get(cell.asker) ?? []), cell]));
  }
  return table(
    ["route", ...askers],
    [...rows].map(([route, row]) => [route, ...askers.map((asker) => summary(row.get(asker) ?? []))]),
  );
}

function summary(cells: readonly Cell[]): string {
  const methods = new Map<string, string>();
  for (const { method, seen } of cells) {
    const status = "error" in seen ? "none" : String(seen.status);
    methods.set(status, `${methods.get(status) ?? ""}${letters[method]}`);
  }
  const statuses = [...methods].map(([status, which]) =>
    which.startsWith("G") ? status : `${which}${status}`,
  );
  const identities = new Set(
    cells.flatMap(({ seen }) => seen.arrivals).flatMap(({ known }) => identityOf(known)),
  );
  const mark = cells.every(({ agrees }) => agrees) ? "" : "!";
  return [`${mark}${statuses.join(" ")}`, ...identities].join(" ");
}

const identityOf = (known: Known | null): readonly string[] => (known === null ? [] : [nameOf(known)]);

const nameOf = ({ user, role }: Known): string =>
  user === null && role === null ? "-" : `${user ?? ""}${role === null ? "" : `/${role}`}`;

/** The cells that disagree, a paragraph each: first `limit` of them. */
/** A cell that disagrees, as a paragraph. */
export function disagreements(cells: readonly Cell[], limit = Infinity): string {
  const wrong = cells.filter(({ agrees }) => !agrees);
  const shown = wrong.slice(0, limit).map(disagreement);
  const more = wrong.length - shown.length;
  return [...shown, ...(more > 0 ? [`… and ${more} more`] : [])].join("\n");
}

/** A cell that disagrees, as a paragraph. */
export function disagreement({ method, path, asker, expected, seen }: Cell): string {
  const [wanted, got] = "error" in seen ? [expected, seen] : differing(expected, seen);
  return `${method} ${path} as ${asker}\n  should be: ${words(wanted)}\n  is:        ${words(got)}`;
}

/** Both without what they agree on. */
function differing(expected: Outcome, seen: Outcome): readonly [Partial<Outcome>, Partial<Outcome>] {
  const keys = (["status", "location", "cookies", "leaks", "arrivals"] as const).filter(
    (key) => JSON.stringify(expected[key]) !== JSON.stringify(seen[key]),
  );
  const only = (outcome: Outcome): Partial<Outcome> =>
    Object.fromEntries(keys.map((key) => [key, outcome[key]]));
  return [only(expected), only(seen)];
}

function words(outcome: Partial<Outcome> | Failed): string {
  if ("error" in outcome) return [outcome.error, arrived(outcome.arrivals)].join("; ");
  const { status, location, cookies, leaks, arrivals } = outcome;
  return [
    ...(status === undefined ? [] : [String(status)]),
    ...(location === undefined ? [] : [location === null ? "no Location" : `Location ${location}`]),
    ...(cookies === undefined ? [] : [`cookies: ${listed(cookies)}`]),
    ...(leaks === undefined ? [] : [`internal headers: ${listed(leaks)}`]),
    ...(arrivals === undefined ? [] : [arrived(arrivals)]),
  ].join("; ");
}

const listed = (names: readonly string[]): string => (names.length === 0 ? "none" : names.join(", "));

function arrived(arrivals: readonly Arrival[]): string {
  if (arrivals.length === 0) return "reaches no backend";
  return arrivals
    .map(({ server, url, known, claims, way }) => {
      const who = known === null ? "" : ` as ${nameOf(known)}`;
      const more = claims.length === 0 ? "" : ` with ${claims.join(", ")}`;
      const [host, forwardedHost, scheme, client, address] = way;
      const isUsual = host === forwardedHost && client === address && scheme !== null;
      const how = isUsual ? "" : ` by way of ${way.map((value) => value ?? "-").join(" ")}`;
      return `reaches ${server} ${url}${who}${more}${how}`;
    })
    .join(", ");
}
