import type { Size } from "../../../../generator/schema/vocabulary.ts";

/** All options. */
export interface Options {
  /**
   * @enable something
   * @changes virtual host, ~* /api/.*\.(jpg|jpeg|png|webp|gif)$, identity = /auth
   */
  enable: boolean;

  /**
   * In the place of a constant.
   *
   * @directive client_max_body_size in proxied
   * @default "20M"
   */
  body: Size;

  /**
   * A group.
   *
   * @changes
   *   every protected route,
   *   = /auth
   */
  group: Group;

  /**
   * No constant is there.
   *
   * @directive default_type in keepAlive
   * @default "text/plain"
   */
  type: "text/plain" | "text/html";
}

/** A group. */
interface Group {
  /**
   * Nothing that nginx does.
   *
   * @changes no route: what Frigate,
   *   and others, do
   */
  none: string;
}
