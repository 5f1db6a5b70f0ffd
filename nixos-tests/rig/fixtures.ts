/** Configurations in nixos-tests/fixtures/frigate, rendered for a version of Frigate. */
import type { Rendered } from "../../generator/inspect/evaluate/configuration.ts";
import type { Version } from "../../generator/schema/frigate.ts";
import { renderText } from "../support/evaluate.ts";
import { fromRoot } from "../support/files.ts";
import type { FrigateConfig } from "./frigate-config.ts";

export { versions } from "./frigate-config.ts";

/** Evaluates `nixos-tests/fixtures/frigate/NAME.nix`, with Frigate in that version. */
export const renderFixture = (name: string, version: Version): Rendered =>
  renderText(`{ pkgs, ... }: {
  imports = [ ${fromRoot(`nixos-tests/fixtures/frigate/${name}.nix`)} ];
  services.frigate.package = pkgs.frigate // { version = "${version}.0"; };
}`);

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
