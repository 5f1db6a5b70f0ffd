import type { Package } from "../../../../generator/schema/vocabulary.ts";

/** All options. */
export interface Options {
  /** @enable the recorder */
  enable: boolean;

  /**
   * @enable a second thing, whose words
   *   go on in the next line
   * @source the manual of the second thing
   */
  enableSecond: boolean;

  /** @package recorder_0-17 */
  package: Package;
}
