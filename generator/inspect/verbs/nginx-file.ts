/** An nginx.conf that a verb was given in place of a NixOS configuration. */
import { readFileSync, statSync } from "node:fs";
import { isDump, onDisk, readDump, readIncludes, type ReadFiles } from "../audit/includes.ts";
import { NginxSyntaxError, type NginxFile } from "../nginx/parse.ts";
import { status, UserProblem } from "../../problem.ts";

/** Whether a name stands for an nginx.conf: it does not end in `.nix`, and is no directory. */
export const isNginxFile = (name: string): boolean =>
  name === "-" || !(name.endsWith(".nix") || statSync(name, { throwIfNoEntry: false })?.isDirectory());

/**
 * Reads a file, or what `nginx -T` prints (`-`: standard input), with its includes.
 * @throws UserProblem with status 2 for what is not there; NginxSyntaxError
 */
export function readNginxFile(name: string): ReadFiles {
  const text = textOf(name);
  if (isDump(text)) return readDump(text);
  return readIncludes(text, name === "-" ? "standard input" : name, onDisk);
}

/**
 * The same; what could not be read is named on standard error.
 * @throws UserProblem with status 2 for what is not there or does not parse
 */
export function nginxFile(name: string): NginxFile {
  try {
    const { file, unread } = readNginxFile(name);
    for (const path of unread) process.stderr.write(`warning: ${path} could not be read\n`);
    return file;
  } catch (problem) {
    if (problem instanceof NginxSyntaxError) throw new UserProblem(problem.message, status.usage);
    throw problem;
  }
}

function textOf(name: string): string {
  try {
    return readFileSync(name === "-" ? 0 : name, "utf8");
  } catch (problem) {
    const message = problem instanceof Error ? problem.message : String(problem);
    throw new UserProblem(`${name} cannot be read: ${message}`, status.usage);
  }
}
