/** All options. */
export interface Options {
  /** Before all. */
  enableLate: string;

  /** After it. */
  enabled: string;

  /** Then packages. */
  package: string;

  /** More of them. */
  packages: string;

  /** Upper case letters before the lower case ones. */
  Zone: string;

  /** By alphabet. */
  alpha: string;

  /** Last. */
  beta: string;
}
