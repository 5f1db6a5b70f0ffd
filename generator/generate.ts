/** Schema to files: reads the option set, writes the modules and the option reference, or says what is stale. */
import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { createTwoFilesPatch } from "diff";
import { auditReference } from "./audit/reference.ts";
import { replacement } from "./emit/default.ts";
import { frigateModule } from "./emit/frigate.ts";
import { kanidmModule } from "./emit/kanidm.ts";
import { gatewayDocs } from "./emit/gateway-docs.ts";
import { optionChanges } from "./emit/option-changes.ts";
import { readme } from "./emit/readme.ts";
import { optionReference } from "./emit/reference.ts";
import { routeReference } from "./emit/routes-reference.ts";
import type { Member } from "./model/option.ts";
import { formatProblems } from "./model/problems.ts";
import { optionPaths } from "./model/option-paths.ts";
import { readOptions, type ReadResult } from "./model/read.ts";
import { printNix } from "./nix/print.ts";
import { UserProblem } from "./evaluate/problem.ts";

const projectRoot = fileURLToPath(new URL("..", import.meta.url));
const schemaFiles = {
  frigate: fileURLToPath(new URL("schema/options.ts", import.meta.url)),
  kanidm: fileURLToPath(new URL("schema/kanidm.ts", import.meta.url)),
};

/** The option sets of the modules. */
export type Schema = Readonly<Record<keyof typeof schemaFiles, readonly Member[]>>;

/** A generated file: path from the project's root, and its whole text. */
export interface Generated {
  readonly path: string;
  readonly text: string;
}

/** Every generated file, as the schema says it should be. */
export function generatedFiles({ frigate, kanidm }: Schema): readonly Generated[] {
  const written = [
    { path: "module/frigate.nix", text: printNix(frigateModule(frigate)) },
    { path: "module/kanidm.nix", text: printNix(kanidmModule(kanidm)) },
    { path: "module/default.nix", text: printNix(replacement) },
    { path: "docs/audit.md", text: auditReference() },
    { path: "docs/options.md", text: optionReference(frigate, kanidm) },
    { path: "docs/routes.md", text: routeReference([...optionChanges(frigate), ...optionChanges(kanidm)]) },
    { path: "README.md", text: readme(currentText("README.md")) },
    ...gatewayDocs(currentText),
  ];
  return [...written, { path: "generator/digest.json", text: digest(written) }];
}

/**
 * What the generator read and wrote, as hashes: `nix flake check` compares them, since it cannot run the generator where
 * there are no npm packages.
 */
function digest(written: readonly Generated[]): string {
  const read = sourceDirectories.flatMap(filesBelow).map((path) => ({ path, text: currentText(path) }));
  const hashes = [...read, ...written.filter(({ path }) => !partlyByHand(path))].map(
    ({ path, text }) => [path, sha256(text)] as const,
  );
  return `${JSON.stringify(Object.fromEntries(hashes.toSorted(byPath)), null, 2)}\n`;
}

const partlyByHand = (path: string): boolean => path === "README.md" || path.startsWith("docs/gateways/");

const sourceDirectories = ["schema", "model", "nix", "emit", "audit"].map((name) => `generator/${name}`);

const filesBelow = (directory: string): readonly string[] =>
  readdirSync(`${projectRoot}${directory}`, { recursive: true, encoding: "utf8" })
    .filter((name) => name.endsWith(".ts"))
    .map((name) => `${directory}/${name}`);

const sha256 = (text: string): string => createHash("sha256").update(text).digest("hex");

const byPath = ([one]: readonly [string, string], [other]: readonly [string, string]): number =>
  one < other ? -1 : 1;

/**
 * The option sets of schema/options.ts and schema/kanidm.ts.
 * @throws UserProblem listing all mistakes in the schema.
 */
export function readSchema(): Schema {
  const results = {
    frigate: readOptions(schemaFiles.frigate, "Frigate"),
    kanidm: readOptions(schemaFiles.kanidm, "Frigate"),
  };
  const problems = Object.values(results).flatMap((result) => (result.ok ? [] : result.problems));
  if (problems.length > 0) throw new UserProblem(formatProblems(problems).trimEnd());
  const kanidm = membersOf(results.kanidm);
  refuseDirectives(kanidm);
  return { frigate: membersOf(results.frigate), kanidm };
}

/** The bundles of directives are in module/frigate.nix, which is used without module/kanidm.nix as well. */
function refuseDirectives(kanidm: readonly Member[]): void {
  const found = optionPaths(kanidm).find(
    ({ option }) => option.kind === "option" && option.directive !== null,
  );
  if (found === undefined) return;
  const { file, line, column } = found.option.position;
  throw new UserProblem(
    `${file}:${line}:${column}: @directive is for options of generator/schema/options.ts`,
  );
}

const membersOf = (result: ReadResult): readonly Member[] => (result.ok ? result.members : []);

/** Writes what changed and returns its paths. */
export function writeFiles(files: readonly Generated[]): readonly string[] {
  const stale = files.filter(({ path, text }) => currentText(path) !== text);
  for (const { path, text } of stale) writeFileSync(`${projectRoot}${path}`, text);
  return stale.map(({ path }) => path);
}

/** Unified diff from the files on disk to what the schema says; empty when they are the same. */
export function staleness(files: readonly Generated[]): string {
  return files
    .filter(({ path, text }) => currentText(path) !== text)
    .map(({ path, text }) => createTwoFilesPatch(`a/${path}`, `b/${path}`, currentText(path), text))
    .join("");
}

function currentText(path: string): string {
  const file = `${projectRoot}${path}`;
  return existsSync(file) ? readFileSync(file, "utf8") : "";
}
