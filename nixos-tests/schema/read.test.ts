/** The real schema against the options of the upstream module, as nixpkgs itself lists them. */
import { readFileSync } from "node:fs";
import { expect, it } from "vitest";
import type { Default, Member, OptionType, Value } from "../../generator/model/option.ts";
import { formatProblems } from "../../generator/model/mistakes.ts";
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
const ours = result.ok ? listed(result.members, "services.frigate") : [];

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

function listed(members: readonly Member[], path: string): readonly Listed[] {
  return members.flatMap((member): readonly Listed[] => {
    const name = `${path}.${member.name}`;
    switch (member.kind) {
      case "enable":
        return [{ name, type: "boolean", default: "false" }];
      case "package":
        return [{ name, type: "package", default: `pkgs.${member.attribute}` }];
      case "group":
        return listed(member.members, name);
      case "option": {
        const value = defaultInNix(member.default);
        const self = {
          name,
          type: typeWords(member.type),
          ...(value === undefined ? {} : { default: value }),
        };
        return [self, ...insideOf(member.type, name)];
      }
    }
  });
}

/** The options of the submodules in a type, below the placeholders of the manual. */
function insideOf(type: OptionType, path: string): readonly Listed[] {
  switch (type.kind) {
    case "submodule":
      return listed(type.members, path);
    case "attrs":
      return insideOf(type.of, `${path}.<name>`);
    case "list":
      return insideOf(type.of, `${path}.*`);
    case "nullable":
      return insideOf(type.of, path);
    default:
      return [];
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
