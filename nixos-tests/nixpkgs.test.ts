/** What is written into nixpkgs: it fits there, evaluates there, says nothing of this project, and overwrites nobody's work. */
import { spawnSync } from "node:child_process";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { upstreamModule, type Nixpkgs } from "../generator/inspect/evaluate/nixpkgs.ts";
import { bundledFiles, type BundledFile } from "../generator/inspect/nixpkgs/bundle.ts";
import { fingerprint, planFor } from "../generator/inspect/nixpkgs/checkout.ts";
import {
  commitMessage,
  releaseNoteEntries,
  releaseNotes,
  replacedFiles,
} from "../generator/schema/nixpkgs.ts";
import { nixfmt, nixfmtHint, reformatted } from "./nix/nix.ts";
import { removeScratch, scratchDirectory } from "./rig/scratch.ts";
import { evaluateWith } from "./support/evaluate.ts";
import { fromRoot } from "./support/files.ts";
import { everyNixpkgs, realNixpkgs, realNixpkgsHint } from "./support/nixpkgs.ts";

const bundle = bundledFiles();
const textOf = (path: string): string => bundle.find(({ file }) => file.path === path)?.text ?? "";
const { module, test: vmTest } = replacedFiles;

const notesPath = `${releaseNotes.directory}/rl-2611.section.md`;
const notes = (incompatibilities: string, notable: string): string =>
  [
    "# Release 26.11 (2026.11/??) {#sec-release-26.11}",
    "## New Modules {#sec-release-26.11-new-modules}\n\n- A module.",
    `## Backward Incompatibilities {#sec-release-26.11-incompatibilities}\n\n<!-- Anywhere,\nwhere it fits. -->\n\n${incompatibilities}`,
    `## Other Notable Changes {#sec-release-26.11-notable-changes}\n\n${notable}\n`,
  ].join("\n\n");
const [incompatibility = "", notable = ""] = releaseNoteEntries.map(({ text }) => text);

let directory: string;
beforeEach(() => {
  directory = scratchDirectory();
});
afterEach(() => removeScratch(directory));

function write(files: Readonly<Record<string, string>>): void {
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(directory, path)), { recursive: true });
    writeFileSync(join(directory, path), text);
  }
}
const read = (path: string): string => readFileSync(join(directory, path), "utf8");

/** A checkout as it is before: small texts, which the bundle is made to know. */
const before: Readonly<Record<string, string>> = {
  "lib/default.nix": "{ }\n",
  [module.path]: "{ module = 1; second = 2; }\n",
  [vmTest.path]: "{ test = 1; }\n",
  [notesPath]: notes("- Something else.", releaseNotes.placeholder),
  [`${releaseNotes.directory}/rl-2605.section.md`]: notes("- An older one.", "- An older one."),
};
const knowing: readonly BundledFile[] = bundle.map(({ file, text }) => {
  const former = before[file.path];
  const known = former === undefined ? {} : { [fingerprint(former)]: "a text of this test" };
  return { text, file: { ...file, known } };
});
const parts = bundle.filter(({ file }) => before[file.path] === undefined);
const apply = (): void =>
  write(Object.fromEntries(planFor(directory, knowing).changes.map(({ path, text }) => [path, text])));

describe("a checkout", () => {
  test("gets module, test and release notes, and nothing else", () => {
    write(before);
    expect(planFor(directory, knowing).problems).toEqual([]);
    apply();
    for (const { file, text } of bundle) expect(read(file.path)).toBe(text);
    expect(parts).not.toEqual([]);
    expect(read(notesPath)).toBe(notes(`${incompatibility}\n\n- Something else.`, notable));
    expect(read(`${releaseNotes.directory}/rl-2605.section.md`)).toBe(
      notes("- An older one.", "- An older one."),
    );
  });

  test("is left alone the second time", () => {
    write(before);
    apply();
    expect(planFor(directory, knowing)).toEqual({ changes: [], problems: [] });
  });

  test("may have lines in another order", () => {
    expect(fingerprint("{\n  a = 1;\n\n  b = 2;\n}\n")).toBe(fingerprint("{\n  b = 2;\n  a = 1;\n}\n"));
    expect(fingerprint("{\n  a = 1;\n}\n")).not.toBe(fingerprint("{\n  a = 2;\n}\n"));
  });

  const cases: readonly (readonly [string, Readonly<Record<string, string>>, readonly string[]])[] = [
    [
      "an empty directory",
      {},
      [
        "lib/default.nix: there is no such file.",
        `${module.path}: there is no such file.`,
        `${vmTest.path}: there is no such file.`,
        `${releaseNotes.directory}: there are no release notes rl-….section.md.`,
      ],
    ],
    [
      "changes of others",
      { ...before, [module.path]: "{ module = 2; }\n", [vmTest.path]: "{ test = 2; }\n" },
      [
        `${module.path} is none of the texts this was made for (a text of this test). `,
        `${vmTest.path} is none of the texts this was made for (a text of this test). `,
      ],
    ],
    [
      "another entry about Frigate, and a section that is not there",
      {
        ...before,
        [notesPath]: notes("- `services.frigate` has changed.", "").replace("notable-changes", "more"),
      },
      [
        `${notesPath}: the section …-incompatibilities has an entry about \`services.frigate\` already`,
        `${notesPath}: there is no section with the anchor …-notable-changes.`,
      ],
    ],
  ];
  test.each(cases)(
    "with %s: everything is said, and what is spoken of stays as it is",
    (_, files, problems) => {
      write(files);
      const plan = planFor(directory, knowing);
      expect(plan.problems).toEqual(problems.map((problem) => expect.stringContaining(problem)));
      const spokenOf = problems.map((problem) => problem.split(/[: ]/)[0]);
      expect(plan.changes.filter(({ path }) => spokenOf.includes(path))).toEqual([]);
    },
  );
});

