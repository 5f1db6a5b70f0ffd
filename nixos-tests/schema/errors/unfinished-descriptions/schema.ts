/** All options */
export interface Options {
  /** A group of options, */
  group: Group;

  /**
   * Ends in an introduction:
   */
  introduction: string;

  /**
   * - A list.
   *
   * And then text
   *
   * @default ""
   */
  listed: string;
}

/** Ends in `code` */
interface Group {
  /** Text. */
  text: string;
}
