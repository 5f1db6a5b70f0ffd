/** Bindings of a module's `let`: the types that its options name. */
import type { Member, OptionType } from "../model/option.ts";
import { patterns, type PatternName } from "../schema/vocabulary.ts";
import { apply, assign, binary, lambda, ref, set, text, type Binding, type Expr } from "../nix/ast.ts";
import { wrapped } from "./prose.ts";

/** The types that these options refer to by name; `because` is the comment above them. */
export const typeDefinitions = (members: readonly Member[], because: string): readonly Binding[] => [
  assign(
    "matching",
    lambda(
      "meaning",
      lambda(
        "expression",
        binary(
          apply(ref("lib.types.strMatching"), ref("expression")),
          "//",
          set(assign("description", ref("meaning"))),
        ),
      ),
    ),
    wrapped(because),
  ),
  assign("named", named(), ["An attribute set whose names are checked as well as its values."]),
  ...patternsIn(members).map((name) => assign(name, patternType(name))),
];

function named(): Expr {
  const checked = apply(
    ref("lib.types.addCheck"),
    apply(ref("lib.types.attrsOf"), ref("values")),
    lambda("set", apply(ref("lib.all"), ref("names.check"), apply(ref("lib.attrNames"), ref("set")))),
  );
  const description = text("attribute set of ", ref("values.description"), " by ", ref("names.description"));
  return lambda("names", lambda("values", binary(checked, "//", set(assign("description", description)))));
}

/** The type of text that must match a pattern, with the pattern's own words in messages. */
const patternType = (pattern: PatternName): Expr =>
  apply(ref("matching"), text(patterns[pattern].meaning), text(patterns[pattern].expression));

/** The patterns that types of these options, or what is below them, refer to; in the order of the vocabulary. */
function patternsIn(members: readonly Member[]): readonly PatternName[] {
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
