/** Comments. */
import { hardline, type Doc } from "./layout.ts";

/** Comment lines, each ended by a line break. */
export function commentDoc(comment: readonly string[]): Doc {
  return comment.map((text) => [text === "" ? "#" : `# ${text}`, hardline]);
}
