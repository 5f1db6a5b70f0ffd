import type { Package, PackageDirectory } from "../../../../generator/schema/vocabulary.ts";

/** All options. */
export interface Options {
  /** @enable something that is no boolean */
  enable: boolean | null;

  /** @enable a group */
  enableGroup: Group;

  /** @package something */
  package: PackageDirectory;

  /**
   * Text.
   *
   * @defaultPackage something
   */
  text: string;

  /**
   * A list of packages.
   *
   * @examplePackage something
   */
  tools: Package[];
}

/** A group. */
interface Group {
  /** Text. */
  text: string;
}
