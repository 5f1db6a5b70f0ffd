/** All options. */
export interface Options {
  /** A number. */
  1: string;

  /** Something computed. */
  [Symbol.iterator]: string;
}
