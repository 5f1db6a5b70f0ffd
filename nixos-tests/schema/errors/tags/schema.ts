import type { Package, PackageDirectory } from "../../../../generator/schema/vocabulary.ts";

/**
 * All options.
 *
 * @see https://example.com/
 */
export interface Options {
  /**
   * @enable something
   * @default true
   */
  enable: boolean;

  /**
   * Whether to enable something.
   *
   * @enable something
   */
  enableDescribed: boolean;

  /** @enable a group */
  enableGroup: Group;

  /** @enable something that is no boolean */
  enableNullable: boolean | null;

  /**
   * @see https://example.com/
   * @package something
   */
  package: Package;

  /**
   * The package.
   *
   * @package something
   */
  packageDescribed: Package;

  /** @package something */
  packageDirectory: PackageDirectory;

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

  /**
   * A group.
   *
   * @default {}
   * @source is allowed
   */
  group: Group;

  /**
   * No package.
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

  /**
   * Some of them twice.
   *
   * @default ""
   * @default "b"
   * @see https://example.com/
   * @see https://example.com/
   * @changes every route
   * @changes /auth
   */
  twice: string;

  /**
   * No such tags.
   *
   * @defaultValue ""
   * @ "a"
   * @Default ""
   */
  unknown: string;
}

/** A group. */
interface Group {
  /** Text. */
  text: string;
}
