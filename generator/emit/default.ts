/** `module/default.nix`: the module in place of the one that comes with nixpkgs. */
import { assign, list, path, set, text, type NixFile } from "../nix/ast.ts";
import { generatedHeader } from "./frigate.ts";

export const replacement: NixFile = {
  header: [generatedHeader],
  body: set(
    assign("disabledModules", list(text("services/video/frigate.nix"))),
    assign("imports", list(path("./frigate.nix"))),
  ),
};
