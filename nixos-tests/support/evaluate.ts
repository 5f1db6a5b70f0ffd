/** Evaluates Nix text written in tests. */
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { renderConfiguration, type Rendered } from "../../generator/inspect/evaluate/configuration.ts";
import { evaluateNix, type Argument, type Json, type Outcome } from "../../generator/inspect/evaluate/nix.ts";
import { findNixpkgs, type Nixpkgs } from "../../generator/inspect/evaluate/nixpkgs.ts";
import { removeScratch, scratchDirectory } from "../rig/scratch.ts";
import { fromRoot } from "./files.ts";

/** The host that most configurations in tests add to. */
export const base = fromRoot("nixos-tests/fixtures/frigate/base.nix");

/** A Frigate module to evaluate with. */
export type Module = "ours" | "upstream";

/**
 * Evaluates an expression in which `evaluate` is nixos/evaluate.nix of the generator, `nixpkgs` a nixpkgs, `frigateModule` our
 * module, and the names of `args` what they say.
 */
export function evaluateWith(
  nixpkgs: Nixpkgs,
  expression: string,
  args: Readonly<Record<string, Argument>> = {},
): Outcome {
  const all = {
    evaluate: { path: fromRoot("generator/inspect/evaluate/nixos/evaluate.nix") },
    nixpkgs: { path: nixpkgs.directory },
    frigateModule: { path: fromRoot("module/default.nix") },
    ...args,
  };
  return evaluateNix(`{ ${Object.keys(all).join(", ")} }: ${expression}`, all);
}

/** @throws Error with Nix's message where there is no value. */
export function valueIn(outcome: Outcome): Json {
  if (!outcome.ok) throw new Error(outcome.message);
  return outcome.value;
}

/**
 * Evaluates `wanted` (Nix text; `result` is what evaluate.nix gives, `lib` its library) for a configuration given as the text
 * of a NixOS module. Relative paths start at nixos-tests/fixtures/frigate.
 */
function evaluate(nixpkgs: Nixpkgs, configuration: string, wanted: string, module: Module): Outcome {
  const upstream = `${nixpkgs.directory}/nixos/modules/services/video/frigate.nix`;
  const expression = `
    let
      result = import evaluate { inherit nixpkgs frigateModule; modules = [ ${base} (${configuration}) ]; };
      inherit (result.internals) lib config;
      vhost = config.services.nginx.virtualHosts."frigate.example.com";
    in
    ${wanted}
  `;
  return evaluateWith(nixpkgs, expression, module === "ours" ? {} : { frigateModule: { path: upstream } });
}

/**
 * The value of {@link evaluate}.
 * @throws Error with Nix's message when the evaluation fails.
 */
export const valueOf = (
  nixpkgs: Nixpkgs,
  configuration: string,
  wanted: string,
  module: Module = "ours",
): Json => valueIn(evaluate(nixpkgs, configuration, wanted, module));

/** How many assertions files whose path ends in one of `files` define for a configuration of a module of ours. */
export const assertionsFrom = (
  nixpkgs: Nixpkgs,
  frigateModule: string,
  configuration: string,
  files: readonly string[],
): number => {
  const expression = `
    let
      result = import evaluate { inherit nixpkgs frigateModule; modules = [ ${base} (${configuration}) ]; };
      inherit (result.internals) lib options;
      isWanted = { file, ... }: lib.any (end: lib.hasSuffix end file) ${JSON.stringify(files).replaceAll(",", " ")};
      wanted = lib.filter isWanted options.assertions.definitionsWithLocations;
    in
    lib.length (lib.concatMap (definition: definition.value) wanted)`;
  return Number(
    valueIn(evaluateWith(nixpkgs, expression, { frigateModule: { path: fromRoot(frigateModule) } })),
  );
};

/**
 * Nix's message for a configuration that must not evaluate.
 * @throws Error when it does evaluate.
 */
export function messageOf(nixpkgs: Nixpkgs, configuration: string, module: Module = "ours"): string {
  const everything = "{ inherit (result) nginxConf frigateSettings frigateService; }";
  const outcome = evaluate(nixpkgs, configuration, everything, module);
  if (outcome.ok) throw new Error(`evaluates, but should not: ${configuration}`);
  return outcome.message;
}

/**
 * Evaluates `wanted` (Nix text; `result` is what evaluate.nix gives) for each of the configurations, given as text of NixOS
 * modules, in one run of Nix; null where the configuration is refused, by an option's type for example.
 * @throws Error with Nix's message for mistakes that Nix cannot catch.
 */
export function ofEach(
  nixpkgs: Nixpkgs,
  configurations: readonly string[],
  wanted: string,
): readonly (Json | null)[] {
  const expression = `
    map
      (configuration:
        let
          result = import evaluate { inherit nixpkgs frigateModule; modules = [ ${base} configuration ]; };
          value = ${wanted};
          outcome = builtins.tryEval (builtins.deepSeq value value);
        in
        if outcome.success then outcome.value else null)
      [ ${configurations.map((configuration) => `(${configuration})`).join("\n")} ]
  `;
  return valueIn(evaluateWith(nixpkgs, expression)) as readonly (Json | null)[];
}

/**
 * Renders a configuration given as the text of a NixOS module, which imports others by absolute paths.
 * @throws UserProblem when it does not evaluate.
 */
export function renderText(configuration: string, nixpkgs: Nixpkgs = findNixpkgs(undefined)): Rendered {
  const scratch = scratchDirectory();
  const file = join(scratch, "configuration.nix");
  mkdirSync(scratch, { recursive: true });
  writeFileSync(file, configuration);
  try {
    return renderConfiguration(file, nixpkgs);
  } finally {
    removeScratch(scratch);
  }
}

/**
 * The rendered configuration.
 * @throws Error for one that NixOS would refuse to build.
 */
export function accepted(rendered: Rendered): Rendered {
  if (rendered.assertions.length > 0) throw new Error(rendered.assertions.join("\n"));
  return rendered;
}
