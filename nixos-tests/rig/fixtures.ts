/** Configurations in nixos-tests/fixtures/frigate, rendered for a version of Frigate. */
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { renderConfiguration, type Rendered } from "../../generator/inspect/evaluate/configuration.ts";
import { findNixpkgs } from "../../generator/inspect/evaluate/nixpkgs.ts";
import type { Version } from "../../generator/schema/frigate.ts";
import type { FrigateConfig } from "./frigate-config.ts";
import { removeScratch, scratchDirectory } from "./scratch.ts";

const directory = fileURLToPath(new URL("../fixtures/frigate/", import.meta.url));

/** The versions the module tells apart. */
export const versions = ["0.15", "0.16", "0.17", "0.18"] as const satisfies readonly Version[];

/** Evaluates `nixos-tests/fixtures/frigate/NAME.nix`, with Frigate in that version. */
export function renderFixture(name: string, version: Version): Rendered {
  const scratch = scratchDirectory();
  const file = join(scratch, "configuration.nix");
  mkdirSync(scratch, { recursive: true });
  writeFileSync(
    file,
    `{ pkgs, ... }:
{
  imports = [ ${JSON.stringify(join(directory, `${name}.nix`))} ];
  services.frigate.package = pkgs.frigate // { version = "${version}.0"; };
}
`,
  );
  const rendered = renderConfiguration(file, findNixpkgs(undefined));
  removeScratch(scratch);
  return rendered;
}

/** What a fixture's Frigate knows besides its settings. */
export const frigateOf = (version: Version): Pick<FrigateConfig, "version" | "users" | "exports"> => ({
  version,
  users: {
    alice: { password: "alice's password", role: "admin" },
    bob: { password: "bob's password", role: "viewer" },
    carol: { password: "carol's password", role: "gardener" },
  },
  exports: { "front_door.mp4": "front_door", "garden.mp4": "garden" },
});
