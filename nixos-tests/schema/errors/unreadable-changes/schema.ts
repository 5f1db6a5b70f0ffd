/** All options. */
export interface Options {
  /**
   * One name too few.
   *
   * @directive send_timeout
   */
  directive: "1s" | "2s";

  /**
   * Nothing else either.
   *
   * @changes no route:
   */
  nothing: string;

  /**
   * No name at all.
   *
   * @changes
   */
  silent: string;
}
