/**
 * All options.
 *
 * @see https://example.com/
 */
export interface Options {
  /**
   * A group.
   *
   * @default {}
   * @source is allowed
   */
  group: Group;
}

/** A group. */
interface Group {
  /** Text. */
  text: string;
}
