/** All options. */
export interface Options {
  /** Either. */
  either: string | string[];

  /** Words and text. */
  words: "a" | string | null;
}
