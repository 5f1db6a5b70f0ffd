/**
 * The rules that nixpkgs has for options, applied to all that the module for nixpkgs brings. Sources: nixos/README.md and the
 * chapters on option declarations in the NixOS manual; RFC 72 for descriptions.
 */
import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { standIn, type Nixpkgs } from "../generator/inspect/evaluate/nixpkgs.ts";
import { bundledFiles } from "../generator/inspect/nixpkgs/bundle.ts";
import { partsDirectory } from "../generator/schema/nixpkgs.ts";
import { removeScratch, scratchDirectory } from "./rig/scratch.ts";
import { evaluateWith, valueIn } from "./support/evaluate.ts";
import { everyNixpkgs } from "./support/nixpkgs.ts";

interface Documented {
  readonly name: string;
  readonly type: string | null;
  readonly description: string | null;
  /** Whether default and example can be shown without a host's configuration and packages. */
  readonly isConstant: { readonly default: boolean; readonly example: boolean };
}

/**
 * The option reference of a module for which neither `config` nor a package exists: a default or example that needs one
 * must say in words what it is (defaultText, literalExpression).
 */
const documented = `
  let
    inherit ((import evaluate { inherit nixpkgs; }).internals) lib pkgs;
    nothing = builtins.mapAttrs (name: _: throw "pkgs.\${name}") pkgs // { inherit (pkgs) formats; };
    made = import module { inherit lib; config = throw "config"; options = throw "options"; pkgs = nothing; };
    evaluated = lib.evalModules { modules = [ { options.services.frigate = made.options.services.frigate; } ]; };
    shown = value: value.text or (builtins.toJSON value);
    isConstant = name: entry: !(entry ? \${name}) || (builtins.tryEval (builtins.deepSeq (shown entry.\${name}) true)).success;
  in
  map (entry: {
    inherit (entry) name;
    type = entry.type or null;
    description = entry.description.text or entry.description or null;
    isConstant = lib.genAttrs [ "default" "example" ] (name: isConstant name entry);
  }) (builtins.filter (entry: entry.visible == true && !entry.internal && lib.hasPrefix "services.frigate" entry.name)
    (lib.optionAttrSetToDocList evaluated.options))
`;

const scratch = scratchDirectory();
afterAll(() => removeScratch(scratch));

const optionFile = `${partsDirectory}/options.nix`;

/** The options of the module with this text in the place of its option file. */
function optionsOf(text: string, nixpkgs: Nixpkgs): readonly Documented[] {
  const file = join(scratch, optionFile);
  mkdirSync(dirname(file), { recursive: true });
  for (const part of bundledFiles()) {
    if (dirname(part.file.path) === partsDirectory) writeFileSync(join(scratch, part.file.path), part.text);
  }
  writeFileSync(file, text);
  const outcome = evaluateWith(nixpkgs, documented, { module: { path: file } });
  return valueIn(outcome) as unknown as readonly Documented[];
}

const roles = ["command", "env", "file", "manpage", "option", "var"];

/** Text without code, in which anything may stand. */
const prose = (description: string): string => description.replace(/`[^`]*`/g, "`");

