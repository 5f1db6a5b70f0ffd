import type { Freeform } from "../../../../generator/schema/vocabulary.ts";

/** All options. */
export interface Options extends Freeform<"yaml"> {
  /** Text. */
  text: string;
}
