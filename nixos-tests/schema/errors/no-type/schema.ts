/** All options. */
export interface Options {
  /** @enable something */
  enable;

  /** Text. */
  text;
}
