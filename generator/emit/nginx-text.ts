/** nginx directives of the schema as lines of a Nix string. */
import type { Argument, Comment, Context, Directive, Line, OptionValue } from "../schema/nginx.ts";
import type { Version } from "../schema/frigate.ts";
import { apply, block, chain, ref, text, type Expr, type StringPart } from "../nix/ast.ts";

type TextLine = readonly StringPart[];

/** The module's names for option values that stand inside nginx text. */
const optionValues: Record<OptionValue["option"], Expr> = { hostname: ref("cfg.hostname") };

/** Whether this Frigate is at least `version`; `since` is a name in the generated module. */
export const isSince = (version: Version): Expr => apply(ref("since"), text(version));

/** Text for a list of lines: strings to be joined, more than one where some lines depend on Frigate's version. */
export const nginxTexts = <C extends Context>(lines: readonly Line<C>[]): readonly Expr[] =>
  inRuns(lines).map(runText);

/** Text for a list of lines as one expression. */
export const nginxText = <C extends Context>(lines: readonly Line<C>[]): Expr => joined(nginxTexts(lines));

/** The sum of strings; the empty string where there is none. */
export function joined(texts: readonly Expr[]): Expr {
  const [first, ...rest] = texts;
  return first === undefined ? text("") : chain("+", first, ...rest);
}

interface Run<C extends Context> {
  readonly since: Version | null;
  readonly lines: readonly (Directive<C> | Comment)[];
}

function inRuns<C extends Context>(lines: readonly Line<C>[]): readonly Run<C>[] {
  const runs: { since: Version | null; lines: (Directive<C> | Comment)[] }[] = [];
  for (const line of lines) {
    if (line.kind === "since") {
      runs.push({ since: line.version, lines: [...line.lines] });
      continue;
    }
    const last = runs.at(-1);
    if (last?.since === null) last.lines.push(line);
    else runs.push({ since: null, lines: [line] });
  }
  return runs;
}

function runText<C extends Context>(run: Run<C>): Expr {
  const body = block(...run.lines.flatMap(linesOf));
  return run.since === null ? body : apply(ref("lib.optionalString"), isSince(run.since), body);
}

function linesOf<C extends Context>(line: Directive<C> | Comment): readonly TextLine[] {
  if (line.kind === "comment") return line.lines.map((words) => [`# ${words}`]);
  const head = [line.name, ...line.args.flatMap((argument) => [" ", ...argumentParts(argument)])];
  if (line.block === null) return [[...head, ";"]];
  return [[...head, " {"], ...line.block.map((words) => [`  ${words.map(quoted).join(" ")};`]), ["}"]];
}

function argumentParts(argument: Argument): readonly StringPart[] {
  if (typeof argument === "string") return [quoted(argument)];
  return argument.map((part) => (typeof part === "string" ? part : optionValues[part.option]));
}

/**
 * One word of nginx text. Quotes are added where nginx's tokenizer would split or stop; a word with both a quote and
 * something to quote does not occur and is refused.
 * @throws RangeError for a word that cannot be written.
 */
export function quoted(word: string): string {
  const needsQuotes = word === "" || /[\s;{}"|']|^#/.test(word) || /^~/.test(word);
  if (!needsQuotes) return word;
  if (/"/.test(word)) throw new RangeError(`nginx word with a double quote: ${word}`);
  return `"${word}"`;
}
