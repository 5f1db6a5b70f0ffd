/** What `@changes` and `@directive` in the schema say an option changes is what changes when Nix renders another value of it. */
import { describe, expect, test } from "vitest";
import { evaluateNix } from "../../generator/inspect/evaluate/nix.ts";
import { knownIncludes, resolveIncludes } from "../../generator/inspect/nginx/include.ts";
import { parseNginx, type NginxFile } from "../../generator/inspect/nginx/parse.ts";
import type { NginxText } from "../../generator/inspect/evaluate/configuration.ts";
import { standIn } from "../../generator/inspect/evaluate/nixpkgs.ts";
import { optionChanges } from "../../generator/emit/option-changes.ts";
import { readSchema } from "../../generator/generate.ts";
import { judgesCamerasSince, type Version } from "../../generator/schema/frigate.ts";
import { routes, type Route } from "../../generator/schema/routes.ts";
import { versions } from "../rig/fixtures.ts";
import {
  everyPlace,
  placesOf,
  settingChanges,
  type Change,
  type Place,
  type SettingName,
} from "../../generator/schema/places.ts";
import { fromRoot } from "../support/files.ts";
import { changedPlaces } from "./changed-routes.ts";
import { attributePath, trialsOf, type Trial } from "./option-trials.ts";
import { bases, fewBases, furtherValues, settingValues, type Base } from "./option-values.ts";

const ownPages = ["/oauth2/"];

interface Rendered extends NginxText {
  /** Options as JSON, by the paths that were asked for. */
  readonly values: Readonly<Record<string, string>>;
}

/** What trials are made in: a base with a version of Frigate. */
interface Setting {
  readonly base: Base;
  readonly version: Version;
}

/** A value of an option, and the settings in which it is tried. */
interface Tried {
  readonly trial: Trial;
  readonly settings: readonly Setting[];
}

/** Null for what the module refuses. */
interface AllRendered {
  /** The settings themselves, in order. */
  readonly before: readonly (Rendered | null)[];
  /** By trial, in each of its settings. */
  readonly after: readonly (readonly (Rendered | null)[])[];
}

/** Renders everything in one run of Nix, with another host on the same nginx. */
function render(settings: readonly Setting[], tried: readonly Tried[]): AllRendered {
  const paths = [...new Set(tried.map(({ trial }) => trial.path))];
  const triedText = tried.map(({ trial: { path, value }, settings: its }) => {
    const indices = its.map((setting) => settings.indexOf(setting)).join(" ");
    const module = `{ lib, pkgs, ... }: { services.frigate.${path} = lib.mkForce (${value}); }`;
    return `{ read = [ "${path}" ]; module = (${module}); settings = [ ${indices} ]; }`;
  });
  const outcome = evaluateNix(
    `{ evaluateFile, nixpkgs, frigateModule }:
    let
      bases = { ${Object.entries(bases)
        .map(([name, module]) => `"${name}" = ${module};`)
        .join("\n")} };
      settings = [ ${settings.map(({ base, version }) => `{ module = bases."${base}"; version = "${version}.0"; }`).join("\n")} ];
      tried = [ ${triedText.join("\n")} ];

      otherHost.services.nginx = { enable = true; virtualHosts."other.example.com" = { }; };
      rendered = read: module: setting:
        let
          result = import evaluateFile {
            inherit nixpkgs frigateModule;
            frigateVersion = setting.version;
            modules = [ otherHost setting.module module ];
          };
          inherit (result.internals) config lib;
          value = path: lib.attrByPath (lib.splitString "." path) null config.services.frigate;
          all = {
            inherit (result) nginxConf nginxIncludes;
            values = lib.genAttrs read (path:
              let json = builtins.tryEval (builtins.unsafeDiscardStringContext (builtins.toJSON (value path)));
              in if json.success then json.value else "unset");
          };
          accepted = builtins.tryEval (if result.assertions == [ ] then builtins.deepSeq all all else null);
        in
        if accepted.success then accepted.value else null;
    in
    {
      before = map (rendered [ ${paths.map((path) => `"${path}"`).join(" ")} ] { }) settings;
      after = map ({ read, module, settings }: map (rendered read module) settings)
        (map (one: one // { settings = map (builtins.elemAt settings) one.settings; }) tried);
    }`,
    {
      evaluateFile: { path: fromRoot("generator/inspect/evaluate/nixos/evaluate.nix") },
      nixpkgs: { path: standIn.directory },
      frigateModule: { path: fromRoot("module/kanidm.nix") },
    },
  );
  if (!outcome.ok) throw new Error(outcome.message);
  return outcome.value as unknown as AllRendered;
}

