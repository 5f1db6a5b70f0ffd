import type {
  AbsolutePath,
  HeaderName,
  HeaderValue,
  Lines,
  ListenAddress,
  Package,
  PackageDirectory,
} from "../../../../generator/schema/vocabulary.ts";

/** All options. */
export interface Options {
  /** Text addressed by pattern. */
  address: ListenAddress;

  /** One of three words, or none. */
  choice: "a" | "b" | "c and d" | null;

  /** A directory. */
  directory: AbsolutePath;

  /** Names and values. */
  headers: Record<HeaderName, HeaderValue>;

  /** Text. */
  line: string;

  /** Several lines. */
  lines: Lines;

  /** Lists by name. */
  lists: Record<string, string[]>;

  /** A list of words, or nothing. */
  maybeWords: ("a" | "b")[] | null;

  /** A list whose items may be missing. */
  missing: (string | null)[];

  /** Parentheses change nothing, and neither does a word that is there twice. */
  // prettier-ignore
  nested: (("a" | ("b" | "a")) | null);

  /** The only word. */
  only: "a";

  /** Something with a bin directory. */
  programs: PackageDirectory | null;

  /** A package. */
  tool: Package;

  /** Yes or no. */
  yes: boolean;
}
