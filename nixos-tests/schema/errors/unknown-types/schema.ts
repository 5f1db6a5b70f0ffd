/** All options. */
export interface Options {
  /** Not imported from anywhere. */
  count: Count;

  /** Inside others. */
  deep: Record<string, (Missing | null)[]>;
}
