/** Rendered text, kept in nixos-tests/golden and reviewed like code. `npm test -- -u` writes it anew. */
import { expect, test } from "vitest";
import { nginxTree, renderConfiguration } from "../../generator/inspect/evaluate/configuration.ts";
import { standIn } from "../../generator/inspect/evaluate/nixpkgs.ts";
import { printNginx } from "../../generator/inspect/nginx/parse.ts";
import { fromRoot, nixFilesIn } from "../support/files.ts";

const files = [
  ...nixFilesIn("examples").map((name) => `examples/${name}.nix`),
  ...["version-0.15", "version-0.16", "version-0.17", "version-0.18", "response-headers"].map(
    (name) => `nixos-tests/fixtures/frigate/${name}.nix`,
  ),
];

test.each(files)("%s", async (file) => {
  const text = printNginx(nginxTree(renderConfiguration(fromRoot(file), standIn)));
  // Where in the store a package lies says nothing about the module.
  const named = text.replace(/\/nix\/store\/[a-z0-9]{32}-/g, "/nix/store/");
  const name = file.replace(/^.*\//, "").replace(/\.nix$/, "");
  await expect(named).toMatchFileSnapshot(fromRoot(`nixos-tests/golden/${name}.nginx.conf`));
});
