/** What the figures were measured on. */
import { spawnSync } from "node:child_process";
import { cpus } from "node:os";
import { nginxBuild } from "../rig/nginx.ts";

export interface Machine {
  readonly processor: string;
  readonly cores: number;
  readonly nginx: string;
  readonly node: string;
  readonly nix: string;
}

export const thisMachine = (): Machine => ({
  processor: cpus()[0]?.model.trim() ?? "an unknown processor",
  cores: cpus().length,
  nginx: nginxBuild().version.join("."),
  node: process.versions.node,
  nix:
    /[\d.]+/.exec(spawnSync("nix-instantiate", ["--version"], { encoding: "utf8" }).stdout ?? "")?.[0] ?? "?",
});
