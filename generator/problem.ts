/** What the command line says when something is wrong, and the status it ends with. */

/** Exit statuses of the verbs. */
export const status = { failed: 1, usage: 2, assertion: 3 } as const;

export type Status = (typeof status)[keyof typeof status];

/** A mistake the user can mend: the message says what was found, where, and what to do instead. */
export class UserProblem extends Error {
  override readonly name = "UserProblem";
  readonly status: Status;

  constructor(message: string, exitStatus: Status = status.failed) {
    super(message);
    this.status = exitStatus;
  }
}
