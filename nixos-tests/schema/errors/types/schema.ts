import type { Freeform } from "../../../../generator/schema/vocabulary.ts";

/** All options. */
export interface Options {
  /** A generic list. */
  array: Array<string>;
  /** A function. */
  call: () => string;
  /** Inside others. */
  deep: Record<string, (Missing | null)[]>;
  /** Either. */
  either: string | string[];
  /** A group that may be missing. */
  group: Group | null;
  /** Groups that may be missing. */
  groups: (null | Group)[];
  /** An interface on the spot. */
  inline: {
    text: string;
  };
  /** Known names only. */
  keys: Record<"a" | "b", string>;
  /** A list as name. */
  names: Record<string[], string>;
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
  /** Not imported from anywhere. */
  text: Text;
  /** Undefined. */
  undefined: string | undefined;
  /** Words and text. */
  words: "a" | string | null;
}

/** A group. */
interface Group {
  /** Text. */
  text: string;
}
