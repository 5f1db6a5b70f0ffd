/** Error messages of many expressions from one run of Nix. */
import { spawnSync } from "node:child_process";

const marker = "next expression";

/**
 * Nix's messages for expressions that are expected to fail, without the traces around them; null for one that evaluates.
 * `prelude` is an expression for a set whose names the others may use.
 *
 * An error ends nix-instantiate, and Nix itself cannot look at one; the read-eval-print loop goes on. It tells values
 * and errors on different streams, so a trace before each expression says whose error is whose.
 * @throws Error when Nix does not run.
 */
export function messagesOf(prelude: string, expressions: readonly string[]): readonly (string | null)[] {
  const lines = expressions.flatMap((expression) => [
    `builtins.trace "${marker}" null`,
    `with prelude; builtins.deepSeq (${expression.replaceAll("\n", " ")}) null`,
  ]);
  const result = spawnSync(
    "nix",
    ["--extra-experimental-features", "nix-command", "--store", "dummy://", "repl"],
    { input: [`prelude = ${prelude}`, ...lines, ":q", ""].join("\n"), encoding: "utf8" },
  );
  const [, ...sections] = result.stderr.split(`trace: ${marker}\n`);
  if (sections.length !== expressions.length) throw new Error(`nix repl did not run:\n${result.stderr}`);
  return sections.map(innermostMessage);
}

/** Newer versions of Nix put the message last, after the traces; all begin it with `error:`. */
function innermostMessage(output: string): string | null {
  const message = output.split(/^\s*error: /m).at(-1);
  if (message === undefined || message === output) return null;
  return message.replace("evaluation aborted with the following error message: '", "").trim();
}
