/** All options. */
export interface Options {
  /**
   * Two of three are there.
   *
   * @changes /auth, /nowhere, every route
   */
  some: string;

  /**
   * A place of the identity server is called after it.
   *
   * @changes = /auth,
   *   identity = /auth
   */
  whose: string;
}