/** Each rule, and whether an option keeps it. */
const rules: Readonly<Record<string, (option: Documented) => boolean>> = {
  "has a type": ({ type }) => !["", "unspecified", "unspecified value"].includes(type ?? ""),
  "has a description": ({ description }) => (description ?? "").trim() !== "",
  "ends its description like a sentence or a list": ({ description }) =>
    /[.>]$|:::$|^$/.test((description ?? "").trim()),
  "has no markup but CommonMark": ({ description }) =>
    !/<(?!https?:\/\/)|@\w+\{|\\fB/.test(prose(description ?? "")),
  "closes what it opens": ({ description }) =>
    ((description ?? "").match(/`/g) ?? []).length % 2 === 0 &&
    ((description ?? "").match(/^:::/gm) ?? []).length % 2 === 0,
  "uses roles that the manual knows": ({ description }) =>
    [...(description ?? "").matchAll(/\{(\w+)\}`/g)].every(([, role = ""]) => roles.includes(role)),
  "has no headings": ({ description }) => !/^#/m.test(description ?? ""),
  "is named in camelCase": ({ name }) =>
    name.split(".").every((part) => /^([a-z][A-Za-z0-9]*|<name>|\*)$/.test(part)),
  "has a default that is constant, or defaultText": ({ isConstant }) => isConstant.default,
  "has an example that is constant, or literalExpression": ({ isConstant }) => isConstant.example,
  "says nothing of this project": ({ description }) =>
    !/\b(npm|generator|schema|README)\b|frigate-nginx|docs\//.test(description ?? ""),
};

const broken = (options: readonly Documented[]): readonly string[] =>
  options.flatMap((option) =>
    Object.entries(rules)
      .filter(([, keeps]) => !keeps(option))
      .map(([rule]) => `${option.name}: ${rule}`),
  );

const moduleText = bundledFiles().find(({ file }) => file.path === optionFile)?.text ?? "";

describe.each(everyNixpkgs)("with the %s", (_, nixpkgs) => {
  test("every option keeps every rule", () => {
    const options = optionsOf(moduleText, nixpkgs);
    expect(broken(options)).toEqual([]);
    const names = options.map(({ name }) => name);
    expect(names).toContain("services.frigate.nginx.clients.<name>.addresses");
    expect(names).toContain("services.frigate.settings.cameras.<name>.ffmpeg.inputs.*.roles");
  });
});

/** Text of the module, what takes its place, and the rule it breaks. */
const breaks: readonly (readonly [string, string | RegExp, string, string])[] = [
  ["no type", "type = lib.types.bool;\n", "", "services.frigate.checkConfig: has a type"],
  [
    "no description",
    'description = "Package, or directory, whose `bin` holds ffmpeg and ffprobe.";',
    "",
    "services.frigate.settings.ffmpeg.path: has a description",
  ],
  [
    "no end",
    "File of the SQLite database.",
    "File of the SQLite database",
    "services.frigate.settings.database.path: ends its description like a sentence or a list",
  ],
  [
    "DocBook",
    "File of the SQLite database.",
    "File of the <literal>SQLite</literal> database.",
    "services.frigate.settings.database.path: has no markup but CommonMark",
  ],
  [
    "an open code span",
    "File of the SQLite database.",
    "File of the `SQLite database.",
    "services.frigate.settings.database.path: closes what it opens",
  ],
  [
    "an unknown role",
    "File of the SQLite database.",
    "File of the {literal}`SQLite` database.",
    "services.frigate.settings.database.path: uses roles that the manual knows",
  ],
  [
    "a heading",
    "File of the SQLite database.",
    "# File of the SQLite database.",
    "services.frigate.settings.database.path: has no headings",
  ],
  [
    "snake case",
    "database.path =",
    "data_base.path =",
    "services.frigate.settings.data_base.path: is named in camelCase",
  ],
  [
    "no defaultText",
    /defaultText = lib\.literalExpression "pkgs\.ffmpeg-headless";\n/,
    "",
    "services.frigate.settings.ffmpeg.path: has a default that is constant, or defaultText",
  ],
  [
    "an example from pkgs",
    'example = lib.literalExpression "pkgs.ffmpeg-full"',
    "example = pkgs.ffmpeg-full",
    "services.frigate.settings.ffmpeg.path: has an example that is constant, or literalExpression",
  ],
  [
    "this project",
    "File of the SQLite database.",
    "See docs/options.md.",
    "services.frigate.settings.database.path: says nothing of this project",
  ],
];

describe("a module that breaks a rule", () => {
  test.each(breaks)("%s", (_, original, instead, finding) => {
    const changed = moduleText.replace(original, instead);
    expect(changed).not.toBe(moduleText);
    expect(broken(optionsOf(changed, standIn))).toEqual([finding]);
  });

  test("there is one for every rule", () => {
    const seen = new Set(breaks.map(([, , , finding]) => finding.replace(/^[^:]*: /, "")));
    expect([...seen].toSorted()).toEqual(Object.keys(rules).toSorted());
  });
});
