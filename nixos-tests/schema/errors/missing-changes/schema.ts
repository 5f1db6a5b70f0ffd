/** All options. */
export interface Options {
  /** @enable what says nothing of nginx */
  enable: boolean;

  /**
   * Says it for what is inside.
   *
   * @changes every route
   */
  loud: Group;

  /** Says it for nobody. */
  quiet: Group;
}

/** A group. */
interface Group {
  /** Says nothing. */
  open: boolean;

  /**
   * Says it.
   *
   * @changes no route: what others say
   */
  told: string;
}
