import type {
  AbsolutePath,
  Freeform,
  HeaderName,
  HeaderValue,
  ListenAddress,
  Package,
} from "../../../../generator/schema/vocabulary.ts";

/** All options. */
export interface Options {
  /**
   * Only with a port.
   *
   * @default "localhost:5000"
   * @example "127.0.0.1"
   */
  address: ListenAddress | null;

  /**
   * Not a word of it.
   *
   * @default "c"
   * @example 1
   */
  choice: "a" | "b" | null;

  /**
   * Only from the root.
   *
   * @default "var/lib"
   * @example null
   */
  directory: AbsolutePath;

  /**
   * Text is no truth.
   *
   * @default "true"
   */
  flag: boolean;

  /**
   * Settings known and unknown.
   *
   * @example [{ name: { first: "a", last: "b" }, enabled: "yes" }]
   * @default [{ name: { first: "a", middle: "b" } }]
   */
  groups: Group[];

  /**
   * What nginx would read differently.
   *
   * @default { "X-A": "a$b" }
   * @example { "X A": "b" }
   */
  headers: Record<HeaderName, HeaderValue>;

  /**
   * Items one by one.
   *
   * @default "a"
   * @example ["a", "c", "d"]
   */
  list: ("a" | "b")[];

  /**
   * Open, but not without rules.
   *
   * @default { free: 1, list: { a: ["b", null] } }
   * @example ["a"]
   */
  settings: Settings;

  /**
   * Packages have tags of their own.
   *
   * @default "ffmpeg"
   */
  tool: Package;
}

/** A closed group. */
interface Group {
  /** @enable the group */
  enabled: boolean;

  /** The name. */
  name: Name;
}

/** A name. */
interface Name {
  /** Text. */
  first: string;

  /** Text. */
  last: string;
}

/** Open settings. */
interface Settings extends Freeform<"yaml"> {
  /** Lists by name. */
  list: Record<string, string[]>;
}
