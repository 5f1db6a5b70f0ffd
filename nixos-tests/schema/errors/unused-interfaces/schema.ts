/** All options. */
export interface Options {
  /** A type that is refused still uses what it names. */
  refused: Array<Used>;
}

/** Used. */
interface Used {
  /** Text. */
  text: string;
}

/** Uses the next one. */
interface Unused {
  /** Used by an unused one. */
  next: Next;
}

/** Used by the last one only. */
interface Next {
  /** Text. */
  text: string;
}
