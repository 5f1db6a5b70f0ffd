import type { Freeform, Lines } from "../../../../generator/schema/vocabulary.ts";

/** All options. */
export interface Options {
  /** A generic list. */
  array: Array<string>;

  /** A function. */
  call: () => string;

  /** A vocabulary word is no generic. */
  generic: Lines<string>;

  /** A group is no generic. */
  group: Group<string>;

  /** An interface on the spot. */
  inline: {
    text: string;
  };

  /** Known names only. */
  keys: Record<"a" | "b", string>;

  /** Only null. */
  nothing: null;

  /** A number. */
  number: number[];

  /** The mark of open interfaces. */
  open: Freeform<"yaml">;

  /** A pair. */
  pair: [string, string];

  /** A list that cannot change. */
  readOnly: readonly string[];

  /** Undefined. */
  undefined: string | undefined;
}

/** A group. */
interface Group {
  /** Text. */
  text: string;
}
