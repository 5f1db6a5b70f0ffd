import type { Package, PackageDirectory } from "../../../../generator/schema/vocabulary.ts";

/** All options. */
export interface Options {
  /**
   * @enable something
   * @default true
   */
  enable: boolean;

  /**
   * @see https://example.com/
   * @package something
   */
  package: Package;

  /**
   * Computed and stated.
   *
   * @default true
   * @computedDefault buildMachineCanRunFrigate
   */
  computed: boolean;

  /**
   * Two of each.
   *
   * @defaultPackage a
   * @default "/b"
   * @example "/c"
   * @examplePackage d
   */
  directory: PackageDirectory;
}
