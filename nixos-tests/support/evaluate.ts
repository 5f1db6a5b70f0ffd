/** Evaluates small configurations written as Nix text in a test. */
import { evaluateNix, type Json, type Outcome } from "../../generator/inspect/evaluate/nix.ts";
import type { Nixpkgs } from "../../generator/inspect/evaluate/nixpkgs.ts";
import { fromRoot } from "./files.ts";

const evaluateFile = fromRoot("generator/inspect/evaluate/nixos/evaluate.nix");

/** A Frigate module to evaluate with. */
export type Module = "ours" | "upstream";

/**
 * Evaluates `wanted` (Nix text; `result` is what evaluate.nix gives, `lib` its library) for a configuration given as the text
 * of a NixOS module. Relative paths start at nixos-tests/fixtures/frigate.
 */
export function evaluate(
  nixpkgs: Nixpkgs,
  configuration: string,
  wanted: string,
  module: Module = "ours",
): Outcome {
  const expression = `
    { evaluateFile, nixpkgs, frigateModule }:
    let
      result = import evaluateFile {
        inherit nixpkgs frigateModule;
        modules = [ ${fromRoot("nixos-tests/fixtures/frigate/base.nix")} (${configuration}) ];
      };
      inherit (result.internals) lib config;
      vhost = config.services.nginx.virtualHosts."frigate.example.com";
    in
    ${wanted}
  `;
  return evaluateNix(expression, {
    evaluateFile: { path: evaluateFile },
    nixpkgs: { path: nixpkgs.directory },
    frigateModule: {
      path:
        module === "ours"
          ? fromRoot("module/default.nix")
          : `${nixpkgs.directory}/nixos/modules/services/video/frigate.nix`,
    },
  });
}

/**
 * The value of {@link evaluate}.
 * @throws Error with Nix's message when the evaluation fails.
 */
export function valueOf(
  nixpkgs: Nixpkgs,
  configuration: string,
  wanted: string,
  module: Module = "ours",
): Json {
  const outcome = evaluate(nixpkgs, configuration, wanted, module);
  if (!outcome.ok) throw new Error(outcome.message);
  return outcome.value;
}

/** How many assertions files whose path ends in one of `files` define for a configuration. */
export const assertionsFrom = (
  nixpkgs: Nixpkgs,
  frigateModule: string,
  configuration: string,
  files: readonly string[],
): number => {
  const outcome = evaluateNix(
    `{ evaluateFile, nixpkgs, frigateModule, base }:
    let
      inherit ((import evaluateFile { inherit nixpkgs frigateModule; modules = [ base (${configuration}) ]; }).internals) lib options;
      isWanted = { file, ... }: lib.any (end: lib.hasSuffix end file) [ ${files.map((file) => `"${file}"`).join(" ")} ];
      wanted = lib.filter isWanted options.assertions.definitionsWithLocations;
    in
    lib.length (lib.concatMap (definition: definition.value) wanted)`,
    {
      evaluateFile: { path: evaluateFile },
      nixpkgs: { path: nixpkgs.directory },
      frigateModule: { path: fromRoot(frigateModule) },
      base: { path: fromRoot("generator/inspect/reference/host.nix") },
    },
  );
  if (!outcome.ok) throw new Error(outcome.message);
  return Number(outcome.value);
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
