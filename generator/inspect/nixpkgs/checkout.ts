/** Reads a checkout of nixpkgs and says what would change in it. */
import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { releaseNoteEntries, releaseNotes, type ReplacedFile } from "../../schema/nixpkgs.ts";
import { bundledFiles, type BundledFile } from "./bundle.ts";
import { withEntry } from "./release-notes.ts";

/** A file to write: path from the top of nixpkgs, and its whole text. */
export interface Change {
  readonly path: string;
  readonly text: string;
}

/** What is to be written, and everything that speaks against writing it: one sentence each. */
export interface Plan {
  readonly changes: readonly Change[];
  readonly problems: readonly string[];
}

/** Compares a checkout with what it is to get. Writes nothing. */
export function planFor(directory: string, bundle: readonly BundledFile[] = bundledFiles()): Plan {
  const needed = [
    "lib/default.nix",
    ...bundle.filter(({ file }) => !isNew(file)).map(({ file }) => file.path),
  ];
  const missing = needed.filter((path) => !existsSync(join(directory, path)));
  const problems = missing.map((path) => `${path}: there is no such file.`);
  const plans = [
    ...bundle
      .filter(({ file }) => !missing.includes(file.path))
      .map((bundled) => planOfFile(directory, bundled)),
    planOfNotes(directory),
  ];
  return {
    changes: plans.flatMap(({ changes }) => changes),
    problems: [...problems, ...plans.flatMap(({ problems }) => problems)],
  };
}

/** Whether there is nothing to replace. */
const isNew = ({ known }: ReplacedFile): boolean => Object.keys(known).length === 0;

function planOfFile(directory: string, { file, text }: BundledFile): Plan {
  if (isNew(file) && !existsSync(join(directory, file.path)))
    return { changes: [{ path: file.path, text }], problems: [] };
  const current = readFileSync(join(directory, file.path), "utf8");
  if (current === text) return { changes: [], problems: [] };
  if (Object.hasOwn(file.known, fingerprint(current))) {
    return { changes: [{ path: file.path, text }], problems: [] };
  }
  return {
    changes: [],
    problems: [
      `${file.path} is none of the texts this was made for (${Object.values(file.known).join("; ")}). ` +
        "See what it has that they have not, take over what matters, and add its fingerprint " +
        `${fingerprint(current)} to generator/schema/nixpkgs.ts.`,
    ],
  };
}

/**
 * Tells texts apart by their lines, whatever their order: SHA-256 of the sorted lines without the empty ones. The attributes
 * of a set can be written in any order, and trees differ in it.
 */
export function fingerprint(text: string): string {
  const lines = text.split("\n").filter((line) => line.trim() !== "");
  return createHash("sha256").update(lines.toSorted().join("\n")).digest("hex");
}

/** All entries go into the newest release notes, or none. */
function planOfNotes(directory: string): Plan {
  const path = newestNotes(directory);
  if (path === null) {
    return {
      changes: [],
      problems: [`${releaseNotes.directory}: there are no release notes rl-….section.md.`],
    };
  }
  const current = readFileSync(join(directory, path), "utf8");
  let text = current;
  const problems: string[] = [];
  for (const entry of releaseNoteEntries) {
    const noted = withEntry(text, entry);
    if (noted.ok) text = noted.text;
    else problems.push(`${path}: ${noted.problem}.`);
  }
  return { changes: text === current || problems.length > 0 ? [] : [{ path, text }], problems };
}

function newestNotes(directory: string): string | null {
  const below = join(directory, releaseNotes.directory);
  const names = existsSync(below) ? readdirSync(below).filter((name) => releaseNotes.name.test(name)) : [];
  const newest = names.toSorted().at(-1);
  return newest === undefined ? null : `${releaseNotes.directory}/${newest}`;
}
