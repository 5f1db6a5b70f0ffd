import type { Freeform } from "../../../../generator/schema/vocabulary.ts";

/** Open, which the root cannot be. */
export interface Options extends Freeform<"yaml"> {
  /** Another format. */
  format: Format;
  /** One of ours. */
  inherits: Inherits;
  /** A parameter. */
  parameter: Parameter<string>;
  /** A tree. */
  tree: Tree;
  /** A type that is refused still uses what it names. */
  twice: Array<Twice>;
}

/** Another format. */
interface Format extends Freeform<"json"> {
  /** Text. */
  text: string;
}

/** One of ours. */
interface Inherits extends Format {
  /** Text. */
  text: string;
}

/** A parameter. */
interface Parameter<T> {
  /** Text. */
  text: T;
}

/** A tree. */
interface Tree {
  /** Its branches. */
  branches: Branch[];
}

/** A branch. */
interface Branch {
  /** Its own branches. */
  more: Record<string, Branch>;
  /** Back up. */
  tree: Tree;
}

/** Once. */
interface Twice {
  /** Text. */
  text: string;
}

/** Once more. */
interface Twice {
  /** More text. */
  more: string;
}

/** Not used. */
interface Unused {
  /** Text. */
  text: string;
}
