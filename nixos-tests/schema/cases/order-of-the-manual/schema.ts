/** All options. */
export interface Options {
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

  /** After the next. */
  enabled: string;

  /** Before all. */
  enableLate: string;
}
