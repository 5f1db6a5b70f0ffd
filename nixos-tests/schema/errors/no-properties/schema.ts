/** All options. */
export interface Options {
  /** A method. */
  method(): string;

  /** Any name. */
  [name: string]: string;

  /** A call. */
  (): void;
}
