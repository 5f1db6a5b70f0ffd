/**
 * Rendered text, kept in nixos-tests/golden and reviewed like code: plain.nginx.conf whole, every other configuration as a
 * unified diff to it. A hunk is headed by the blocks around its first change, not by line numbers: those would change in every
 * file with each line of plain.nginx.conf.
 *
 * `npm test -- nixos-tests/module/golden.test.ts -u` writes the files anew. `npm run -s render -- examples/authelia.nix` shows a
 * whole rendered file.
 */
import { structuredPatch, type StructuredPatchHunk } from "diff";
import { expect, test } from "vitest";
import { renderConfiguration } from "../../generator/inspect/evaluate/configuration.ts";
import { standIn } from "../../generator/inspect/evaluate/nixpkgs.ts";
import { nginxText } from "../../generator/inspect/verbs/render.ts";
import { fromRoot, nixFilesIn } from "../support/files.ts";

const versions = ["0.15", "0.16", "0.17", "0.18"].map((version) => `version-${version}`);
const files = [
  ...nixFilesIn("examples").map((name) => `examples/${name}.nix`),
  ...[...versions, "response-headers"].map((name) => `nixos-tests/fixtures/frigate/${name}.nix`),
].filter((file) => file !== "examples/plain.nix");

/** nginx.conf of a configuration. Where in the store a package lies says nothing about the module. */
const rendered = (file: string): string =>
  nginxText(renderConfiguration(fromRoot(file), standIn)).replace(
    /\/nix\/store\/[a-z0-9]{32}-/g,
    "/nix/store/",
  );

/** What another configuration changes in the text of `plain`. */
function difference(file: string): string {
  const other = rendered(file);
  const { hunks } = structuredPatch("plain", file, plain, other, undefined, undefined, { context: 2 });
  return `${hunks.flatMap((hunk) => [headOf(hunk, other.split("\n")), ...hunk.lines]).join("\n")}\n`;
}

/** The blocks around the first change of a hunk. */
function headOf({ newStart, lines }: StructuredPatchHunk, text: readonly string[]): string {
  const first = lines.findIndex((line) => !line.startsWith(" "));
  const before = [...text.slice(0, newStart - 1 + first), (lines[first] ?? "").slice(1)];
  const open = before.reduce<readonly string[]>((blocks, line) => {
    if (line.endsWith(" {")) return [...blocks, line.trim().slice(0, -" {".length)];
    return line.trim() === "}" ? blocks.slice(0, -1) : blocks;
  }, []);
  return `@@ ${open.join(" > ")} @@`;
}

const plain = rendered("examples/plain.nix");

test("examples/plain.nix", async () => {
  await expect(plain).toMatchFileSnapshot(fromRoot("nixos-tests/golden/plain.nginx.conf"));
});

test.each(files)("%s", async (file) => {
  const name = file.replace(/^.*\//, "").replace(/\.nix$/, "");
  await expect(difference(file)).toMatchFileSnapshot(fromRoot(`nixos-tests/golden/${name}.diff`));
});
