/** Places in files where generated text and text by hand meet. */
import { UserProblem } from "./problem.ts";

/**
 * Where a part between two marks begins and ends, the marks included.
 * @throws UserProblem naming the file, when a mark is missing or they stand in the wrong order.
 */
export function markedPart(
  file: string,
  text: string,
  [opening, closing]: readonly [string, string],
): { readonly start: number; readonly end: number } {
  const start = text.indexOf(opening);
  const end = text.indexOf(closing, start + opening.length);
  if (start !== -1 && end !== -1) return { start, end: end + closing.length };
  throw new UserProblem(
    `${file} lacks a mark. Write these two lines, and between them the part that they enclose:\n${opening}\n${closing}`,
  );
}
