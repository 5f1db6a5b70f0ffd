/** Directories and programs that must be gone when the tests are, however they end. */
import { spawn, type ChildProcess } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/**
 * What the guard does when this process is gone, $0 being the directory of everything: ends the programs that still run,
 * each of which has a file named like its number, and removes the directory.
 */
const afterwards = `
cat >/dev/null
for file in "$0"/programs/*; do
  [ -e "$file" ] || continue
  program=\${file##*/}
  kill -TERM "$program" || continue
  tries=0
  while kill -0 "$program" && [ $tries -lt 100 ]; do sleep 0.05; tries=$((tries + 1)); done
done
rm -rf "$0"
`;

let root: string | null = null;
let count = 0;

/** The directory of everything. Its guard's standard input ends with this process, even when that is killed. */
function scratchRoot(): string {
  if (root !== null) return root;
  // Short: the path of a unix socket may have 107 bytes.
  root = mkdtempSync(join(tmpdir(), "rig-"));
  mkdirSync(join(root, "programs"));
  const guard = spawn("/bin/sh", ["-c", afterwards, root], {
    stdio: ["pipe", "ignore", "ignore"],
    // Of a group of its own, or Ctrl-C would end it along with the tests.
    detached: true,
  });
  guard.on("error", () => {});
  guard.stdin.on("error", () => {});
  guard.unref();
  return root;
}

/** An empty directory, removed when this process ends if {@link removeScratch} has not been called before. */
export function scratchDirectory(): string {
  const directory = join(scratchRoot(), String((count += 1)));
  mkdirSync(directory);
  return directory;
}

export function removeScratch(directory: string): void {
  rmSync(directory, { recursive: true, force: true });
}

/** Stops the program, when it has not ended by itself. */
export type Stop = () => Promise<void>;

/** Sees to it that a program ends: with `stop`, and when this process ends. */
export function endWithTests(program: ChildProcess): Stop {
  const { pid } = program;
  if (pid === undefined) return async () => {};
  const file = join(scratchRoot(), "programs", String(pid));
  writeFileSync(file, "");
  const ended = new Promise<void>((resolve) =>
    program.once("exit", () => {
      rmSync(file, { force: true });
      resolve();
    }),
  );
  return async () => {
    if (program.exitCode === null && program.signalCode === null) {
      program.kill("SIGTERM");
      const late = setTimeout(() => program.kill("SIGKILL"), 10_000);
      await ended;
      clearTimeout(late);
    }
  };
}
