/** Prose in lines. */

/** Characters of a line of the module, without its indentation: what is deepest in stays within 120 columns. */
const ofModule = 110;

/** Words of a text in lines of at most `width` characters; no line is empty. */
export const wrapped = (text: string, width = ofModule): readonly string[] =>
  text.split(/\s+/).reduce<string[]>((lines, word) => {
    const last = lines.at(-1);
    if (last !== undefined && last.length + 1 + word.length <= width)
      lines[lines.length - 1] = `${last} ${word}`;
    else if (word !== "") lines.push(word);
    return lines;
  }, []);
