/** The real schema against the options of the upstream module, as nixpkgs itself lists them. */
import { readFileSync } from "node:fs";
import { expect, it } from "vitest";
import type { Default, OptionType, Value } from "../../generator/model/option.ts";
import { formatProblems } from "../../generator/model/mistakes.ts";
import { optionPaths, type PathedOption } from "../../generator/model/option-paths.ts";
import { readOptions } from "../../generator/model/read.ts";
import { patterns } from "../../generator/schema/vocabulary.ts";

/** An option in nixpkgs' words; `default` is Nix, and missing where the option must be set. */
interface Listed {
  readonly name: string;
  readonly type: string;
  readonly default?: string;
}

/** The text upstream shows instead of the computed value, its misspelt attribute included. */
const computedInNix: Readonly<Partial<Record<string, string>>> = {
  buildMachineCanRunFrigate:
    "pkgs.stdenv.buildPlatform.canExecute pkgs.stdenv.hostPlatform && !(pkgs.stdenv.hostPlaform.isAarch64)",
};

const folder = `${import.meta.dirname}/../..`;
const upstream = JSON.parse(
  readFileSync(`${folder}/nixos-tests/reference/upstream-options.json`, "utf8"),
) as readonly Listed[];

const result = readOptions(`${folder}/generator/schema/options.ts`, "Frigate");
const ours = result.ok ? optionPaths(result.members).map(listed) : [];

it("is read without a problem", () => {
  expect(result.ok ? "" : formatProblems(result.problems)).toBe("");
});

it.each(upstream.map((option) => [option.name, option] as const))(
  "has %s as upstream has it",
  (name, option) => {
    expect(ours.find((candidate) => candidate.name === name)).toEqual(trimmed(option));
  },
);

it("adds options below services.frigate.nginx only", () => {
  const known = new Set(upstream.map(({ name }) => name));
  const added = ours.map(({ name }) => name).filter((name) => !known.has(name));
  expect(added).not.toEqual([]);
  expect(added.filter((name) => !name.startsWith("services.frigate.nginx."))).toEqual([]);
});

it("names each option once", () => {
  const names = ours.map(({ name }) => name);
  expect(names).toEqual([...new Set(names)]);
});

/** literalExpression keeps the line's end of an indented string. */
function trimmed(option: Listed): Listed {
  return option.default === undefined ? option : { ...option, default: option.default.trimEnd() };
}

function listed({ path, option }: PathedOption): Listed {
  const name = `services.frigate.${path}`;
  switch (option.kind) {
    case "enable":
      return { name, type: "boolean", default: "false" };
    case "package":
      return { name, type: "package", default: `pkgs.${option.attribute}` };
    case "option": {
      const value = defaultInNix(option.default);
      return { name, type: typeWords(option.type), ...(value === undefined ? {} : { default: value }) };
    }
  }
}

function typeWords(type: OptionType): string {
  switch (type.kind) {
    case "boolean":
    case "string":
    case "package":
      return type.kind;
    case "lines":
      return 'strings concatenated with "\\n"';
    case "path":
      return "absolute path";
    case "package-directory":
      return "string or package convertible to it";
    case "pattern":
      return patterns[type.pattern].meaning;
    case "enum":
      return `one of ${type.values.map((value) => JSON.stringify(value)).join(", ")}`;
    case "nullable":
      return `null or ${typeWords(type.of)}`;
    case "list":
      return `list of ${inParentheses(type.of)}`;
    case "attrs":
      return `attribute set of ${inParentheses(type.of)}${type.names === undefined ? "" : ` by ${patterns[type.names].meaning}`}`;
    case "submodule":
      return type.format === null ? "submodule" : "open submodule of (YAML 1.1 value)";
  }
}

/** lib.types puts the words of a compound type in parentheses. */
function inParentheses(type: OptionType): string {
  const words = typeWords(type);
  return words.includes(" ") ? `(${words})` : words;
}

function defaultInNix(value: Default): string | undefined {
  switch (value.kind) {
    case "none":
      return undefined;
    case "value":
      return valueInNix(value.value);
    case "package":
      return `<derivation ${value.name}>`;
    case "computed":
      return computedInNix[value.name];
  }
}

function valueInNix(value: Value): string {
  if (Array.isArray(value)) return value.length === 0 ? "[ ]" : `[ ${value.map(valueInNix).join(" ")} ]`;
  if (typeof value !== "object" || value === null) return JSON.stringify(value);
  const bindings = Object.entries(value).map(([name, item]) => `${name} = ${valueInNix(item)};`);
  return ["{", ...bindings, "}"].join(" ");
}
