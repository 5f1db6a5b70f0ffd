/** The project as a whole: types, layout of the sources, freshness of what is generated. */
import { execFileSync, spawnSync } from "node:child_process";
import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, normalize } from "node:path";
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
      ["-i", "s/enable = lib.mkEnableOption/enabled = lib.mkEnableOption/", "module/frigate/options.nix"],
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

/** vitest.config.ts, the scripts of package.json and the flake's checks run the tests, so they name them; nothing else does. */
test("generator/ and module/ stand without the tests", () => {
  const found = tracked
    .filter((name) => /^(generator|module|examples)\//.test(name))
    .filter((name) => readFileSync(join(root, name), "utf8").includes("nixos-tests"));
  expect(found).toEqual([]);
});

test("no import of the generator leads back to where it began", () => {
  const sources = tracked.filter((name) => name.startsWith("generator/") && name.endsWith(".ts"));
  const imports = new Map(sources.map((name) => [name, importsOf(name)]));
  expect([...imports.values()].flat().length).toBeGreaterThan(sources.length);
  expect(cycleIn(imports)).toEqual([]);
  expect(cycleIn(new Map([...imports, ["generator/problem.ts", ["generator/cli.ts"]]]))).not.toEqual([]);
});

test("generation loads nothing that works on rendered configurations", () => {
  const loaded = new Set(["generator/verbs/generate.ts"]);
  for (const name of loaded) for (const next of importsOf(name)) loaded.add(next);
  expect(loaded).toContain("generator/schema/audit-rules.ts");
  expect([...loaded].filter((name) => name.startsWith("generator/inspect/"))).toEqual([]);
});

/** The project's own files that a source imports, types included. */
const importsOf = (name: string): readonly string[] =>
  [...readFileSync(join(root, name), "utf8").matchAll(/(?:\bfrom |\bimport |\bimport\()"(\.[^"]+)"/g)].map(
    ([, path = ""]) => normalize(join(dirname(name), path)),
  );

/** The first way around that a depth-first search finds; empty where there is none. */
function cycleIn(graph: ReadonlyMap<string, readonly string[]>): readonly string[] {
  const done = new Set<string>();
  const search = (node: string, path: readonly string[]): readonly string[] => {
    if (path.includes(node)) return [...path.slice(path.indexOf(node)), node];
    if (done.has(node)) return [];
    for (const next of graph.get(node) ?? []) {
      const cycle = search(next, [...path, node]);
      if (cycle.length > 0) return cycle;
    }
    done.add(node);
    return [];
  };
  for (const node of graph.keys()) {
    const cycle = search(node, []);
    if (cycle.length > 0) return cycle;
  }
  return [];
}

const nixfmt = process.env["NIXFMT"] ?? "";

test.skipIf(nixfmt === "")(
  "nixfmt leaves every Nix file as it is (needs nixfmt: `cargo install nixfmt_rs`, or `nix develop`)",
  () => {
    succeeds(nixfmt, ["--check", ...tracked.filter((name) => name.endsWith(".nix"))]);
  },
);

const moduleFiles = tracked.filter((name) => /^module\/.*\.nix$/.test(name));

test("every Nix file parses", () => {
  const { status, stderr } = spawnSync(
    "nix-instantiate",
    ["--parse", ...tracked.filter((name) => name.endsWith(".nix"))],
    {
      cwd: root,
      encoding: "utf8",
    },
  );
  expect(status, stderr).toBe(0);
});

test("the module is read on a screen: no line over 120 columns, no file over 500 lines", () => {
  const lines = moduleFiles.flatMap((name) =>
    readFileSync(join(root, name), "utf8")
      .split("\n")
      .map((line, index) => ({ where: `${name}:${index + 1}`, line, index })),
  );
  expect(
    lines.filter(({ line, index }) => line.length > 120 || index > 500).map(({ where }) => where),
  ).toEqual([]);
});

/** One long list each: options, and what they and the routes are made from. */
const declarative = [
  "generator/schema/audit-rules.ts",
  "module/frigate/options.nix",
  "nixos-tests/module/sso-cases.ts",
  "generator/schema/options.ts",
  "generator/schema/routes.ts",
];

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
