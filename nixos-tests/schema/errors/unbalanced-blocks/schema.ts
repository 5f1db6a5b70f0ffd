/** All options. */
export interface Options {
  /**
   * Closes what is not open.
   *
   * :::
   */
  closed: string;

  /**
   * A fence that swallows the tags.
   *
   * ```nix
   * {}.
   *
   * @default ""
   */
  fence: string;

  /**
   * A note without its end.
   *
   * :::{.note}
   * Text.
   *
   * @default ""
   */
  note: string;
}
