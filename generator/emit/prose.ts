/** Comments of generated files. */

/** Characters of a line, without its indentation: what is deepest in stays within 120 columns. */
const width = 110;

/** Words of a text in lines; no line is empty. */
export function wrapped(text: string): readonly string[] {
  return text.split(/\s+/).reduce<string[]>((lines, word) => {
    const last = lines.at(-1);
    if (last !== undefined && last.length + 1 + word.length <= width)
      lines[lines.length - 1] = `${last} ${word}`;
    else if (word !== "") lines.push(word);
    return lines;
  }, []);
}
