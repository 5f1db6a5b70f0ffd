/** The texts that nixpkgs gets. */
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { generatedFiles, readSchema } from "../../generate.ts";
import { replacedFiles, type ReplacedFile } from "../../schema/nixpkgs.ts";

/** A file of nixpkgs, and its new text. */
export interface BundledFile {
  readonly file: ReplacedFile;
  readonly text: string;
}

/** The module as the schema has it, and the test of a machine with it. */
export function bundledFiles(): readonly BundledFile[] {
  return [
    { file: replacedFiles.module, text: moduleText() },
    { file: replacedFiles.test, text: readFileSync(testFile, "utf8") },
  ];
}

/** Written so that it says nothing about where it comes from. */
const testFile = fileURLToPath(new URL("machine-test.nix", import.meta.url));

/** The generated module without the line that says so. */
function moduleText(): string {
  const module = generatedFiles(readSchema()).find(({ path }) => path === "module/frigate.nix");
  if (module === undefined) throw new Error("the generator writes no module/frigate.nix");
  return module.text.replace(/^# Written by .*\n/, "");
}
