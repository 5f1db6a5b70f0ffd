/** The part of README.md that lists the corrections, from the schema. */
import { corrections, type Correction } from "../schema/corrections.ts";
import { markedPart } from "../marks.ts";

const opening = "<!-- corrections: written by `npm run generate` -->";
const closing = "<!-- /corrections -->";

/**
 * The text of README.md with its list of corrections brought up to date.
 * @throws UserProblem when the marks between which the list stands are gone.
 */
export function readme(current: string): string {
  const { start, end } = markedPart("README.md", current, [opening, closing]);
  const made = (Object.values(corrections) as readonly Correction[]).filter(
    ({ accounts }) => accounts.length > 0,
  );
  const list = made.map(({ title, because }) => `- **${escaped(title)}.** ${because}`);
  return `${current.slice(0, start)}${opening}\n\n${list.join("\n")}\n\n${closing}${current.slice(end)}`;
}

/** An asterisk would begin emphasis. */
const escaped = (words: string): string => words.replaceAll("*", "\\*");
