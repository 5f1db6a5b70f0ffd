/** The option set as the generator works with it: plain data, read from schema/options.ts by read.ts. */
import type { FragmentName } from "../schema/fragments.ts";
import type { DirectiveIn } from "../schema/nginx.ts";
import type { Change } from "../schema/places.ts";
import type { PatternName } from "../schema/vocabulary.ts";

/** Where a thing stands in the schema. Lines and columns count from 1. */
export interface Position {
  readonly file: string;
  readonly line: number;
  readonly column: number;
}

/** A value as a tag can state it. */
export type Value = string | number | boolean | null | readonly Value[] | { readonly [name: string]: Value };

export type OptionType =
  | { readonly kind: "boolean" | "string" | "lines" | "path" | "package" | "package-directory" }
  | { readonly kind: "pattern"; readonly pattern: PatternName }
  | { readonly kind: "enum"; readonly values: readonly string[] }
  | { readonly kind: "nullable"; readonly of: OptionType }
  | { readonly kind: "list"; readonly of: OptionType }
  | { readonly kind: "attrs"; readonly of: OptionType; readonly names?: PatternName }
  | { readonly kind: "submodule"; readonly format: "yaml" | null; readonly members: readonly Member[] };

/** Names of defaults that depend on the host or on other options; emit/ knows what each one is in Nix. */
export const computedDefaults = [
  "buildMachineCanRunFrigate",
  "certificatesOfHost",
  "internalListenOfSettings",
  "kanidmIsProvisioned",
  "publicUrlOfHost",
] as const;

export type ComputedDefault = (typeof computedDefaults)[number];

/** What a tag says: a value, or the name of a package. */
export type Stated =
  { readonly kind: "value"; readonly value: Value } | { readonly kind: "package"; readonly name: string };

export type Default =
  Stated | { readonly kind: "none" } | { readonly kind: "computed"; readonly name: ComputedDefault };

export type Example = Stated | { readonly kind: "none" };

/** One line of a bundle of directives, whose argument is an option's value. */
export interface DirectiveOfFragment {
  readonly name: DirectiveIn<"location">;
  readonly fragment: FragmentName;
}

interface Common {
  readonly name: string;
  /** What it changes in nginx; null where the option or group says it that it is part of, or `directive` does. */
  readonly changes: Change | null;
  readonly position: Position;
}

export interface Option extends Common {
  readonly kind: "option";
  readonly type: OptionType;
  readonly default: Default;
  readonly example: Example;
  /** Lines of CommonMark as they stand in the comment. */
  readonly description: readonly string[];
  /** Addresses for further reading. */
  readonly see: readonly string[];
  /** The directive that the option's value stands in; null where emit/ uses the option. */
  readonly directive: DirectiveOfFragment | null;
}

/** `enable`-like switch, off by default; `what` completes "Whether to enable …". */
export interface EnableOption extends Common {
  readonly kind: "enable";
  readonly what: string;
}

/** A package of nixpkgs that can be replaced. */
export interface PackageOption extends Common {
  readonly kind: "package";
  readonly attribute: string;
}

/** A level of the option path that is no option itself. */
export interface Group extends Common {
  readonly kind: "group";
  readonly members: readonly Member[];
}

export type Member = Option | EnableOption | PackageOption | Group;
