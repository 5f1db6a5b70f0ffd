/** Whether a value that a tag states has the type of its option. */
import { patterns, type PatternName } from "../schema/vocabulary.ts";
import type { Member, OptionType, Value } from "./option.ts";
import { posixExpression } from "./posix.ts";

/** The first place where value and type differ. */
export interface Misfit {
  /** What stands there, after its path inside the value, e.g. `.roles[1] is "watch"`. */
  readonly found: string;
  readonly expected: string;
}

type Attrs = Extract<OptionType, { kind: "attrs" }>;
type Submodule = Extract<OptionType, { kind: "submodule" }>;
type Entries = readonly (readonly [name: string, value: Value])[];

/** null where the value fits. */
export function misfit(value: Value, type: OptionType, path = ""): Misfit | null {
  const differs = (expected: string): Misfit => ({
    found: `${path}${path && " is "}${show(value)}`,
    expected,
  });
  const text = typeof value === "string" ? value : null;
  switch (type.kind) {
    case "boolean":
      return typeof value === "boolean" ? null : differs("true or false");
    case "string":
    case "lines":
    case "package-directory":
      return text !== null ? null : differs("a string");
    case "path":
      return text?.startsWith("/") ? null : differs("a string that begins with /");
    case "package":
      return differs("@defaultPackage or @examplePackage with the name of a package");
    case "pattern":
      return text !== null && matches(text, type.pattern) ? null : differs(patterns[type.pattern].meaning);
    case "enum":
      return text !== null && type.values.includes(text) ? null : differs(type.values.map(show).join(", "));
    case "nullable":
      return value === null ? null : misfit(value, type.of, path);
    case "list":
      if (!isList(value)) return differs("a list");
      return first(value.map((item, index) => () => misfit(item, type.of, `${path}[${index}]`)));
    case "attrs": {
      const entries = entriesOf(value);
      if (entries === null) return differs("an object");
      return first(entries.map((entry) => () => entryMisfit(entry, type, path)));
    }
    case "submodule":
      return settingsMisfit(value, type.members, type.format, path);
    default:
      return type satisfies never;
  }
}

function entryMisfit([name, value]: Entries[number], { of, names }: Attrs, path: string): Misfit | null {
  if (names !== undefined && !matches(name, names))
    return { found: `${path}${path && " has "}the name ${show(name)}`, expected: patterns[names].meaning };
  return misfit(value, of, below(path, name));
}

function settingsMisfit(
  value: Value,
  members: readonly Member[],
  format: Submodule["format"],
  path: string,
): Misfit | null {
  const entries = entriesOf(value);
  if (entries === null) return { found: `${path}${path && " is "}${show(value)}`, expected: "an object" };
  return first(
    entries.map(([name, item]) => () => {
      const place = below(path, name);
      const member = members.find((candidate) => candidate.name === name);
      switch (member?.kind) {
        case undefined:
          return format === null ? unknownSetting(place, members) : null;
        case "option":
          return misfit(item, member.type, place);
        case "enable":
          return misfit(item, { kind: "boolean" }, place);
        case "package":
          return misfit(item, { kind: "package" }, place);
        case "group":
          return settingsMisfit(item, member.members, format, place);
      }
    }),
  );
}

function unknownSetting(place: string, members: readonly Member[]): Misfit {
  return { found: `there is no ${place}`, expected: members.map(({ name }) => name).join(", ") };
}

function first(checks: readonly (() => Misfit | null)[]): Misfit | null {
  for (const check of checks) {
    const found = check();
    if (found !== null) return found;
  }
  return null;
}

function matches(text: string, pattern: PatternName): boolean {
  return posixExpression(patterns[pattern].expression).test(text);
}

/** Array.isArray does not narrow readonly arrays. */
function isList(value: Value): value is readonly Value[] {
  return Array.isArray(value);
}

function entriesOf(value: Value): Entries | null {
  return typeof value === "object" && value !== null && !isList(value) ? Object.entries(value) : null;
}

function below(path: string, name: string): string {
  return `${path}.${name}`;
}

function show(value: Value): string {
  return JSON.stringify(value);
}
