import type { Freeform } from "../../../../generator/schema/vocabulary.ts";

/** All options. */
export interface Options {
  /** A group of options. */
  group: Group;

  /** Closed settings in a list. */
  list: Group[];

  /** Open settings by name. */
  open: Record<string, Open>;

  /** Open settings. */
  settings: Open;
}

/** Some options. */
export interface Group {
  /** A group inside a group. */
  inner: Inner;

  /** Text. */
  text: string | null;
}

/** One option. */
interface Inner {
  /** Text. */
  "quoted name": string;
}

/** Open settings. */
interface Open extends Freeform<"yaml"> {
  /** Open settings below closed lists. */
  deeper: Record<string, Inner[]>;
}
