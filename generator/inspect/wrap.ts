/** Prose for the terminal. */

/** The lines of a text, broken between words at `width` characters. */
export const wrapped = (text: string, width: number): readonly string[] =>
  text.split(" ").reduce<string[]>((done, word) => {
    const last = done.at(-1);
    if (last !== undefined && last.length + word.length < width) done[done.length - 1] = `${last} ${word}`;
    else done.push(word);
    return done;
  }, []);
