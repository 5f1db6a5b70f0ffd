/** The machines of the VM tests, as far as they come to life without virtual machines. */
import { spawn, spawnSync } from "node:child_process";
import { chmodSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { ourModule, type Rendered } from "../../generator/inspect/evaluate/configuration.ts";
import type { Nixpkgs } from "../../generator/inspect/evaluate/nixpkgs.ts";
import { evaluateWith, valueIn } from "../support/evaluate.ts";
import { fromRoot } from "../support/files.ts";

/** The files of the tests; the first one goes into nixpkgs. */
const testFiles = {
  frigate: fromRoot("generator/inspect/nixpkgs/machine-test.nix"),
  kanidm: fromRoot("nixos-tests/vm/kanidm.nix"),
};

export const vmTests = ["frigate", "kanidm"] as const satisfies readonly VmTest[];

export type VmTest = keyof typeof testFiles;

/** What a test comes to, see evaluate.nix. */
export interface EvaluatedTest {
  readonly name: string;
  readonly testScript: string;
  readonly nodes: Readonly<Record<string, Rendered & { readonly programs: readonly string[] }>>;
}

/**
 * Evaluates every machine of a test with our module.
 * @throws Error with Nix's message.
 */
export function evaluateTest(test: VmTest, nixpkgs: Nixpkgs): EvaluatedTest {
  const outcome = evaluateWith(
    nixpkgs,
    "import evaluateTest { inherit nixpkgs test; module = frigateModule; }",
    {
      evaluateTest: { path: fromRoot("nixos-tests/vm/evaluate.nix") },
      frigateModule: { path: ourModule },
      test: { path: testFiles[test] },
    },
  );
  return valueIn(outcome) as unknown as EvaluatedTest;
}

export const hasPython = spawnSync("python3", ["--version"]).status === 0;

/** Machines by name, each with the directory that its commands are looked for in first. */
export type Machines = Readonly<Record<string, string>>;

/**
 * Checks a test's script, and runs the named subtests on this machine; resolves to the names of all there are.
 * @throws Error with what Python says, an assertion of the script included.
 */
export async function drive(
  script: string,
  path: Machines,
  subtests: readonly string[] = [],
): Promise<readonly string[]> {
  const order = JSON.stringify({ script, path, subtests });
  const { status, stdout, stderr } = await run("python3", [fromRoot("nixos-tests/vm/drive.py")], order);
  if (status !== 0) throw new Error(stderr);
  return JSON.parse(stdout) as readonly string[];
}

/** Runs a program to its end while this process goes on serving what it asks. */
export function run(
  program: string,
  args: readonly string[],
  input = "",
  environment: Readonly<Record<string, string>> = {},
): Promise<{ readonly status: number | null; readonly stdout: string; readonly stderr: string }> {
  return new Promise((resolve, reject) => {
    const child = spawn(program, [...args], { env: { ...process.env, ...environment } });
    const output = { stdout: "", stderr: "" };
    child.stdout.on("data", (data: Buffer) => (output.stdout += data.toString()));
    child.stderr.on("data", (data: Buffer) => (output.stderr += data.toString()));
    child.once("error", reject);
    child.once("close", (status) => resolve({ status, ...output }));
    child.stdin.end(input);
  });
}

/**
 * A directory with programs in place of those on PATH: shell text by name. In it, `the_real NAME …` runs the one on PATH.
 */
export function programsIn(directory: string, programs: Readonly<Record<string, string>>): string {
  mkdirSync(directory, { recursive: true });
  for (const [name, text] of Object.entries(programs)) {
    const file = join(directory, name);
    writeFileSync(file, `#!/bin/sh\nthe_real() { PATH=\${PATH#*:} exec "$@"; }\n${text}\n`);
    chmodSync(file, 0o755);
  }
  return directory;
}

/** A curl that finds addresses (`host:port`) at a port of this machine. */
export function curlTo(ports: Readonly<Record<string, number>>, ...options: readonly string[]): string {
  const elsewhere = Object.entries(ports).map(
    ([address, port]) => `--connect-to ${address}:127.0.0.1:${port}`,
  );
  return `the_real curl --noproxy '*' ${[...elsewhere, ...options].join(" ")} "$@"`;
}
