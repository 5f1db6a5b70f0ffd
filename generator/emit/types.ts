/** Option types and values of the model as Nix expressions. */
import type { Member, OptionType, Value } from "../model/option.ts";
import { patterns, type PatternName } from "../schema/vocabulary.ts";
import { apply, assign, list, literal, ref, set, text, type Expr } from "../nix/ast.ts";
import { optionBindings } from "./options.ts";

/** The type as written in `type = …;`. */
export function nixType(type: OptionType): Expr {
  switch (type.kind) {
    case "boolean":
      return ref("lib.types.bool");
    case "string":
      return ref("lib.types.str");
    case "lines":
      return ref("lib.types.lines");
    case "path":
      return ref("lib.types.path");
    case "package":
      return ref("lib.types.package");
    case "package-directory":
      return apply(
        ref("lib.types.coercedTo"),
        ref("lib.types.package"),
        ref("toString"),
        ref("lib.types.str"),
      );
    case "pattern":
      return ref(type.pattern);
    case "enum":
      return apply(ref("lib.types.enum"), list(...type.values.map((value) => text(value))));
    case "nullable":
      return apply(ref("lib.types.nullOr"), nixType(type.of));
    case "list":
      return apply(ref("lib.types.listOf"), nixType(type.of));
    case "attrs":
      return type.names === undefined
        ? apply(ref("lib.types.attrsOf"), nixType(type.of))
        : apply(ref("named"), ref(type.names), nixType(type.of));
    case "submodule":
      return apply(
        ref("lib.types.submodule"),
        set(
          ...(type.format === null ? [] : [assign("freeformType", ref("format.type"))]),
          assign("options", set(...optionBindings(type.members))),
        ),
      );
    default:
      return type satisfies never;
  }
}

/** The type of text that must match a pattern, with the pattern's own words in messages. */
export const patternType = (pattern: PatternName): Expr =>
  apply(ref("matching"), text(patterns[pattern].meaning), text(patterns[pattern].expression));

/** The patterns that types of these options, or what is below them, refer to; in the order of the vocabulary. */
export function patternsIn(members: readonly Member[]): readonly PatternName[] {
  const used = new Set(members.flatMap(patternsOfMember));
  return (Object.keys(patterns) as readonly PatternName[]).filter((name) => used.has(name));
}

function patternsOfMember(member: Member): readonly PatternName[] {
  switch (member.kind) {
    case "enable":
    case "package":
      return [];
    case "group":
      return member.members.flatMap(patternsOfMember);
    case "option":
      return patternsOfType(member.type);
    default:
      return member satisfies never;
  }
}

function patternsOfType(type: OptionType): readonly PatternName[] {
  switch (type.kind) {
    case "pattern":
      return [type.pattern];
    case "nullable":
    case "list":
      return patternsOfType(type.of);
    case "attrs":
      return [...(type.names === undefined ? [] : [type.names]), ...patternsOfType(type.of)];
    case "submodule":
      return type.members.flatMap(patternsOfMember);
    case "boolean":
    case "string":
    case "lines":
    case "path":
    case "package":
    case "package-directory":
    case "enum":
      return [];
    default:
      return type satisfies never;
  }
}

/** A tag's value as Nix. */
export function nixValue(value: Value): Expr {
  if (value === null || typeof value === "number" || typeof value === "boolean") return literal(value);
  if (typeof value === "string") return text(value);
  if (isList(value)) return list(...value.map(nixValue));
  return set(...Object.entries(value).map(([name, member]) => assign([name], nixValue(member))));
}

const isList = (value: Value): value is readonly Value[] => Array.isArray(value);
