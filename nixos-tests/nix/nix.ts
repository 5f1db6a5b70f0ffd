/** Real Nix and nixfmt for the printer's tests: many texts in one call. */
import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Json } from "../../generator/inspect/evaluate/nix.ts";
import { onPath } from "../../generator/inspect/evaluate/tools.ts";

/** The formatter to compare with; empty when there is none. */
export const nixfmt = process.env["NIXFMT"] || (onPath("nixfmt") ? "nixfmt" : "");

/** Says in a test's name why it is skipped. */
export const nixfmtHint =
  "needs nixfmt in NIXFMT or on PATH: `cargo install nixfmt_rs`, or `nix develop`; any version from 1.0.0";

/**
 * The value of a Nix expression.
 * @throws Error with Nix's message when it has none.
 */
export function evaluate(source: string): Json {
  return inFiles([source], (files) => {
    const options = ["--eval", "--strict", "--json", "--store", "dummy://"];
    const { status, stdout, stderr } = spawnSync("nix-instantiate", [...options, ...files], {
      encoding: "utf8",
      maxBuffer: 256 * 1024 * 1024,
    });
    if (status !== 0) throw new Error(stderr);
    return JSON.parse(stdout) as Json;
  });
}

/** The sources that nixfmt would write differently, or cannot read, each with nixfmt's version of it. */
export function reformatted(sources: readonly string[]): readonly { was: string; becomes: string }[] {
  const clean = inFiles(sources, (files) => spawnSync(nixfmt, ["--check", ...files]).status === 0);
  if (clean) return [];
  const pairs = sources.map((was) => {
    const { stdout, stderr } = spawnSync(nixfmt, ["-"], { input: was, encoding: "utf8" });
    return { was, becomes: stdout === "" ? stderr : stdout };
  });
  return pairs.filter(({ was, becomes }) => was !== becomes);
}

function inFiles<T>(sources: readonly string[], use: (files: readonly string[]) => T): T {
  const directory = mkdtempSync(join(tmpdir(), "printed-nix-"));
  try {
    const files = sources.map((source, i) => {
      const file = join(directory, `${i}.nix`);
      writeFileSync(file, source);
      return file;
    });
    return use(files);
  } finally {
    rmSync(directory, { recursive: true });
  }
}
