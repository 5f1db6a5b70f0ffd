/** All options. */
export interface Options {
  /** Words. */
  words: Lines;
}

/** Some more options. */
export interface Options {
  /** Text. */
  text: string;
}

/** A word of the vocabulary. */
interface Lines {
  /** Text. */
  text: string;
}
