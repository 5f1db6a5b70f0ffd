/** About the file. */

/** All options. */
export interface Options {
  /** First. */
  /** Second. */
  text: string;
}
