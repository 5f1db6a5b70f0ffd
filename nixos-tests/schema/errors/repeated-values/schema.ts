/** All options. */
export interface Options {
  /** Null twice. */
  // prettier-ignore
  maybe: (string | null) | null;

  /** A word twice. */
  words: ("a" | "b" | "a")[];
}
