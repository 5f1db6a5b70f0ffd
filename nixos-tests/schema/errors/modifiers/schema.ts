/** All options. */
export interface Options {
  /** May be missing. */
  optional?: string;

  /** May not change. */
  readonly readOnly: string;

  /** Has a value. */
  value: string = "a";
}
