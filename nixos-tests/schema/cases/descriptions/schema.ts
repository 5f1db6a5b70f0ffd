/**
 * All options.
 *
 * @source interfaces and groups may say where they come from
 */
export interface Options {
  /**
   * Ends in a list:
   *
   * - {option}`services.a.enable` and {option}`services.b."<name>"`
   *   over two lines
   * - [a link](https://example.com/a_b#c)
   *
   *   with a second paragraph.
   * 1. one
   * 2) two
   */
  aList: string;

  /**
   * Ends in a block.
   *
   * :::{.note}
   * Write to <admin@example.com>, see {@link Options} and `@default`.
   *
   * ::::{.warning}
   * Inside.
   * ::::
   * :::
   */
  block: string;

  /**
   * Ends in a fence.
   *
   * ```nix
   * services.a = {
   *     # indented, with a "quote", ${dollar} and \ backslash
   *   };
   * @default is text here
   * ::: too
   * ```
   *
   * @see https://example.com/one
   * @see https://example.com/two?a={b}#c
   * @source https://example.com/three, and the fourth word
   */
  fence: string;

  /** One line, one sentence ("so"). */
  oneLine: string;

  /**

     Without stars, "and `quoted.`"

   */
  // prettier-ignore
  starless: string;
}
