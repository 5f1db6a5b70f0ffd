/** The words of a configuration: Nix cannot make up a package when somebody asks for it, so all names are known before. */
import { existsSync, readFileSync, statSync } from "node:fs";
import { dirname, join, resolve } from "node:path";

/** Names in a Nix file and in the files that it mentions by relative paths, each once, without those of the language. */
export function wordsOf(file: string): readonly string[] {
  const words = new Set<string>();
  for (const text of textsFrom(file)) for (const [word] of text.matchAll(name)) words.add(word);
  return [...words].filter((word) => !keywords.has(word)).toSorted();
}

const name = /[A-Za-z][\w'-]*/g;
const relativePath = /(?<![\w/.])\.{1,2}(?:\/[\w.+-]+)*/g;
const keywords = new Set(["assert", "else", "if", "in", "inherit", "let", "or", "rec", "then", "with"]);

function textsFrom(file: string): readonly string[] {
  const texts = new Map<string, string>();
  const visit = (path: string): void => {
    const found = nixFile(path);
    if (found === null || texts.has(found)) return;
    const text = readFileSync(found, "utf8");
    texts.set(found, text);
    for (const [mentioned] of text.matchAll(relativePath)) visit(resolve(dirname(found), mentioned));
  };
  visit(file);
  return [...texts.values()];
}

/** The file that Nix reads for a path; null for what is no Nix. */
function nixFile(path: string): string | null {
  if (!existsSync(path)) return null;
  if (statSync(path).isDirectory()) return nixFile(join(path, "default.nix"));
  return path.endsWith(".nix") ? path : null;
}
