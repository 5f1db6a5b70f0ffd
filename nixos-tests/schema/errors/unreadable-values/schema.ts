import type { Package, PackageDirectory } from "../../../../generator/schema/vocabulary.ts";

/** All options. */
export interface Options {
  /** @enable */
  enable: boolean;

  /** @enable something. */
  enableA: boolean;

  /** @package some thing */
  package: Package;

  /**
   * Text.
   *
   * @default
   * @example "a" or "b"
   * @see example.com
   * @source
   * @changes
   */
  a: string;

  /**
   * Text.
   *
   * @default ["a" "b"]
   * @example `a`
   * @see https://example.com/ and https://example.org/
   * @changes no route:
   */
  b: string[];

  /**
   * Text.
   *
   * @defaultPackage pkgs.ffmpeg
   * @examplePackage 7zip
   * @directive send_timeout
   */
  c: PackageDirectory;

  /**
   * Text.
   *
   * @default { a: 1, a: 2 }
   * @example { [a]: f(1) }
   */
  d: Record<string, string>;

  /**
   * Two of three are there.
   *
   * @changes = /auth, /nowhere, every route
   * @computedDefault whateverTheHostSays
   */
  e: string;

  /**
   * A place of the identity server is called after it.
   *
   * @changes /auth,
   *   identity = /auth
   */
  f: string;
}
