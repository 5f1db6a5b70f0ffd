/** All options. */
export interface Options {
  /**
   * Text.
   *
   * @default ""
   * @example "a"
   * @default "b"
   * @see https://example.com/
   * @see https://example.com/
   * @example 1
   */
  text: string;
}
