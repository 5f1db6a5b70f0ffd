import { tokenize } from "./tokens.ts";
import { NginxSyntaxError, type Item, type NginxFile } from "./tree.ts";

/**
 * Writes the file, four spaces per level, every argument as it was spelled. Reading the result again gives the same
 * tree apart from positions.
 */
export function printNginx(file: NginxFile): string {
  return printBody(file.body, "");
}

function printBody(body: readonly Item[], indent: string): string {
  return body.map((item) => printItem(item, indent)).join("");
}

function printItem(item: Item, indent: string): string {
  if (item.kind === "comment") return `${indent}#${item.text.replaceAll("\n", `\n${indent}#`)}\n`;
  const words = [quoteArgument(item.name), ...item.args.map((arg) => arg.raw)].join(" ");
  if (item.block === null) return `${indent}${words};\n`;
  return `${indent}${words} {\n${printBody(item.block, `${indent}    `)}${indent}}\n`;
}

/** A spelling that nginx reads as exactly this value: bare where that is enough, else in double quotes. */
export function quoteArgument(value: string): string {
  return bareWordMeans(value) ? value : `"${value.replace(/["\\]/g, "\\$&")}"`;
}

function bareWordMeans(value: string): boolean {
  try {
    const [word, semicolon] = tokenize(`${value};`, "");
    return word?.kind === "word" && word.raw === value && word.value === value && semicolon?.kind === ";";
  } catch (error) {
    if (error instanceof NginxSyntaxError) return false;
    throw error;
  }
}
