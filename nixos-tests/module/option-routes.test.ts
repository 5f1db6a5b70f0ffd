/** The table of schema/option-routes.ts: what it says an option changes is what changes when Nix renders another value of it. */
import { describe, expect, test } from "vitest";
import { nginxTree, ourModule, type NginxText } from "../../generator/inspect/evaluate/configuration.ts";
import { standIn } from "../../generator/inspect/evaluate/nixpkgs.ts";
import { optionPaths } from "../../generator/emit/option-paths.ts";
import { readSchema } from "../../generator/generate.ts";
import {
  everyPlace,
  optionRoutes,
  placesOf,
  settingRoutes,
  type Change,
  type Place,
} from "../../generator/schema/option-routes.ts";
import { base, evaluateWith, valueIn } from "../support/evaluate.ts";
import { changedPlaces } from "./changed-routes.ts";
import { bases, optionTrials, settingTrials, type Base, type Trial } from "./option-values.ts";

const ownPages = ["/own/"];

interface Rendered extends NginxText {
  /** Options as JSON, by the paths that were asked for. */
  readonly values: Readonly<Record<string, string>>;
}

/** A base, and what is set in it besides. */
interface Configuration {
  readonly base: Base;
  readonly set: { readonly option: string; readonly value: string } | null;
}

/** `nginx.clients.<name>.user` as it stands in a configuration; an element of a list is set along with the list. */
const attributePath = (option: string): string =>
  option
    .replace("clients.<name>", "clients.robot")
    .replace("cameras.<name>", "cameras.front")
    .replace(/\.\*\..*$/, "");

const configurationText = ({ base, set }: Configuration): string => `[
  (${bases[base]})
  ${set === null ? "" : `({ lib, pkgs, ... }: { services.frigate.${attributePath(set.option)} = lib.mkForce (${set.value}); })`}
]`;

/**
 * Renders all of them in one run of Nix, with another host on the same nginx.
 * @param read options whose values are wanted besides
 * @throws Error for a configuration that is refused, with what the module says against it.
 */
function render(configurations: readonly Configuration[], read: readonly string[]): readonly Rendered[] {
  const outcome = evaluateWith(
    standIn,
    `map
      (modules:
        let
          otherHost.services.nginx = { enable = true; virtualHosts."other.example.com" = { }; };
          result = import evaluate { inherit nixpkgs frigateModule; modules = [ ${base} otherHost ] ++ modules; };
          inherit (result.internals) config lib;
          value = path: lib.attrByPath (lib.splitString "." path) null config.services.frigate;
        in
        if result.assertions != [ ] then { refused = result.assertions; } else {
          inherit (result) nginxConf nginxIncludes;
          values = lib.genAttrs [ ${read.map((option) => `"${attributePath(option)}"`).join(" ")} ] (path:
            let json = builtins.tryEval (builtins.unsafeDiscardStringContext (builtins.toJSON (value path)));
            in if json.success then json.value else "unset");
        })
      [ ${configurations.map(configurationText).join("\n")} ]`,
    { frigateModule: { path: ourModule } },
  );
  return (valueIn(outcome) as unknown as readonly (Rendered | { readonly refused: readonly string[] })[]).map(
    (rendered, index) => {
      if (!("refused" in rendered)) return rendered;
      throw new Error(`${JSON.stringify(configurations[index])}: ${rendered.refused.join("\n")}`);
    },
  );
}

const changes: Readonly<Record<string, Change>> = { ...optionRoutes, ...belowSettings(settingRoutes) };
const trials: Readonly<Record<string, readonly Trial[]>> = {
  ...optionTrials,
  ...belowSettings(settingTrials),
};

function belowSettings<Value>(values: Readonly<Record<string, Value>>): Readonly<Record<string, Value>> {
  return Object.fromEntries(Object.entries(values).map(([name, value]) => [`settings.${name}`, value]));
}

interface Result {
  readonly trial: Trial;
  readonly changed: ReadonlySet<Place>;
  /** Whether the option has another value than in the base. */
  readonly differs: boolean;
}

const options = Object.keys(changes);
const isUnseen = (option: string): boolean => "noRoute" in (changes[option] as Change);
const sorted = (places: Iterable<Place>): readonly Place[] => {
  const wanted = new Set(places);
  return everyPlace.filter((place) => wanted.has(place));
};

/** What every trial of every option comes to. */
function results(): ReadonlyMap<string, readonly Result[]> {
  const names = Object.keys(bases) as readonly Base[];
  const tried = options.flatMap((option) => (trials[option] ?? []).map((trial) => ({ option, trial })));
  const rendered = render(
    [
      ...names.map((base) => ({ base, set: null })),
      ...tried.map(({ option, trial: [base, value] }) => ({ base, set: { option, value } })),
    ],
    options.filter(isUnseen),
  );
  const found = tried.map(({ option, trial }, index) => {
    const before = rendered[names.indexOf(trial[0])] as Rendered;
    const after = rendered[names.length + index] as Rendered;
    const same = before.nginxConf === after.nginxConf;
    const changed = same ? new Set<Place>() : changedPlaces(nginxTree(before), nginxTree(after), ownPages);
    const path = attributePath(option);
    return [option, { trial, changed, differs: before.values[path] !== after.values[path] }] as const;
  });
  return new Map(
    options.map((option) => [option, found.flatMap(([of, result]) => (of === option ? [result] : []))]),
  );
}

test("the table has the options of the schema, no other", () => {
  const { frigate, kanidm } = readSchema();
  const paths = [...optionPaths(frigate), ...optionPaths(kanidm)].map(({ path }) => path);
  expect(Object.keys(optionRoutes).toSorted()).toEqual(paths.toSorted());
});

describe("what an option changes in nginx", () => {
  const found = results();

  test.each(options)("%s", (option) => {
    const tries = found.get(option) ?? [];
    const changed = sorted(tries.flatMap((result) => [...result.changed]));
    expect(changed, `generator/schema/option-routes.ts: ${option}`).toEqual(
      sorted(placesOf(changes[option] as Change)),
    );
    if (isUnseen(option)) {
      for (const { trial, differs } of tries)
        expect(differs, `${option} is no other with ${trial[1]}`).toBe(true);
    }
    expect(tries.length).toBeGreaterThan(0);
  });
});
