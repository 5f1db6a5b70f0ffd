/** A name for a type. */
type Text = string;

/** All options. */
export interface Options {
  /** Text. */
  text: Text;
}

export const more = 1;
