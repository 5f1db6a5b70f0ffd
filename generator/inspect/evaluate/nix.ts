/** Runs real Nix. Knows how to ask and how to report an error, not what is asked. */
import { spawnSync } from "node:child_process";
import { UserProblem } from "../../problem.ts";

/** How to get Nix where there is none. */
export const nixHint =
  "Install Nix: `apt-get install nix-bin` on Debian, or https://nixos.org/download; on a machine with Nix, `nix develop` " +
  "brings everything else.";

/** A value as Nix prints it with --json. */
export type Json = string | number | boolean | null | readonly Json[] | { readonly [name: string]: Json };

/** Arguments of the expression: a path, or a Nix expression given as text. */
export type Argument =
  { readonly path: string } | { readonly expression: string } | { readonly text: string };

export type Outcome =
  { readonly ok: true; readonly value: Json } | { readonly ok: false; readonly message: string };

/**
 * Evaluates an expression, a function of `args`, to JSON. Nothing is built or written, no store is needed.
 * @throws UserProblem when there is no Nix.
 */
export function evaluateNix(expression: string, args: Readonly<Record<string, Argument>> = {}): Outcome {
  const result = spawnSync("nix-instantiate", commandLine(expression, args), {
    encoding: "utf8",
    maxBuffer: 256 * 1024 * 1024,
  });
  if (result.error !== undefined) throw spawnProblem(result.error);
  if (result.status !== 0) return { ok: false, message: errorText(result.stderr) };
  return { ok: true, value: JSON.parse(result.stdout) as Json };
}

const commandLine = (expression: string, args: Readonly<Record<string, Argument>>): string[] => [
  ...["--eval", "--strict", "--json", "--store", "dummy://", "--expr", expression],
  ...Object.entries(args).flatMap(([name, argument]) => {
    if ("text" in argument) return ["--argstr", name, argument.text];
    return ["--arg", name, "path" in argument ? argument.path : argument.expression];
  }),
];

function spawnProblem(error: Error): Error {
  const missing = "code" in error && error.code === "ENOENT";
  return missing ? new UserProblem(`Nix is not installed: there is no nix-instantiate.\n${nixHint}`) : error;
}

/** Nix's message from its first `error:` on, without remarks about the machine and about tracing. */
function errorText(output: string): string {
  const from = output.search(/^error:/m);
  const text = from === -1 ? output : output.slice(from);
  return text
    .split("\n")
    .filter((line) => !/^warning: the group|--show-trace|^\(use/.test(line))
    .join("\n")
    .trim();
}
