export interface Options {
  group: Group;

  // Not a doc comment.
  line: string;

  /**
   * @default ""
   */
  tagged: string;
}

/**
 *
 */
interface Group {
  /* Neither. */
  text: string;
}
