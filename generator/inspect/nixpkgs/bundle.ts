/** The texts that nixpkgs gets. */
import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { partsDirectory, replacedFiles, type ReplacedFile } from "../../schema/nixpkgs.ts";

/** A file of nixpkgs, and its new text. */
export interface BundledFile {
  readonly file: ReplacedFile;
  readonly text: string;
}

const module = (path: string): string => fileURLToPath(new URL(`../../../module/${path}`, import.meta.url));

/** The module with its parts, and the test of a machine with it. */
export function bundledFiles(): readonly BundledFile[] {
  const parts = readdirSync(module("frigate")).map((name) => ({
    file: { path: `${partsDirectory}/${name}`, known: {} },
    text: plainText(module(`frigate/${name}`)),
  }));
  return [
    { file: replacedFiles.module, text: plainText(module("frigate.nix")) },
    ...parts,
    { file: replacedFiles.test, text: readFileSync(testFile, "utf8") },
  ];
}

/** Written so that it says nothing about where it comes from. */
const testFile = fileURLToPath(new URL("machine-test.nix", import.meta.url));

/** The text of a Nix file without the lines that say what writes it. */
const plainText = (path: string): string =>
  readFileSync(path, "utf8").replace(
    /^ *# (Written by `npm run generate`.*|End of what is written\.)\n(#\n)?/gm,
    "",
  );
