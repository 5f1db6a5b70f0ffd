/** All options. */
export interface Options {
  /** A method. */
  method(): string;
  /** Any name. */
  [name: string]: string;
  /** A call. */
  (): void;
  /** A number. */
  1: string;
  /** Something computed. */
  [Symbol.iterator]: string;
  /** May be missing. */
  optional?: string;
  /** May not change. */
  readonly readOnly: string;
  /** No type. */
  text;
  /** @enable something */
  switch;
}
