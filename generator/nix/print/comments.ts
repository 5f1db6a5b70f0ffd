/** Comments. */
import { hardline, type Doc } from "./layout.ts";

/** Comment lines, each ended by a line break. */
export function commentDoc(comment: readonly string[]): Doc {
  const lines = comment.flatMap((text) => text.split("\n"));
  return lines.map((text) => [text === "" ? "#" : `# ${text}`, hardline]);
}
