/** Directories and programs that must be gone when the tests are, however they end. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { spawn, type ChildProcess } from "node:child_process";

const directories = new Set<string>();
const programs = new Set<ChildProcess>();

process.on("exit", () => {
  for (const program of programs) program.kill("SIGKILL");
  for (const directory of directories) rmSync(directory, { recursive: true, force: true });
});

/** An empty directory, removed when this process ends if {@link removeScratch} has not been called before. */
export function scratchDirectory(): string {
  // Short: the path of a unix socket may have 107 bytes.
  const directory = mkdtempSync(join(tmpdir(), "rig-"));
  directories.add(directory);
  return directory;
}

export function removeScratch(directory: string): void {
  rmSync(directory, { recursive: true, force: true });
  directories.delete(directory);
}

/** Stops the program, when it has not ended by itself. */
export type Stop = () => Promise<void>;

/**
 * Sees to it that a program ends: with `stop`, when this process exits, and when this process is killed. The last needs a
 * guard, whose standard input ends with this process.
 */
export function endWithTests(program: ChildProcess): Stop {
  const { pid } = program;
  if (pid === undefined) return async () => {};
  programs.add(program);
  const ended = new Promise<void>((resolve) => program.once("exit", () => resolve()));
  const guard = spawn("/bin/sh", ["-c", `cat >/dev/null; kill -TERM ${pid}`], {
    stdio: ["pipe", "ignore", "ignore"],
  });
  // A guard that could not be started, or is gone already, has nothing to hear.
  guard.stdin.on("error", () => {});
  guard.unref();
  void ended.then(() => {
    programs.delete(program);
    guard.kill("SIGKILL");
  });
  return async () => {
    if (program.exitCode === null && program.signalCode === null) {
      program.kill("SIGTERM");
      const late = setTimeout(() => program.kill("SIGKILL"), 10_000);
      await ended;
      clearTimeout(late);
    }
  };
}
