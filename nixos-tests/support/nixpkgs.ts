/** The nixpkgs that the tests evaluate with: the stand-in always, a real one where it can be found. */
import { findNixpkgs, standIn, type Nixpkgs } from "../../generator/inspect/evaluate/nixpkgs.ts";

const found = findNixpkgs(undefined);

/** A real nixpkgs, or null. */
export const realNixpkgs: Nixpkgs | null = found.standIn ? null : found;

/** Why tests that compare with a real nixpkgs are skipped, and how to run them. */
export const realNixpkgsHint = "needs a nixpkgs: set NIXPKGS to one, or run in `nix develop`";

/** Name and nixpkgs, for tables of tests. */
export const everyNixpkgs: readonly (readonly [string, Nixpkgs])[] = [
  ["stand-in", standIn],
  ...(realNixpkgs === null ? [] : [["nixpkgs", realNixpkgs] as const]),
];
