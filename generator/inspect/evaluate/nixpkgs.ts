/** Finds the nixpkgs that configurations are evaluated with. */
import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { UserProblem } from "../../problem.ts";

export interface Nixpkgs {
  readonly directory: string;
  /** Where it was found, for people. */
  readonly origin: string;
  readonly standIn: boolean;
}

/** The small library that takes the place of nixpkgs where there is none. */
export const standIn: Nixpkgs = {
  directory: fileURLToPath(new URL("../stand-in", import.meta.url)),
  origin: "the stand-in (no nixpkgs found; name one with --nixpkgs DIR or $NIXPKGS)",
  standIn: true,
};

const neededFiles = ["lib/default.nix", "nixos/modules/services/web-servers/nginx/default.nix"];

/**
 * The nixpkgs to use: the one named on the command line, `$NIXPKGS`, `<nixpkgs>`, else the stand-in.
 * @throws UserProblem when a directory that was named is no nixpkgs.
 */
export function findNixpkgs(named: string | undefined): Nixpkgs {
  if (named !== undefined) return checked(named, "--nixpkgs");
  const fromEnvironment = process.env["NIXPKGS"];
  if (fromEnvironment !== undefined && fromEnvironment !== "") return checked(fromEnvironment, "$NIXPKGS");
  const fromPath = nixPathEntry();
  if (fromPath === null) return standIn;
  return neededFiles.every((file) => existsSync(join(fromPath, file)))
    ? { directory: fromPath, origin: `<nixpkgs>, ${fromPath}`, standIn: false }
    : { ...standIn, origin: `the stand-in (<nixpkgs> is ${fromPath}, which is no nixpkgs)` };
}

function checked(directory: string, source: string): Nixpkgs {
  const missing = neededFiles.filter((file) => !existsSync(join(directory, file)));
  if (missing.length > 0) {
    throw new UserProblem(
      `${source} is ${directory}, which is no nixpkgs: there is no ${missing.join(" and no ")}.\n` +
        `Name the top directory of a nixpkgs, or leave ${source} out.`,
    );
  }
  return { directory: resolve(directory), origin: `${source}, ${directory}`, standIn: false };
}

/** `<nixpkgs>`, when it is there. */
function nixPathEntry(): string | null {
  const result = spawnSync("nix-instantiate", ["--find-file", "nixpkgs"], { encoding: "utf8" });
  return result.status === 0 ? result.stdout.trim() : null;
}

/** Upstream's own module in a nixpkgs; null where it is not there. */
export function upstreamModule(nixpkgs: Nixpkgs): string | null {
  const file = join(nixpkgs.directory, "nixos/modules/services/video/frigate.nix");
  return existsSync(file) ? file : null;
}
