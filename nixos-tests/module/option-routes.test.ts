/** What `@changes` and `@directive` in the schema say an option changes is what changes when Nix renders another value of it. */
import { describe, expect, test } from "vitest";
import { evaluateNix } from "../../generator/evaluate/nix.ts";
import { knownIncludes, resolveIncludes } from "../../generator/evaluate/nginx/include.ts";
import { parseNginx, type NginxFile } from "../../generator/evaluate/nginx/parse.ts";
import { standIn } from "../../generator/evaluate/nixpkgs.ts";
import { optionChanges } from "../../generator/emit/option-changes.ts";
import { readSchema } from "../../generator/generate.ts";
import type { Version } from "../../generator/schema/frigate.ts";
import { routes, type Route } from "../../generator/schema/routes.ts";
import { versions } from "../rig/fixtures.ts";
import { everyPlace, placesOf, settingChanges, type Change, type Place, type SettingName } from "../../generator/schema/places.ts";
import { fromRoot } from "../support/files.ts";
import { changedPlaces } from "./changed-routes.ts";
import { attributePath, trialsOf, type Trial } from "./option-trials.ts";
import { bases, furtherValues, settingValues, type Base } from "./option-values.ts";

const ownPages = ["/oauth2/"];

interface Rendered {
  readonly nginxConf: string;
  readonly nginxIncludes: Readonly<Record<string, string>>;
  /** Options as JSON, by the paths that were asked for. */
  readonly values: Readonly<Record<string, string>>;
}

/** A base with a version of Frigate, and what is set in it besides. */
interface Configuration {
  readonly base: Base;
  readonly version: Version;
  readonly set: Trial | null;
}

/** Modules of the configuration, and the options to read. */
const configurationText = ({ base, version, set }: Configuration, read: readonly string[]): string => `{
  version = "${version}.0";
  modules = [
    bases."${base}"
    ${set === null ? "" : `({ lib, pkgs, ... }: { services.frigate.${set.path} = lib.mkForce (${set.value}); })`}
  ];
  read = [ ${(set === null ? read : [set.path]).map((path) => `"${path}"`).join(" ")} ];
}`;

/**
 * Renders all of them in one run of Nix, with another host on the same nginx; null for one that the module refuses.
 * @param read options whose values are wanted of the bases; of a trial it is the one that is tried
 */
function render(configurations: readonly Configuration[], read: readonly string[]): readonly (Rendered | null)[] {
  const outcome = evaluateNix(
    `{ evaluateFile, nixpkgs, frigateModule }:
    let bases = { ${Object.entries(bases).map(([name, module]) => `"${name}" = ${module};`).join("\n")} };
    in map
      ({ modules, read, version }:
        let
          otherHost.services.nginx = { enable = true; virtualHosts."other.example.com" = { }; };
          result = import evaluateFile {
            inherit nixpkgs frigateModule;
            frigateVersion = version;
            modules = [ otherHost ] ++ modules;
          };
          inherit (result.internals) config lib;
          value = path: lib.attrByPath (lib.splitString "." path) null config.services.frigate;
          rendered = {
            inherit (result) nginxConf nginxIncludes;
            values = lib.genAttrs read (path:
              let json = builtins.tryEval (builtins.unsafeDiscardStringContext (builtins.toJSON (value path)));
              in if json.success then json.value else "unset");
          };
          accepted = builtins.tryEval (if result.assertions == [ ] then builtins.deepSeq rendered rendered else null);
        in
        if accepted.success then accepted.value else null)
      [ ${configurations.map((one) => configurationText(one, read)).join("\n")} ]`,
    {
      evaluateFile: { path: fromRoot("nixos-tests/evaluate/evaluate.nix") },
      nixpkgs: { path: standIn.directory },
      frigateModule: { path: fromRoot("module/kanidm.nix") },
    },
  );
  if (!outcome.ok) throw new Error(outcome.message);
  return outcome.value as unknown as readonly (Rendered | null)[];
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
      const further = (furtherValues[option.path] ?? []).map((value) => ({ path: attributePath(option.path, options), value }));
      return { name: option.path, changes: option.changes, trials: [...trialsOf(option, options), ...further] };
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

/** As few others as it takes to have every route. */
function otherVersions(): readonly Version[] {
  const isIn =
    ({ since = "0.15", until }: Route) =>
    (version: Version): boolean =>
      since <= version && (until === undefined || version < until);
  const missing = (Object.values(routes) as readonly Route[]).filter((route) => !isIn(route)(usual));
  return [...new Set(missing.flatMap((route) => versions.filter(isIn(route)).slice(-1)))];
}

/** What every trial comes to in every base that takes it. */
function results(subjects: readonly Subject[]): ReadonlyMap<string, readonly Result[]> {
  const before = [usual, ...otherVersions()].flatMap((version) =>
    (Object.keys(bases) as readonly Base[]).map((base): Configuration => ({ base, version, set: null })),
  );
  const tried = subjects.flatMap(({ name, changes, trials }) =>
    trials.flatMap((set) =>
      before
        .filter(({ version }) => version === usual || !("noRoute" in changes))
        .map((configuration) => ({ name, configuration, trial: { ...configuration, set } })),
    ),
  );
  const paths = [...new Set(tried.map(({ trial }) => trial.set.path))];
  const rendered = render([...before, ...tried.map(({ trial }) => trial)], paths);
  const baselines = new Map(before.map((configuration, index) => [configuration, accepted(configuration, rendered[index])]));
  const found = tried.flatMap(({ name, configuration, trial }, index) => {
    const [was, is] = [baselines.get(configuration), rendered[before.length + index] ?? null];
    if (was === undefined || is === null) return [];
    const changed = was.nginxConf === is.nginxConf ? new Set<Place>() : changedPlaces(was.tree, treeOf(is), ownPages);
    return [{ name, changed, differs: was.values[trial.set.path] !== is.values[trial.set.path] }];
  });
  return new Map(subjects.map(({ name }) => [name, found.filter((result) => result.name === name)]));
}

/** @throws Error for a base that the module refuses: nothing could be tried there. */
function accepted({ base, version }: Configuration, rendered: Rendered | null | undefined): Rendered & { readonly tree: NginxFile } {
  if (rendered === undefined || rendered === null) throw new Error(`refused: ${base}, Frigate ${version}`);
  return { ...rendered, tree: treeOf(rendered) };
}

describe("what an option changes in nginx", () => {
  const subjects = everySubject();
  const found = results(subjects);

  test.each(subjects)("$name", ({ name, changes, trials }) => {
    const tries = found.get(name) ?? [];
    const isTried = tries.some(({ changed, differs }) => differs || changed.size > 0);
    expect(isTried, `${name} has no other value: write an @example that none of the bases has`).toBe(true);
    const changed = sorted(tries.flatMap((result) => [...result.changed]));
    expect(changed, `${name} with ${trials.map(({ value }) => value).join(", or ")}`).toEqual(sorted(placesOf(changes)));
  });
});
