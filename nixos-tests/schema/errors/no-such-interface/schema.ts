/** The interface has another name. */
export interface Option {
  /** Text */
  text: string;
}
