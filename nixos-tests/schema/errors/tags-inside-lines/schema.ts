/** All options. */
export interface Options {
  /** On the same line. @default "a." */
  same: string;

  /**
   * Only `@default` is fine, @example
   * is not.
   */
  text: string;
}
