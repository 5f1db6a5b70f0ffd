/** All options. */
export interface Options {
  /** Once. */
  text: string;

  /** Twice. */
  text: string;
}
