/** All options. */
export interface Options {
  /**
   * Text.
   *
   * @computedDefault whateverTheHostSays
   */
  text: string;

  /**
   * Text.
   *
   * @computedDefault
   */
  texts: string;
}
