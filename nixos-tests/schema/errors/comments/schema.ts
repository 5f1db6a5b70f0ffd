/** About the file. */

/** All options */
export interface Options {
  blank: Blank;

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

  /** A group of options, */
  group: Group;

  /** On the same line. @default "a." */
  inside: string;

  /**
   * Only `@default` is fine, @example
   * is not.
   */
  insideToo: string;

  /**
   * Ends in an introduction:
   */
  introduction: string;

  // Not a doc comment.
  line: string;

  /**
   * - A list.
   *
   * And then text
   *
   * @default ""
   */
  listed: string;

  /**
   * A note without its end.
   *
   * :::{.note}
   * Text.
   *
   * @default ""
   */
  note: string;

  /**
   * @default ""
   */
  tagged: string;

  /** First. */
  /** Second. */
  twice: string;
}

/**
 *
 */
interface Blank {
  /* Neither. */
  text: string;
}

/** Ends in `code` */
interface Group {
  /** Text. */
  text: string;
}
