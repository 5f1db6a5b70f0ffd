/** Schema to files: reads the option set, writes the modules and the option reference, or says what is stale. */
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { createTwoFilesPatch } from "diff/lib/patch/create.js";
import { auditReference } from "./emit/audit-reference.ts";
import { directivesFile, mapsFile } from "./emit/directives.ts";
import { serversFile } from "./emit/servers.ts";
import { factsFile, kanidmFactsFile } from "./emit/facts.ts";
import { gatewaysFile } from "./emit/gateways.ts";
import { withLocations } from "./emit/locations.ts";
import { frigateOptions, kanidmOptions } from "./emit/options.ts";
import { gatewayDocs } from "./emit/gateway-docs.ts";
import { optionChanges } from "./emit/option-changes.ts";
import { readme } from "./emit/readme.ts";
import { optionReference } from "./emit/reference.ts";
import { routeReference } from "./emit/routes-reference.ts";
import type { Member } from "./model/option.ts";
import { formatProblems } from "./model/mistakes.ts";
import { optionPaths } from "./model/option-paths.ts";
import { readOptions, type ReadResult } from "./model/read.ts";
import { printNix } from "./nix/print.ts";
import { UserProblem } from "./problem.ts";

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
  return [
    { path: "module/frigate/directives.nix", text: printNix(directivesFile(frigate)) },
    { path: "module/frigate/facts.nix", text: printNix(factsFile()) },
    { path: "module/frigate/gateways.nix", text: printNix(gatewaysFile()) },
    { path: "module/frigate/nginx.nix", text: withLocations(currentText("module/frigate/nginx.nix")) },
    { path: "module/frigate/maps.nix", text: printNix(mapsFile()) },
    { path: "module/frigate/servers.nix", text: printNix(serversFile()) },
    { path: "module/frigate/options.nix", text: printNix(frigateOptions(frigate)) },
    { path: "module/kanidm-facts.nix", text: printNix(kanidmFactsFile()) },
    { path: "module/kanidm-options.nix", text: printNix(kanidmOptions(kanidm)) },
    { path: "docs/audit.md", text: auditReference() },
    { path: "docs/options.md", text: optionReference(frigate, kanidm) },
    { path: "docs/routes.md", text: routeReference([...optionChanges(frigate), ...optionChanges(kanidm)]) },
    { path: "README.md", text: readme(currentText("README.md")) },
    ...gatewayDocs(currentText),
  ];
}

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