describe("the command", () => {
  const run = (...args: readonly string[]) => {
    const { status, stdout, stderr } = spawnSync(
      process.execPath,
      ["generator/bin.mjs", "nixpkgs", ...args],
      { cwd: fromRoot(""), encoding: "utf8" },
    );
    return { status, stdout, stderr };
  };

  test("refuses with all reasons, and writes nothing", () => {
    const files = { ...before, [vmTest.path]: textOf(vmTest.path) };
    write(files);
    const { status, stdout, stderr } = run(directory);
    expect({ status, stdout }).toEqual({ status: 1, stdout: "" });
    expect(stderr).toContain(`${directory} is left as it is:\n- ${module.path} is none of the texts`);
    expect(stderr).toContain(fingerprint(before[module.path] ?? ""));
    for (const [path, text] of Object.entries(files)) expect(read(path), path).toBe(text);
  });

  test.each([
    ["no directory", [], 2, "Name the top directory"],
    ["two", ["a", "b"], 2, "Name the top directory"],
    ["one that is not there", ["/no/such/nixpkgs"], 1, "/no/such/nixpkgs: there is no such directory."],
  ] as const)("%s", (_, args, status, message) => {
    expect(run(...args)).toMatchObject({ status, stdout: "", stderr: expect.stringContaining(message) });
  });

  const upstream = realNixpkgs === null ? null : upstreamModule(realNixpkgs);
  const isKnown = upstream !== null && fingerprint(readFileSync(upstream, "utf8")) in module.known;
  test.skipIf(!isKnown)(
    `replaces upstream's own module (${realNixpkgsHint}, with a module that is known)`,
    () => {
      write({
        ...before,
        [module.path]: readFileSync(upstream ?? "", "utf8"),
        [vmTest.path]: textOf(vmTest.path),
      });
      const first = run(directory);
      expect(first).toMatchObject({ status: 0, stdout: commitMessage });
      expect(first.stderr.match(/^wrote /gm)).toHaveLength(2 + parts.length);
      expect(read(module.path)).toBe(textOf(module.path));
      expect(run(directory)).toEqual({
        status: 0,
        stdout: commitMessage,
        stderr: "Everything is there already.\n",
      });
    },
  );
});

describe("the files", () => {
  const written = [
    ...bundle.map(({ text }) => text),
    ...releaseNoteEntries.map(({ text }) => text),
    commitMessage,
  ];

  test("say nothing of this project", () => {
    for (const text of written)
      expect(text).not.toMatch(/\b(npm|TypeScript|frigate-nginx|README)\b|generator|schema\/|docs\/\w+\.md/);
  });

  test.skipIf(nixfmt === "")(`nixfmt leaves them as they are (${nixfmtHint})`, () => {
    expect(reformatted(bundle.map(({ text }) => text))).toEqual([]);
  });

  test("the release notes name options that there are", () => {
    const text = parts.map((part) => part.text).join("\n");
    const named = releaseNoteEntries.flatMap((entry) => [
      ...entry.text.matchAll(/services\.frigate\.nginx\.([\w.]+)/g),
    ]);
    expect(named.length).toBeGreaterThan(0);
    for (const [, path = ""] of named)
      expect(text).toMatch(
        new RegExp(`\\b${path.split(".").at(-1)} = (lib\\.mkOption|required|nullable|option)\\b`),
      );
  });

  test("the commit message is one as nixpkgs wants it", () => {
    const [subject = "", blank, ...body] = commitMessage.split("\n");
    expect(subject).toMatch(/^nixos\/frigate: [^.]{1,60}$/);
    expect(blank).toBe("");
    expect(Math.max(...body.map((line) => line.length))).toBeLessThanOrEqual(72);
  });

  const rendered = (nixpkgs: Nixpkgs, frigateModule: string, example: string) =>
    evaluateWith(
      nixpkgs,
      `let result = import evaluate { inherit nixpkgs frigateModule; modules = [ example ]; };
      in { inherit (result) nginxConf nginxIncludes frigateSettings frigateService nginxService assertions warnings host options; }`,
      { frigateModule: { path: frigateModule }, example: { path: fromRoot(`examples/${example}.nix`) } },
    );

  describe.each(everyNixpkgs)("with the %s", (_, nixpkgs) => {
    test.each(["plain", "authelia", "kanidm-oauth2-proxy"])(
      "%s comes to the same as with our module",
      (example) => {
        write(Object.fromEntries(bundle.map(({ file, text }) => [file.path, text])));
        const outcome = rendered(nixpkgs, join(directory, module.path), example);
        expect(outcome).toMatchObject({ ok: true, value: { assertions: [], warnings: [] } });
        expect(outcome).toEqual(rendered(nixpkgs, fromRoot("module/default.nix"), example));
      },
    );
  });
});
