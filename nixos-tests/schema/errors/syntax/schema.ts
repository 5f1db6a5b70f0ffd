/** All options. */
export interface Options {
  /** Text. */
  text: string;

  /** A list. */
  list: string[;
}
