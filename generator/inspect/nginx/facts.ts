import { readingOf, type Aspect, type Gate, type Reading } from "./aspects.ts";
import { groupBy, sortedSet } from "../collections.ts";
import type { Effective, Level } from "./effective.ts";
import { directivesOf, valuesOf, type Directive } from "./tree.ts";
import { normalizeParameter, normalizeSize, normalizeTime, withoutStoreHash } from "./units.ts";

/** One thing a route does, in a spelling in which equal meaning is equal text. */
export interface Fact {
  readonly aspect: Aspect;
  /** The header, directive or other subject within the aspect. */
  readonly what: string;
  readonly value: string;
  /** What holds for a route without such a fact; null where that has no name of its own. */
  readonly standard: string | null;
  /** The fact counts only while this holds for the route. */
  readonly gate: Gate;
  /** The innermost level that has a part in it. */
  readonly level: Level;
}

/** A fact in which these directives have a part. */
export const factOf = (
  aspect: Aspect,
  what: string,
  value: string,
  directives: readonly Pick<Effective, "level">[],
  { gate = "always", standard = null }: Partial<Pick<Fact, "gate" | "standard">> = {},
): Fact => ({ aspect, what, value, standard, gate, level: innermostLevel(directives) });

export type ResolveHere = (text: string) => string;

/** Plain directives, by the table in aspects.ts: one fact for all of a name. */
export function plainFacts(directives: readonly Effective[], resolve: ResolveHere): readonly Fact[] {
  return [...groupBy(directives, ({ directive }) => directive.name)].map(([name, group]) => {
    const reading = readingOf(name);
    const directives = group.map(({ directive }) => directive);
    // There is a header of that name, too.
    const what = name === "expires" ? "expires directive" : name;
    return factOf(reading.aspect, what, collect(reading, directives, resolve), group, reading);
  });
}

/** A directive and all inside it as one line, values resolved, quotes gone. */
export function directiveText(directive: Directive, resolve: ResolveHere): string {
  const words = [directive.name, ...valuesOf(directive).map((value) => wordText(value, null, resolve))].join(
    " ",
  );
  return directive.block === null ? words : `${words} ${blockText(directive, resolve)}`;
}

/** What stands between the braces, as one line, in order. */
export function blockText(directive: Directive, resolve: ResolveHere): string {
  const inner = directivesOf(directive.block).map((item) => directiveText(item, resolve));
  return inner.length === 0 ? "{ }" : `{ ${inner.join("; ")} }`;
}

/** The innermost level among them; `http` for none. */
export function innermostLevel(directives: readonly Pick<Effective, "level">[]): Level {
  const levels = directives.map(({ level }) => level);
  return levels.includes("location") ? "location" : levels.includes("server") ? "server" : "http";
}

function collect(reading: Reading, directives: readonly Directive[], resolve: ResolveHere): string {
  const argsOf = (directive: Directive) =>
    directive.args.map((arg) => wordText(arg.value, reading.unit, resolve));
  switch (reading.collect) {
    case "value": {
      const last = directives.at(-1);
      return last === undefined || last.args.length === 0 ? "yes" : argsOf(last).join(" ");
    }
    case "words":
      return sortedSet(directives.flatMap(argsOf)).join(" ");
    case "names":
      return sortedSet(directives.flatMap(valuesOf).map((name) => name.toLowerCase())).join(" ");
    case "lines":
      return sortedSet(directives.flatMap((directive) => lineOf(directive, reading, resolve))).join("; ");
    case "ordered":
      return directives.map((directive) => argumentsText(directive, resolve)).join("; ");
    default:
      return reading.collect satisfies never;
  }
}

function argumentsText(directive: Directive, resolve: ResolveHere): string {
  return directiveText(directive, resolve).slice(directive.name.length).trim();
}

/** `proxy_cache_valid 200 302 5s` holds for each code on its own; without a code for 200, 301 and 302. */
function lineOf(directive: Directive, reading: Reading, resolve: ResolveHere): readonly string[] {
  const words = valuesOf(directive);
  if (reading.unit === null) return [words.map((word) => wordText(word, null, resolve)).join(" ")];
  const codes = words.length > 1 ? words.slice(0, -1) : ["200", "301", "302"];
  return codes.map((code) => `${code} ${wordText(words.at(-1) ?? "", reading.unit, resolve)}`);
}

function wordText(word: string, unit: Reading["unit"], resolve: ResolveHere): string {
  const text = withoutStoreHash(resolve(normalizeParameter(word)));
  if (unit === "size") return normalizeSize(text);
  return unit === "time" ? normalizeTime(text) : text;
}
