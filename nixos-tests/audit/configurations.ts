/** Configurations that the audit is tried on. */
import { renderConfiguration } from "../../generator/inspect/evaluate/configuration.ts";
import { parseNginx, printNginx, type NginxFile } from "../../generator/inspect/nginx/parse.ts";
import { nginxText } from "../../generator/inspect/verbs/render.ts";
import { standIn } from "../../generator/inspect/evaluate/nixpkgs.ts";
import { loadReference, type Reference } from "../nginx/reference.ts";
import { fromRoot, nixFilesIn } from "../support/files.ts";

/** What nixpkgs' module and the forum's overrides come to, as text with lines. */
export const referenceText = (name: Reference): NginxFile =>
  parseNginx(printNginx(loadReference(name)), `${name}.nginx.conf`);

/** Paths of every example and fixture, from the project's root. */
export const ourFiles: readonly string[] = ["examples", "nixos-tests/fixtures/frigate"].flatMap((directory) =>
  nixFilesIn(directory).map((name) => `${directory}/${name}.nix`),
);

/** Evaluates one of them with the stand-in, as `render` prints it. */
export const rendered = (file: string): NginxFile =>
  parseNginx(nginxText(renderConfiguration(fromRoot(file), standIn)), file);
