/** `module/frigate/options.nix` and `module/kanidm/options.nix`: the option set of the model as Nix option declarations. */
import type { Member, Option, OptionType } from "../model/option.ts";
import {
  apply,
  assign,
  blank,
  block,
  inherit,
  lambda,
  letIn,
  nest,
  path,
  ref,
  set,
  text,
  type Assignment,
  type Binding,
  type Expr,
  type NixFile,
} from "../nix/ast.ts";
import { printExpr } from "../nix/print.ts";
import { computedDefaults } from "./defaults.ts";
import { generatedFile, namesIn } from "./file.ts";
import { wrapped } from "../wrap.ts";
import { nixType, typeDefinitions } from "./types.ts";
import { nixValue } from "./value.ts";

/** The options of module/frigate.nix. */
export const frigateOptions = (members: readonly Member[]): NixFile =>
  optionFile("The options of services.frigate.", ["config", "lib", "pkgs"], "./option-kinds.nix", members, [
    inherit(
      ["gateways", "internalOfSettings", "publicUrlOfHost"],
      apply(ref("import"), path("./common.nix"), set(inherit(["config", "lib"]))),
    ),
    assign("format", apply(ref("pkgs.formats.yaml"), set())),
    blank,
  ]);

/** The options of module/kanidm.nix. */
export const kanidmOptions = (members: readonly Member[]): NixFile =>
  optionFile(
    "The options of services.frigate.nginx.kanidm.",
    ["config", "lib"],
    "./frigate/option-kinds.nix",
    members,
    [],
  );

function optionFile(
  what: string,
  parameters: readonly string[],
  kindsFile: string,
  members: readonly Member[],
  bindings: readonly Binding[],
): NixFile {
  const declarations = set(assign("options.services.frigate", set(...optionBindings(members))));
  const types = typeDefinitions(members);
  const kinds = ["matching", "named", "nullable", "option", "required"].filter((name) =>
    namesIn(set(...types, assign("options", declarations))).includes(name),
  );
  const imported = apply(ref("import"), path(kindsFile), set(inherit(["lib"])));
  const inherited = [kinds.slice(0, 2), kinds.slice(2)].map((names) => inherit(names, ref("kinds")));
  return generatedFile(
    what,
    lambda(parameters, letIn([assign("kinds", imported), ...inherited, ...bindings, ...types], declarations)),
  );
}

/** The bindings of an `options` set. */
const optionBindings = (members: readonly Member[]): readonly Binding[] => members.map(declare);

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
      return nest([member.name], set(...optionBindings(member.members)));
    case "option":
      return assign([member.name], shortOption(member) ?? apply(ref("lib.mkOption"), set(...fields(member))));
    default:
      return member satisfies never;
  }
}

/** An option of a common kind (module/frigate/option-kinds.nix), where that fits its line; else null. */
function shortOption(option: Option): Expr | null {
  const { default: standard, example, type } = option;
  const isNullable = type.kind === "nullable" && standard.kind === "value" && standard.value === null;
  if (example.kind !== "value" || hasOptions(type)) return null;
  const shown = nixValue(example.value);
  if (isNullable) return kindOf(option, "nullable", nixType(type.of, noSubmodule), shown);
  if (standard.kind === "none") return kindOf(option, "required", nixType(type, noSubmodule), shown);
  if (standard.kind !== "value") return null;
  return kindOf(option, "option", nixType(type, noSubmodule), nixValue(standard.value), shown);
}

/** A call whose arguments stand on one line, or all but the lines of the description. */
function kindOf(option: Option, kind: string, ...args: readonly Expr[]): Expr | null {
  const lines = descriptionLines(option);
  const [only = "", ...more] = lines;
  const calls = [
    ...(more.length === 0 ? [apply(ref(kind), ...args, text(only))] : []),
    apply(ref(kind), ...args, block(...lines)),
  ];
  return (
    calls.find((call) => /^[^\n]*(''\n|;$)/.test(printExpr(set(assign([option.name], call))).slice(4, -2))) ??
    null
  );
}

const hasOptions = (type: OptionType): boolean =>
  type.kind === "submodule" || ("of" in type && hasOptions(type.of));

function noSubmodule(): never {
  throw new RangeError("an option with options inside is not short");
}

const fields = (option: Option): readonly Binding[] => [
  assign(
    "type",
    nixType(option.type, (members) => set(...optionBindings(members))),
  ),
  ...defaultFields(option),
  ...exampleFields(option),
  assign("description", prose(descriptionLines(option), 90)),
];

function defaultFields({ default: standard }: Option): readonly Binding[] {
  switch (standard.kind) {
    case "none":
      return [];
    case "value":
      return [assign("default", nixValue(standard.value))];
    case "package":
      return [
        assign("default", ref(`pkgs.${standard.name}`)),
        assign("defaultText", nixCode(`pkgs.${standard.name}`)),
      ];
    case "computed": {
      const { value, words } = computedDefaults[standard.name];
      const shown =
        words === null ? nixCode(printExpr(value)) : apply(ref("lib.literalMD"), prose(wrapped(words), 80));
      return [assign("default", value), assign("defaultText", shown)];
    }
    default:
      return standard satisfies never;
  }
}

function exampleFields({ example }: Option): readonly Binding[] {
  if (example.kind === "none") return [];
  return example.kind === "package"
    ? [assign("example", nixCode(`pkgs.${example.name}`))]
    : [nest(["example"], nixValue(example.value))];
}

const nixCode = (code: string): Expr => apply(ref("lib.literalExpression"), prose([code], 80));

/** One line of text where it is no longer than `longest`, else a text of lines. */
function prose(lines: readonly string[], longest: number): Expr {
  const [only = "", ...more] = lines;
  return more.length === 0 && only.length <= longest ? text(only) : block(...lines);
}

const descriptionLines = (option: Option): readonly string[] => {
  const see = furtherReading(option.see);
  return paragraphs([
    ...option.description,
    ...(option.description.includes("") && see !== "" ? [""] : []),
    see,
  ]);
};

/** Paragraphs broken anew; lists, blocks and what stands in them keep their lines. */
function paragraphs(lines: readonly string[]): readonly string[] {
  const broken: string[] = [];
  let paragraph: string[] = [];
  const finish = (): void => {
    broken.push(...wrapped(paragraph.join(" ")));
    paragraph = [];
  };
  for (const line of lines) {
    if (line === "" || /^(\s|[-*+] |:::|```|~~~|\d+[.)] )/.test(line)) {
      finish();
      broken.push(line);
    } else paragraph.push(line);
  }
  finish();
  return broken.at(-1) === "" ? broken.slice(0, -1) : broken;
}

const furtherReading = (addresses: readonly string[]): string =>
  addresses.length === 0 ? "" : `See ${addresses.map((address) => `<${address}>`).join(" and ")}.`;
