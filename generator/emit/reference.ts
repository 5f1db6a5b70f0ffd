/** `docs/options.md`: every option with type, default, example and description, from the same model as the module. */
import type {
  ComputedDefault,
  Default,
  Example,
  Member,
  Option,
  OptionType,
  Value,
} from "../model/option.ts";
import { patterns } from "../schema/vocabulary.ts";
import { printExpr } from "../nix/print.ts";
import { computedDefaults } from "./defaults.ts";
import { nixValue } from "./types.ts";

const heading = `<!-- Written by \`npm run generate\` from generator/schema; change it there. -->

# Options

Every option below \`services.frigate\`, in the order of the NixOS manual.
`;

const kanidmHeading = `
# Options of the module for Kanidm

[module/kanidm.nix](../module/kanidm.nix) has these besides.
`;

/** The reference as CommonMark. */
export function optionReference(frigate: readonly Member[], kanidm: readonly Member[]): string {
  const [ours, further] = [frigate, kanidm].map((members) =>
    sections(members, "services.frigate").join("\n"),
  );
  return `${heading}\n${ours}${kanidmHeading}\n${further}`;
}

function sections(members: readonly Member[], prefix: string): readonly string[] {
  return members.flatMap((member) => {
    const path = `${prefix}.${member.name}`;
    switch (member.kind) {
      case "group":
        return sections(member.members, path);
      case "enable":
        return [
          section(path, { type: "boolean", default: "`false`", example: "`true`" }, [
            `Whether to enable ${member.what}.`,
          ]),
        ];
      case "package":
        return [
          section(path, { type: "package", default: `\`pkgs.${member.attribute}\``, example: null }, [
            `The ${member.attribute} package to use.`,
          ]),
        ];
      case "option":
        return [optionSection(path, member), ...nested(path, member.type)];
      default:
        return member satisfies never;
    }
  });
}

interface Facts {
  readonly type: string;
  readonly default: string | null;
  readonly example: string | null;
}

function section(path: string, facts: Facts, description: readonly string[]): string {
  const rows = [
    `- type: ${facts.type}`,
    `- default: ${facts.default ?? "none, must be set"}`,
    ...(facts.example === null ? [] : [`- example: ${facts.example}`]),
  ];
  return [`## \`${path}\``, "", ...description, "", ...rows, ""].join("\n");
}

function optionSection(path: string, option: Option): string {
  const see = option.see.map((address) => `See <${address}>.`);
  const facts = {
    type: typeWords(option.type),
    default: shownDefault(option.default),
    example: shownExample(option.example),
  };
  return section(path, facts, [
    ...plainMarkdown(option.description),
    ...(see.length === 0 ? [] : ["", ...see]),
  ]);
}

/** The manual's extensions of CommonMark, as plain CommonMark. */
const plainMarkdown = (lines: readonly string[]): readonly string[] =>
  lines
    .map((line) => line.replaceAll("{option}", "").replace(/^:::\{\.(\w+)\}$/, "**$1:**"))
    .filter((line) => line !== ":::");

function shownDefault(value: Default): string | null {
  switch (value.kind) {
    case "none":
      return null;
    case "value":
      return code(value.value);
    case "package":
      return `\`pkgs.${value.name}\``;
    case "computed":
      return computed(value.name);
    default:
      return value satisfies never;
  }
}

function computed(name: ComputedDefault): string {
  const { value, words } = computedDefaults[name];
  return words === null ? `\`${printExpr(value)}\`` : plainMarkdown([words]).join(" ");
}

function shownExample(example: Example): string | null {
  switch (example.kind) {
    case "none":
      return null;
    case "value":
      return code(example.value);
    case "package":
      return `\`pkgs.${example.name}\``;
    default:
      return example satisfies never;
  }
}

const code = (value: Value): string => `\`${printExpr(nixValue(value)).trim().replace(/\s+/g, " ")}\``;

function nested(path: string, type: OptionType): readonly string[] {
  switch (type.kind) {
    case "submodule":
      return sections(type.members, path);
    case "attrs":
      return nested(`${path}.<name>`, type.of);
    case "list":
      return nested(`${path}.*`, type.of);
    case "nullable":
      return nested(path, type.of);
    default:
      return [];
  }
}

/** A type in the words the NixOS manual uses. */
export function typeWords(type: OptionType): string {
  switch (type.kind) {
    case "boolean":
      return "boolean";
    case "string":
      return "string";
    case "lines":
      return 'strings concatenated with "\\n"';
    case "path":
      return "absolute path";
    case "package":
      return "package";
    case "package-directory":
      return "string or package convertible to it";
    case "pattern":
      return patterns[type.pattern].meaning;
    case "enum":
      return `one of ${type.values.map((value) => `"${value}"`).join(", ")}`;
    case "nullable":
      return `null or ${typeWords(type.of)}`;
    case "list":
      return `list of ${grouped(type.of)}`;
    case "attrs":
      return `attribute set of ${grouped(type.of)}${type.names === undefined ? "" : ` by ${patterns[type.names].meaning}`}`;
    case "submodule":
      return type.format === "yaml" ? "open submodule of (YAML 1.1 value)" : "submodule";
    default:
      return type satisfies never;
  }
}

const grouped = (type: OptionType): string => {
  const words = typeWords(type);
  return words.includes(" ") ? `(${words})` : words;
};
