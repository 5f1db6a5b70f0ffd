/** `nixpkgs`: module, test and release notes into a checkout of nixpkgs, as a pull request has them. */
import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import type { Request } from "../../verbs/request.ts";
import { status, UserProblem } from "../../problem.ts";
import { planFor } from "../nixpkgs/checkout.ts";
import { commitMessage } from "../../schema/nixpkgs.ts";

/**
 * Writes the files, says so on stderr, and prints the commit message.
 * @throws UserProblem naming everything that is in the way; nothing is written then.
 */
export function nixpkgs(request: Request): void {
  const directory = onlyDirectory(request);
  const { changes, problems } = planFor(directory);
  if (problems.length > 0) throw new UserProblem(refusal(directory, problems));
  for (const { path, text } of changes) {
    mkdirSync(dirname(join(directory, path)), { recursive: true });
    writeFileSync(join(directory, path), text);
  }
  const written = changes.map(({ path }) => `wrote ${join(directory, path)}\n`);
  process.stderr.write(written.length === 0 ? "Everything is there already.\n" : written.join(""));
  process.stdout.write(commitMessage);
}

const refusal = (directory: string, problems: readonly string[]): string =>
  [`${directory} is left as it is:`, ...problems.map((problem) => `- ${problem}`)].join("\n");

function onlyDirectory({ files }: Request): string {
  const [directory, ...others] = files;
  if (directory === undefined || others.length > 0) {
    throw new UserProblem("Name the top directory of one checkout of nixpkgs.", status.usage);
  }
  if (!existsSync(directory)) throw new UserProblem(`${directory}: there is no such directory.`);
  return directory;
}
