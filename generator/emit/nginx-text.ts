/** nginx directives of the schema as lines of a Nix string. */
import type { Argument, Context, Inserted } from "../schema/directives.ts";
import type { Version } from "../schema/frigate.ts";
import type { Comment, Condition, Directive, Line } from "../schema/nginx.ts";
import { apply, binary, block, chain, literal, ref, text, type Expr, type StringPart } from "../nix/ast.ts";
import { wrapped } from "./prose.ts";

type TextLine = readonly StringPart[];

/** A condition as an expression over the names of module/frigate/common.nix. */
export function conditionExpr(condition: Condition | "signsOn"): Expr {
  if (typeof condition === "string") return ref(`common.${condition}`);
  return "set" in condition
    ? binary(ref(`cfg.nginx.${condition.set}`), "!=", literal(null))
    : binary(ref(`cfg.nginx.${condition.unset}`), "==", literal(null));
}

/** Whether this Frigate is at least `version`. */
export const isSince = (version: Version): Expr => apply(ref("common.since"), text(version));

/** Text for a list of lines: the sum of strings, more than one where some lines depend on something. */
export const nginxText = <C extends Context>(lines: readonly Line<C>[]): Expr => sum(nginxTexts(lines));

export const nginxTexts = <C extends Context>(lines: readonly Line<C>[]): readonly Expr[] =>
  inRuns(lines).map(runText);

/** The sum of strings; the empty string where there is none. */
export function sum(texts: readonly Expr[]): Expr {
  const [first, ...rest] = texts;
  return first === undefined ? text("") : chain("+", first, ...rest);
}

interface Run<C extends Context> {
  /** What the lines depend on; null for none. */
  readonly condition: Expr | null;
  readonly lines: readonly (Directive<C> | Comment)[];
}

function inRuns<C extends Context>(lines: readonly Line<C>[]): readonly Run<C>[] {
  const runs: { condition: Expr | null; lines: (Directive<C> | Comment)[] }[] = [];
  for (const line of lines) {
    if (line.kind === "since") {
      runs.push({ condition: isSince(line.version), lines: [...line.lines] });
    } else if (line.kind === "when") {
      runs.push({ condition: conditionExpr(line.condition), lines: [...line.lines] });
    } else {
      const last = runs.at(-1);
      if (last?.condition === null) last.lines.push(line);
      else runs.push({ condition: null, lines: [line] });
    }
  }
  return runs;
}

function runText<C extends Context>({ condition, lines }: Run<C>): Expr {
  const body = lines.flatMap(linesOf);
  return condition === null
    ? linesText(body)
    : apply(
        ref("lib.optionalString"),
        condition,
        condition.kind === "binary" ? block(...body) : linesText(body),
      );
}

/** A single line is written as `"…;\n"`. */
function linesText(lines: readonly TextLine[]): Expr {
  const [only = [], ...others] = lines;
  return others.length === 0 ? text(...only, "\n") : block(...lines);
}

function linesOf<C extends Context>(line: Directive<C> | Comment): readonly TextLine[] {
  if (line.kind === "comment") return wrapped(line.text).map((words) => [`# ${words}`]);
  const head = [line.name, ...line.args.flatMap((argument) => [" ", ...argumentParts(argument)])];
  if (line.block === null) return broken([...head, ";"]);
  return [[...head, " {"], ...line.block.map((words) => [`  ${words.map(quoted).join(" ")};`]), ["}"]];
}

/** A long directive of plain words goes on in further lines. */
function broken(line: TextLine): readonly TextLine[] {
  const words = line.every((part) => typeof part === "string") ? line.join("") : "";
  return words.length <= 112
    ? [line]
    : wrapped(words).map((part, index) => [index === 0 ? part : `  ${part}`]);
}

function argumentParts(argument: Argument): readonly StringPart[] {
  if (typeof argument === "string") return [quoted(argument)];
  return argument.map((part) => (typeof part === "string" ? part : inserted(part)));
}

const inserted = (value: Inserted): Expr =>
  "common" in value
    ? ref(`common.${value.common}`)
    : ref(value.option === "hostname" ? "cfg.hostname" : `cfg.nginx.${value.option}`);

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
