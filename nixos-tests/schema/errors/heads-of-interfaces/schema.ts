import type { Freeform } from "../../../../generator/schema/vocabulary.ts";

/** All options. */
export interface Options {
  /** Another format. */
  format: Format;

  /** One of ours. */
  inherits: Inherits;

  /** A parameter. */
  parameter: Parameter<string>;
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
