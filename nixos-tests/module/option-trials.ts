/** Other values of an option, from what the schema says of it: its `@example`, and all there is for types of few values. */
import type { OptionType } from "../../generator/model/option.ts";
import type { AnyOption, PathedOption } from "../../generator/model/option-paths.ts";
import { printExpr } from "../../generator/nix/print.ts";
import { nixValue } from "../../generator/emit/value.ts";

/** An option as it can be set: the name of an entry in the place of `<name>`, an element of a list by the whole list. */
export interface Trial {
  /** Below services.frigate. */
  readonly path: string;
  /** Nix text in which `pkgs` is there. */
  readonly value: string;
}

/** Nothing where the option has no `@example` and needs one. */
export function trialsOf({ path, option }: PathedOption, options: readonly PathedOption[]): readonly Trial[] {
  const list = /^(.*?)\.\*/.exec(path)?.[1];
  const set = attributePath(list ?? path, options);
  const values = list === undefined ? valuesOf(option) : [elementOf(list, options)];
  return values.map((value) => ({ path: set, value }));
}

/** `nginx.clients.<name>.user` with the first name in the example of `nginx.clients`. */
export function attributePath(path: string, options: readonly PathedOption[]): string {
  const parent = /^(.*?)\.<name>/.exec(path)?.[1];
  if (parent === undefined) return path;
  const example = options.find((one) => one.path === parent)?.option;
  const value = example?.kind === "option" && example.example.kind === "value" ? example.example.value : null;
  const [name] = Object.keys(value ?? {});
  if (name === undefined) throw new Error(`${parent}: write an @example with an entry`);
  return attributePath(path.replace("<name>", name), options);
}

function valuesOf(option: AnyOption): readonly string[] {
  switch (option.kind) {
    case "enable":
      return ["true", "false"];
    case "package":
      return [];
    case "option":
      return [...exampleOf(option), ...fewValues(option.type, exampleOf(option).length > 0)];
    default:
      return option satisfies never;
  }
}

const exampleOf = (option: AnyOption): readonly string[] => {
  if (option.kind !== "option") return [];
  switch (option.example.kind) {
    case "none":
      return [];
    case "value":
      return [printExpr(nixValue(option.example.value))];
    case "package":
      return [`pkgs.${option.example.name}`];
    default:
      return option.example satisfies never;
  }
};

/** What goes without saying. */
function fewValues(type: OptionType, hasExample: boolean): readonly string[] {
  switch (type.kind) {
    case "boolean":
      return ["true", "false"];
    case "enum":
      return hasExample ? [] : type.values.map((value) => JSON.stringify(value));
    case "nullable":
      return ["null", ...fewValues(type.of, hasExample)];
    default:
      return [];
  }
}

/** The list with one element, in which every option has its example. */
function elementOf(list: string, options: readonly PathedOption[]): string {
  const members = options.flatMap(({ path, option }) => {
    const [, name] = path.startsWith(`${list}.*.`) ? [list, path.slice(`${list}.*.`.length)] : [];
    const [value] = exampleOf(option);
    return name === undefined || value === undefined ? [] : [`${name} = ${value};`];
  });
  return `[ { ${members.join(" ")} } ]`;
}
