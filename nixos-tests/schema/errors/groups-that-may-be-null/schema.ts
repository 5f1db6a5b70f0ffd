/** All options. */
export interface Options {
  /** A group. */
  group: Group | null;

  /** Groups. */
  groups: (null | Group)[];
}

/** A group. */
interface Group {
  /** Text. */
  text: string;
}
