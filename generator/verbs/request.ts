/** What the command line asks of a verb. */
import { status, UserProblem } from "../problem.ts";

/** What every verb is told. */
export interface Request {
  readonly files: readonly string[];
  readonly nixpkgs: string | undefined;
  readonly check: boolean;
  readonly format?: string | undefined;
  /** `host:port` of Frigate's internal port, for audit. */
  readonly frigate?: readonly string[] | undefined;
  readonly output?: string | undefined;
}

/** Words that make no command; the usage is shown with them. */
export class UsageProblem extends UserProblem {
  constructor(message: string) {
    super(message, status.usage);
  }
}

/**
 * The one file a verb works on.
 * @throws UserProblem when there is none, or more than one.
 */
export function onlyFile({ files }: Request): string {
  const [file, ...others] = files;
  if (file === undefined) throw new UsageProblem("Name a NixOS configuration, such as examples/kanidm.nix.");
  if (others.length > 0) throw new UsageProblem(`Name one NixOS configuration, not ${files.length}.`);
  return file;
}
