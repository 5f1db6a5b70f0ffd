import type { HeaderValue, Size } from "../../../../generator/schema/vocabulary.ts";

/** All options. */
export interface Options {
  /**
   * Not what the fragment says today.
   *
   * @directive client_max_body_size in proxied
   * @default "30M"
   */
  anotherDefault: Size;

  /**
   * A directive with a block, in no fragment.
   *
   * @directive if in everything
   */
  block: "GET" | "POST";

  /**
   * Must be set, while the fragment has a value.
   *
   * @directive send_timeout in proxied
   */
  noDefault: "5m" | "10m";

  /**
   * Could be left out.
   *
   * @directive proxy_buffer_size in keepAlive
   */
  nullable: Size | null;

  /** Several of them. */
  several: Entry[];

  /**
   * Two arguments.
   *
   * @directive proxy_buffers in proxied
   */
  twoArguments: Size;

  /**
   * Could end it.
   *
   * @directive default_type in keepAlive
   */
  value: HeaderValue;

  /**
   * Cannot be one word.
   *
   * @directive default_type in keepAlive
   */
  words: "on" | "off; return 200";
}

/** One entry. */
interface Entry {
  /**
   * Not there once.
   *
   * @directive proxy_buffer_size in keepAlive
   * @default "8k"
   */
  inside: Size;
}
