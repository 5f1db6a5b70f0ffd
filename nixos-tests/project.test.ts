/** The project as a whole: types, layout of the sources, freshness of what is generated. */
import { execFileSync, spawnSync } from "node:child_process";
import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { expect, test } from "vitest";
import { generatedFiles, readSchema, staleness } from "../generator/generate.ts";
import { fromRoot } from "./support/files.ts";

const root = fromRoot("");
const program = (name: string): string => fromRoot(`node_modules/.bin/${name}`);

function succeeds(command: string, args: readonly string[]): void {
  const { status, stdout, stderr } = spawnSync(command, [...args], { cwd: root, encoding: "utf8" });
  expect(status, `${stdout}${stderr}`).toBe(0);
}

const tracked = execFileSync("git", ["ls-files"], { cwd: root, encoding: "utf8" }).trim().split("\n");

test("the types are right", () => succeeds(program("tsc"), ["--noEmit"]));

test("the sources are laid out by prettier", () => succeeds(program("prettier"), ["--check", "."]));

test("what is generated is what the schema says", () => {
  expect(staleness(generatedFiles(readSchema()))).toBe("");
});

test("generate --check shows what is stale, and fails", () => {
  const copy = mkdtempSync(join(tmpdir(), "frigate-nginx-"));
  try {
    for (const file of tracked.filter((name) => /^(generator|module|docs|package|README)/.test(name))) {
      mkdirSync(dirname(join(copy, file)), { recursive: true });
      copyFileSync(join(root, file), join(copy, file));
    }
    spawnSync("ln", ["-s", fromRoot("node_modules"), join(copy, "node_modules")]);
    spawnSync(
      "sed",
      ["-i", "s/enable = lib.mkEnableOption/enabled = lib.mkEnableOption/", "module/frigate.nix"],
      { cwd: copy },
    );
    const { status, stderr } = spawnSync(process.execPath, ["generator/bin.mjs", "generate", "--check"], {
      cwd: copy,
      encoding: "utf8",
    });
    expect(status).toBe(1);
    expect(stderr).toMatch(/^-.*enabled = lib\.mkEnableOption/m);
    expect(stderr).toMatch(/^\+.*enable = lib\.mkEnableOption/m);
    expect(stderr).toContain("npm run generate");
  } finally {
    rmSync(copy, { recursive: true });
  }
});

const nixfmt = process.env["NIXFMT"] ?? "";

test.skipIf(nixfmt === "")(
  "nixfmt leaves every Nix file as it is (needs nixfmt: `cargo install nixfmt_rs`, or `nix develop`)",
  () => {
    succeeds(nixfmt, ["--check", ...tracked.filter((name) => name.endsWith(".nix"))]);
  },
);

/** One long list each: the module, and what it is made from. */
const declarative = ["module/frigate.nix", "generator/schema/options.ts", "generator/schema/routes.ts"];

test("files keep to a size that can be read", () => {
  const long = tracked
    .filter((name) => /\.(ts|nix)$/.test(name) && !declarative.includes(name))
    .map((name) => [name, readFileSync(join(root, name), "utf8").split("\n").length] as const)
    .filter(([, lines]) => lines > 340);
  expect(long).toEqual([]);
});

test("`any` has no place in the sources", () => {
  const found = tracked
    .filter((name) => name.endsWith(".ts"))
    .filter((name) =>
      /(:|<|as|,) any\b(?!\()/.test(
        readFileSync(join(root, name), "utf8").replace(/\/\*.*?\*\/|\/\/.*|"[^"\n]*"|`[^`]*`/gs, ""),
      ),
    );
  expect(found).toEqual([]);
});
