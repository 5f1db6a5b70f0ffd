/** All options. */
export interface Options {
  /** Text. */
  beta: string;

  /** Before beta. */
  alpha: string;

  /** Text. */
  gamma: string;

  /** Before all packages. */
  package: string;

  /** Before all the rest. */
  enable: boolean;
}
