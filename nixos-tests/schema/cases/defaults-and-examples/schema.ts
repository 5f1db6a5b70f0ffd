import type {
  AbsolutePath,
  Freeform,
  HeaderName,
  HeaderValue,
  ListenAddress,
  PackageDirectory,
} from "../../../../generator/schema/vocabulary.ts";

/** All options. */
export interface Options {
  /**
   * The comment that follows the address is TypeScript's.
   *
   * @computedDefault internalListenOfSettings
   * @example "[::1]:5000"
   */
  address: ListenAddress | null;

  /**
   * Without a tag, null is the default; it may be said all the same.
   *
   * @example null
   */
  choice: "a" | "b" | null;

  /**
   * Over several lines.
   *
   * @default {
   *   "X-Frame-Options": "DENY",
   *   Server: 'none @ all', // a word
   * }
   * @example {}
   */
  headers: Record<HeaderName, HeaderValue>;

  /**
   * No default: it must be set.
   */
  name: string;

  /**
   * Packages by name.
   *
   * @defaultPackage ffmpeg-headless
   * @examplePackage ffmpeg_7-full
   */
  programs: PackageDirectory;

  /**
   * Anything that YAML can say.
   *
   * @default {
   *   number: -0x10,
   *   float: 1.5e3,
   *   nothing: null,
   *   list: [true, false, [], {}],
   *   database: { path: "/var/lib/x.db", further: 1 },
   *   enabled: true,
   *   __proto__: "a name like others",
   * }
   */
  settings: Settings;

  /**
   * A list with a comma at its end.
   *
   * @default []
   * @example [
   *   "a",
   *   "a",
   * ]
   */
  words: ("a" | "b")[];
}

/** Open settings. */
export interface Settings extends Freeform<"yaml"> {
  /** @enable the settings */
  enabled: boolean;

  /** The database. */
  database: Database;
}

/** The database. */
export interface Database {
  /** Its file. */
  path: AbsolutePath;
}
