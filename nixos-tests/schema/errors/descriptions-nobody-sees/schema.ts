import type { Package } from "../../../../generator/schema/vocabulary.ts";

/** All options. */
export interface Options {
  /**
   * Whether to enable something.
   *
   * @enable something
   */
  enable: boolean;

  /**
   * The package.
   *
   * @package something
   */
  package: Package;
}
