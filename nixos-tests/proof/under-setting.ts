/** A configuration under a setting of the rest of nginx: what attacks find, and who does not get what they should. */
import { valuesOf } from "../../generator/inspect/nginx/parse.ts";
import { both, mapDirectives, type Mutation } from "../rig/mutate.ts";
import { attacks, families, type Family } from "./attacks/table.ts";
import type { Attack } from "./attacks/attack.ts";
import type { Configuration } from "./configurations.ts";
import { disagreement } from "./matrix-text.ts";
import { runMatrix, type Cell, type CellFilter } from "./matrix.ts";
import type { Setting } from "./settings.ts";
import { stand, subjectOf, type Standing, type Subject } from "./subject.ts";

/** The configuration with the setting, with Frigate 0.18: it limits roles to cameras in most places. */
export const subjectUnder = (setting: Setting, configuration: Configuration): Subject =>
  subjectOf({ ...configuration, more: setting.text }, "0.18");

/**
 * The example `plain` has a rule of its own about addresses. The rule lets everybody on loopback in, so that `satisfy any` would
 * put it in the place of Frigate's sign-in, as it says.
 */
const withoutOwnRules: Mutation = (file) =>
  mapDirectives(file, (directive) =>
    directive.name === "location" && valuesOf(directive)[0] === "/api/stats" && directive.block !== null
      ? {
          ...directive,
          block: directive.block.filter(
            (item) => item.kind === "comment" || !["allow", "deny"].includes(item.name),
          ),
        }
      : directive,
  );

/** Findings, as sentences; none where the setting changes nothing that matters. */
export async function findingsUnder(
  setting: Setting,
  subject: Subject,
  mutate: Mutation = (file) => file,
): Promise<readonly string[]> {
  const standing = await stand(subject, both(withoutOwnRules, mutate));
  try {
    const cells = await runMatrix(standing, isTelling);
    const wrong = cells.filter((cell) => !(setting.ownPages === true ? agreesBehind(cell) : cell.agrees));
    return [...few(wrong.map(disagreement)), ...(await foundBy(attacksUnder(setting), standing))];
  } finally {
    await standing.stop();
  }
}

/** What a person reads of them: a hole that a setting makes has hundreds. */
const few = (sentences: readonly string[]): readonly string[] =>
  sentences.length <= 5 ? sentences : [...sentences.slice(0, 5), `… and ${sentences.length - 5} more`];

/** A setting treats methods alike: one that reads, one that writes and the websocket stand for all. */
const isTelling: CellFilter = ({ method }) => ["GET", "POST", "websocket"].includes(method);

/** Whoever may come gets what they should. Whoever may not reaches no backend, whatever page the user shows them. */
function agreesBehind(cell: Cell): boolean {
  const { expected, seen } = cell;
  const isRefusal = expected.status >= 300 || expected.location !== null;
  if (!isRefusal || "error" in seen) return cell.agrees;
  return JSON.stringify(expected.arrivals) === JSON.stringify(seen.arrivals) && seen.leaks.length === 0;
}

/** Families of attacks on what a location or a host inherits: who is asked, what counts as a yes, and what is kept of it. */
const inheriting: readonly Family[] = [
  "paths",
  "cameras",
  "caches",
  "remembered",
  "websockets",
  "gatewayAnswers",
  "frigateAnswers",
];

/** The first attack of each of these families, which is its plainest, and those that the setting names. */
const attacksUnder = ({ attacks: more = [] }: Setting): readonly Attack[] =>
  more === "all"
    ? attacks
    : [
        ...inheriting.flatMap((family) => families[family].slice(0, 1)),
        ...attacks.filter(({ name }) => more.includes(name)),
      ];

async function foundBy(chosen: readonly Attack[], standing: Standing): Promise<readonly string[]> {
  const found: string[] = [];
  for (const attack of chosen.filter(({ applies }) => applies(standing.subject))) {
    found.push(...few(await attack.run(standing)).map((sentence) => `${attack.name}: ${sentence}`));
  }
  return found;
}
