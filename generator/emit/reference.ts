/** `docs/options.md`: every option with type, default, example, description and what it changes, from the same model as the module. */
import type { ComputedDefault, Default, Example, Member, OptionType, Value } from "../model/option.ts";
import type { AnyOption } from "../model/option-paths.ts";
import { patterns } from "../schema/vocabulary.ts";
import { printExpr } from "../nix/print.ts";
import { computedDefaults } from "./defaults.ts";
import { optionChanges, type OptionChange } from "./option-changes.ts";
import { changesInWords } from "./place-links.ts";
import { nixValue } from "./value.ts";

const heading = `<!-- Written by \`npm run generate\` from generator/schema; change it there. -->

# Options

Every option below \`services.frigate\`, in the order of the NixOS manual. What an option changes by itself, of nginx's locations, is in
[routes.md](routes.md) from both sides.
`;

const kanidmHeading = `
# Options of the module for Kanidm

[module/kanidm.nix](../module/kanidm.nix) has these besides.
`;

/** The reference as CommonMark. */
export function optionReference(frigate: readonly Member[], kanidm: readonly Member[]): string {
  const [ours, further] = [sections(frigate, "module/frigate.nix"), sections(kanidm, "module/kanidm.nix")];
  return `${heading}\n${ours}${kanidmHeading}\n${further}`;
}

const sections = (members: readonly Member[], module: string): string =>
  optionChanges(members)
    .map((option) => optionSection(option, module))
    .join("\n");

interface Facts {
  readonly type: string;
  readonly default: string | null;
  readonly example: string | null;
}

function optionSection({ path, option, changes }: OptionChange, module: string): string {
  const facts = factsOf(option);
  const rows = [
    `type: ${facts.type}`,
    `default: ${facts.default ?? "none, must be set"}`,
    ...(facts.example === null ? [] : [`example: ${facts.example}`]),
    `changes: ${changesInWords(path, changes)}`,
    `declared in: [${module}](../${module})`,
  ];
  const lines = [`## \`services.frigate.${path}\``, "", ...descriptionOf(option), ""];
  return [...lines, ...rows.map((row) => `- ${row}`), ""].join("\n");
}

function factsOf(option: AnyOption): Facts {
  switch (option.kind) {
    case "enable":
      return { type: "boolean", default: "`false`", example: "`true`" };
    case "package":
      return { type: "package", default: `\`pkgs.${option.attribute}\``, example: null };
    case "option":
      return {
        type: typeWords(option.type),
        default: shownDefault(option.default),
        example: shownExample(option.example),
      };
    default:
      return option satisfies never;
  }
}

function descriptionOf(option: AnyOption): readonly string[] {
  switch (option.kind) {
    case "enable":
      return [`Whether to enable ${option.what}.`];
    case "package":
      return [`The ${option.attribute} package to use.`];
    case "option": {
      const see = option.see.map((address) => `See <${address}>.`);
      return [...plainMarkdown(option.description), ...(see.length === 0 ? [] : ["", ...see])];
    }
    default:
      return option satisfies never;
  }
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
