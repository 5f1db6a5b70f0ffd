/** `docs/options.md`: every option with type, default, example, description and what it changes, from the same model as the module. */
import type { ComputedDefault, Default, Example, Member, OptionType, Value } from "../model/option.ts";
import type { AnyOption } from "../model/option-paths.ts";
import { patterns } from "../schema/vocabulary.ts";
import { printExpr } from "../nix/print.ts";
import { computedDefaults } from "./defaults.ts";
import { optionChanges, type OptionChange } from "./option-changes.ts";
import { changesInWords } from "./place-links.ts";
import { plainTypes } from "./types.ts";
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
  const [ours, further] = [
    sections(frigate, "module/frigate/options.nix"),
    sections(kanidm, "module/kanidm-options.nix"),
  ];
  return `${heading}\n${ours}${kanidmHeading}\n${further}`;
}

const sections = (members: readonly Member[], module: string): string =>
  optionChanges(members)
    .map((option) => optionSection(option, module))
    .join("\n");

function optionSection({ path, option, changes }: OptionChange, module: string): string {
  const rows = [
    ...factsOf(option),
    `changes: ${changesInWords(path, changes)}`,
    `declared in: [${module}](../${module})`,
  ];
  const lines = [`## \`services.frigate.${path}\``, "", ...descriptionOf(option), ""];
  return [...lines, ...rows.map((row) => `- ${row}`), ""].join("\n");
}

function factsOf(option: AnyOption): readonly string[] {
  if (option.kind === "enable") return ["type: boolean", "default: `false`", "example: `true`"];
  if (option.kind === "package") return ["type: package", `default: \`pkgs.${option.attribute}\``];
  const example = shown(option.example);
  return [
    `type: ${typeWords(option.type)}`,
    `default: ${shown(option.default) ?? "none, must be set"}`,
    ...(example === null ? [] : [`example: ${example}`]),
  ];
}

function descriptionOf(option: AnyOption): readonly string[] {
  if (option.kind === "enable") return [`Whether to enable ${option.what}.`];
  if (option.kind === "package") return [`The ${option.attribute} package to use.`];
  const see = option.see.map((address) => `See <${address}>.`);
  return [...plainMarkdown(option.description), ...(see.length === 0 ? [] : ["", ...see])];
}

/** The manual's extensions of CommonMark, as plain CommonMark. */
const plainMarkdown = (lines: readonly string[]): readonly string[] =>
  lines
    .map((line) => line.replaceAll("{option}", "").replace(/^:::\{\.(\w+)\}$/, "**$1:**"))
    .filter((line) => line !== ":::");

function shown(value: Default | Example): string | null {
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

const code = (value: Value): string => `\`${printExpr(nixValue(value)).trim().replace(/\s+/g, " ")}\``;

/** A type in the words the NixOS manual uses. */
export function typeWords(type: OptionType): string {
  switch (type.kind) {
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
      return plainTypes[type.kind].words;
  }
}

const grouped = (type: OptionType): string => {
  const words = typeWords(type);
  return words.includes(" ") ? `(${words})` : words;
};