const treeOf = ({ nginxConf, nginxIncludes }: Rendered): NginxFile =>
  resolveIncludes(parseNginx(nginxConf), (path) => nginxIncludes[path] ?? knownIncludes(path)).file;

/** An option, or a setting that is none. */
interface Subject {
  readonly name: string;
  readonly changes: Change;
  readonly trials: readonly Trial[];
}

/** @throws UserProblem where the schema is wrong. */
function everySubject(): readonly Subject[] {
  const { frigate, kanidm } = readSchema();
  const options = [...optionChanges(frigate), ...optionChanges(kanidm)];
  const settings = Object.entries(settingChanges) as readonly (readonly [SettingName, Change])[];
  return [
    ...options.map((option) => {
      const further = (furtherValues[option.path] ?? []).map((value) => ({
        path: attributePath(option.path, options),
        value,
      }));
      return {
        name: option.path,
        changes: option.changes,
        trials: [...trialsOf(option, options), ...further],
      };
    }),
    ...settings.map(([name, changes]) => {
      const path = `settings.${name}`;
      return { name: path, changes, trials: settingValues[name].map((value) => ({ path, value })) };
    }),
  ];
}

interface Result {
  readonly changed: ReadonlySet<Place>;
  /** Whether the option has another value than in the base. */
  readonly differs: boolean;
}

const sorted = (places: Iterable<Place>): readonly Place[] => {
  const wanted = new Set(places);
  return everyPlace.filter((place) => wanted.has(place));
};

/** The version of Frigate that everything is tried with. */
const usual: Version = "0.17";

/** As few others as it takes to have every route, and to have Frigate judge cameras. */
function otherVersions(): readonly Version[] {
  const isIn =
    ({ since = "0.15", until }: Route) =>
    (version: Version): boolean =>
      since <= version && (until === undefined || version < until);
  const missing = (Object.values(routes) as readonly Route[]).filter((route) => !isIn(route)(usual));
  return [
    ...new Set([...missing.flatMap((route) => versions.filter(isIn(route)).slice(-1)), judgesCamerasSince]),
  ];
}

/** What every trial comes to in every setting that takes it. */
function results(subjects: readonly Subject[]): ReadonlyMap<string, readonly Result[]> {
  const ofUsual = (Object.keys(bases) as readonly Base[]).map((base): Setting => ({ base, version: usual }));
  const few = ofUsual.filter(({ base }) => fewBases.includes(base));
  const settings = [
    ...ofUsual,
    ...otherVersions().flatMap((version) => few.map(({ base }) => ({ base, version }))),
  ];
  const tried = subjects.flatMap(({ name, changes, trials }) =>
    trials.map((trial) => ({ name, trial, settings: "noRoute" in changes ? few : settings })),
  );
  const { before, after } = render(settings, tried);
  const baselines = new Map(settings.map((setting, index) => [setting, accepted(setting, before[index])]));
  const found = tried.flatMap(({ name, trial: { path }, settings: its }, number) =>
    its.flatMap((setting, index) => {
      const [was, is] = [baselines.get(setting), after[number]?.[index]];
      if (was === undefined || is === undefined || is === null) return [];
      const changed =
        was.nginxConf === is.nginxConf ? new Set<Place>() : changedPlaces(was.tree, treeOf(is), ownPages);
      return [{ name, changed, differs: was.values[path] !== is.values[path] }];
    }),
  );
  return new Map(subjects.map(({ name }) => [name, found.filter((result) => result.name === name)]));
}

/** @throws Error for a base that the module refuses: nothing could be tried there. */
function accepted(
  { base, version }: Setting,
  rendered: Rendered | null | undefined,
): Rendered & { readonly tree: NginxFile } {
  if (rendered === undefined || rendered === null) throw new Error(`refused: ${base}, Frigate ${version}`);
  return { ...rendered, tree: treeOf(rendered) };
}

describe("what an option changes in nginx", () => {
  const subjects = everySubject();
  const found = results(subjects);

  test("further values are those of options", () => {
    expect(Object.keys(furtherValues).filter((option) => !found.has(option))).toEqual([]);
  });

  test.each(subjects)("$name", ({ name, changes, trials }) => {
    const tries = found.get(name) ?? [];
    const isTried = tries.some(({ changed, differs }) => differs || changed.size > 0);
    expect(isTried, `${name} has no other value: write an @example that none of the bases has`).toBe(true);
    const changed = sorted(tries.flatMap((result) => [...result.changed]));
    expect(changed, `${name} with ${trials.map(({ value }) => value).join(", or ")}`).toEqual(
      sorted(placesOf(changes)),
    );
  });
});
