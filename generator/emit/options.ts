/** The option set of the model as Nix option declarations. */
import type { ComputedDefault, Group, Member, Option, OptionType } from "../model/option.ts";
import {
  apply,
  assign,
  blank,
  block,
  list,
  ref,
  set,
  text,
  type Assignment,
  type Binding,
  type Expr,
} from "../nix/ast.ts";
import { printExpr } from "../nix/print.ts";
import { computedDefaults } from "./defaults.ts";
import { nixValue } from "./value.ts";

/** The bindings of an `options` set, a blank line between any two. */
export function optionBindings(members: readonly Member[]): readonly Binding[] {
  return members.flatMap((member, index) => (index === 0 ? [declare(member)] : [blank, declare(member)]));
}

function declare(member: Member): Assignment {
  switch (member.kind) {
    case "enable":
      return assign([member.name], apply(ref("lib.mkEnableOption"), text(member.what)));
    case "package":
      return assign(
        [member.name],
        apply(ref("lib.mkPackageOption"), ref("pkgs"), text(member.attribute), set()),
      );
    case "group":
      return declareGroup(member);
    case "option":
      return assign([member.name], apply(ref("lib.mkOption"), set(...fields(member))));
    default:
      return member satisfies never;
  }
}

/** A group of one is written as a path: `database.path = …`. */
function declareGroup(group: Group): Assignment {
  const [only, ...others] = group.members;
  if (only === undefined || others.length > 0)
    return assign([group.name], set(...optionBindings(group.members)));
  const inner = declare(only);
  return { ...inner, path: [group.name, ...inner.path] };
}

const fields = (option: Option): readonly Binding[] => [
  assign("type", nixType(option.type)),
  ...defaultFields(option),
  ...exampleFields(option),
  assign("description", description(option)),
];

function defaultFields(option: Option): readonly Binding[] {
  switch (option.default.kind) {
    case "none":
      return [];
    case "value":
      return [assign("default", nixValue(option.default.value))];
    case "package":
      return [
        assign("default", ref(`pkgs.${option.default.name}`)),
        assign("defaultText", literalExpression(`pkgs.${option.default.name}`)),
      ];
    case "computed":
      return computedFields(option.default.name);
    default:
      return option.default satisfies never;
  }
}

function computedFields(name: ComputedDefault): readonly Binding[] {
  const { value, words } = computedDefaults[name];
  const shown =
    words === null ? literalExpression(printExpr(value)) : apply(ref("lib.literalMD"), text(words));
  return [assign("default", value), assign("defaultText", shown)];
}

function exampleFields(option: Option): readonly Binding[] {
  switch (option.example.kind) {
    case "none":
      return [];
    case "value":
      return [assign("example", nixValue(option.example.value))];
    case "package":
      return [assign("example", literalExpression(`pkgs.${option.example.name}`))];
    default:
      return option.example satisfies never;
  }
}

const literalExpression = (code: string): Expr => apply(ref("lib.literalExpression"), text(code));

function description(option: Option): Expr {
  const lines = [...option.description, ...furtherReading(option.see)];
  const [only] = lines;
  return lines.length === 1 && only !== undefined ? text(only) : block(...lines);
}

function furtherReading(addresses: readonly string[]): readonly string[] {
  const [only] = addresses;
  if (only === undefined) return [];
  if (addresses.length === 1) return ["", `See <${only}>.`];
  return ["", "See also:", "", ...addresses.map((address) => `- <${address}>`)];
}

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
