import type { Package, PackageDirectory } from "../../../../generator/schema/vocabulary.ts";

/** All options. */
export interface Options {
  /** @enable */
  enable: boolean;

  /** @enable something. */
  enableA: boolean;

  /**
   * @enable something
   *
   * else
   */
  enableB: boolean;

  /** @package some thing */
  package: Package;

  /**
   * Text.
   *
   * @default
   */
  a: string;

  /**
   * Text.
   *
   * @default plain words
   * @example "a" or "b"
   * @see example.com
   * @source
   */
  b: string;

  /**
   * Text.
   *
   * @default ["a" "b"]
   * @example `a`
   * @see https://example.com/ and https://example.org/
   */
  c: string[];

  /**
   * Text.
   *
   * @defaultPackage pkgs.ffmpeg
   * @examplePackage 7zip
   */
  d: PackageDirectory;

  /**
   * Text.
   *
   * @default { a: 1, a: 2 }
   * @example { [a]: f(1) }
   */
  e: Record<string, string>;
}
