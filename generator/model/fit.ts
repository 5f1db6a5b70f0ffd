/** Whether a value that a tag states has the type of its option. */
import { patterns } from "../schema/vocabulary.ts";
import type { Member, OptionType, Value } from "./option.ts";
import { posixExpression } from "./posix.ts";

/** A place where value and type differ. */
export interface Misfit {
  /** What stands there, after its path inside the value, e.g. `.roles[1] is "watch"`. */
  readonly found: string;
  readonly expected: string;
}

/** None where the value fits. */
export function misfits(value: Value, type: OptionType, path = ""): readonly Misfit[] {
  const differs = (expected: string): readonly Misfit[] => [
    { found: `${path && `${path} is `}${JSON.stringify(value)}`, expected },
  ];
  const text = typeof value === "string" ? value : null;
  switch (type.kind) {
    case "boolean":
      return typeof value === "boolean" ? [] : differs("true or false");
    case "string":
    case "lines":
    case "package-directory":
      return text !== null ? [] : differs("a string");
    case "path":
      return text?.startsWith("/") ? [] : differs("a string that begins with /");
    case "package":
      return differs("@defaultPackage or @examplePackage with the name of a package");
    case "pattern": {
      const { expression, meaning } = patterns[type.pattern];
      return text !== null && posixExpression(expression).test(text) ? [] : differs(meaning);
    }
    case "enum":
      if (text !== null && type.values.includes(text)) return [];
      return differs(type.values.map((word) => JSON.stringify(word)).join(", "));
    case "nullable":
      return value === null ? [] : misfits(value, type.of, path);
    case "list":
      if (!isList(value)) return differs("a list");
      return value.flatMap((item, index) => misfits(item, type.of, `${path}[${index}]`));
    case "attrs":
    case "submodule":
      if (typeof value !== "object" || value === null || isList(value)) return differs("an object");
      return Object.entries(value).flatMap(([name, item]) =>
        entryMisfits(name, item, type, `${path}.${name}`),
      );
    default:
      return type satisfies never;
  }
}

type WithEntries = Extract<OptionType, { readonly kind: "attrs" | "submodule" }>;

function entryMisfits(name: string, value: Value, type: WithEntries, path: string): readonly Misfit[] {
  if (type.kind === "attrs") {
    const { of, names } = type;
    const ofName = names && misfits(name, { kind: "pattern", pattern: names }, `the name in ${path}`);
    return [...(ofName ?? []), ...misfits(value, of, path)];
  }
  const member = type.members.find((candidate) => candidate.name === name);
  if (member !== undefined) return misfits(value, typeOf(member, type.format), path);
  const expected = type.members.map((candidate) => candidate.name).join(", ");
  return type.format === null ? [{ found: `there is no ${path}`, expected }] : [];
}

/** A group is as open as the settings that it is part of. */
function typeOf(member: Member, format: "yaml" | null): OptionType {
  switch (member.kind) {
    case "option":
      return member.type;
    case "enable":
      return { kind: "boolean" };
    case "package":
      return { kind: "package" };
    case "group":
      return { kind: "submodule", format, members: member.members };
  }
}

/** Array.isArray does not narrow readonly arrays. */
const isList = (value: Value): value is readonly Value[] => Array.isArray(value);
