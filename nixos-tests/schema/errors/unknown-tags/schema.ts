/** All options. */
export interface Options {
  /**
   * Text.
   *
   * @defaultValue ""
   * @ "a"
   * @Default ""
   */
  text: string;
}
