/** Paths of the project that tests work on. */
import { readdirSync } from "node:fs";
import { fileURLToPath } from "node:url";

/** Absolute path of a file given from the project's root. */
export const fromRoot = (file: string): string => fileURLToPath(new URL(`../../${file}`, import.meta.url));

/** Names of the `.nix` files in a directory given from the project's root, without the ending. */
export const nixFilesIn = (directory: string): readonly string[] =>
  readdirSync(fromRoot(directory))
    .filter((name) => name.endsWith(".nix"))
    .map((name) => name.slice(0, -".nix".length))
    .toSorted();
