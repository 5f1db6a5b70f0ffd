/** `generate`: schema to files. */
import type { Request } from "./request.ts";
import { UserProblem } from "../problem.ts";
import { generatedFiles, readSchema, staleness, writeFiles } from "../generate.ts";

/** @throws UserProblem with a unified diff when `--check` finds a file that is not what the schema says. */
export function generate({ check }: Request): void {
  const files = generatedFiles(readSchema());
  if (!check) {
    const written = writeFiles(files);
    process.stdout.write(
      written.length === 0 ? "Nothing to do.\n" : written.map((path) => `wrote ${path}\n`).join(""),
    );
    return;
  }
  const stale = staleness(files);
  if (stale !== "") throw new UserProblem(`${stale}\nThese files are stale: run \`npm run generate\`.`);
  process.stdout.write("Everything is as the schema says.\n");
}
