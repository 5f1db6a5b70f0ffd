/** nginx directives of the schema as lines of a Nix string. */
import type { Argument, Context, Inserted } from "../schema/directives.ts";
import type { Version } from "../schema/frigate.ts";
import type { Condition, Directive, Line, Since, When } from "../schema/nginx.ts";
import { apply, binary, block, chain, literal, ref, text, type Expr, type StringPart } from "../nix/ast.ts";
import { printExpr } from "../nix/print.ts";
import { wrapped } from "../wrap.ts";

type TextLine = readonly StringPart[];

/** A condition as an expression over the names of module/frigate/common.nix. */
export function conditionExpr(condition: Condition): Expr {
  if (typeof condition === "string") return ref(`common.${condition}`);
  return "set" in condition
    ? binary(ref(`common.cfg.nginx.${condition.set}`), "!=", literal(null))
    : binary(ref(`common.cfg.nginx.${condition.unset}`), "==", literal(null));
}

/** Whether this Frigate is at least `version`. */
export const isSince = (version: Version): Expr => apply(ref("common.since"), text(version));

/** Text for a list of lines: the sum of strings, more than one where some lines depend on something. */
export const nginxText = <C extends Context>(lines: readonly Line<C>[]): Expr => sum(nginxTexts(lines));

/** The sum of strings; the empty string where there is none. */
export function sum(texts: readonly Expr[]): Expr {
  const [first, ...rest] = texts;
  return first === undefined ? text("") : chain("+", first, ...rest);
}

/** The strings whose sum is the text of a list of lines. */
export function nginxTexts<C extends Context>(lines: readonly Line<C>[]): readonly Expr[] {
  const texts: Expr[] = [];
  let run: TextLine[] = [];
  const finish = (): void => {
    if (run.length > 0) texts.push(linesText(run));
    run = [];
  };
  for (const line of lines) {
    const inside = linesOf(line);
    if (inside !== null) run.push(...inside);
    else if (line.kind === "since" || line.kind === "when") {
      finish();
      texts.push(conditional(line));
    }
  }
  finish();
  return texts;
}

const conditional = <C extends Context>(part: Since<C> | When<C>): Expr =>
  apply(ref("lib.optionalString"), conditionOf(part), nginxText(part.lines));

const conditionOf = <C extends Context>(part: Since<C> | When<C>): Expr =>
  part.kind === "since" ? isSince(part.version) : conditionExpr(part.condition);

/** A single line is written as `"…;\n"`. */
function linesText(lines: readonly TextLine[]): Expr {
  const [only = [], ...others] = lines;
  return others.length === 0 ? text(...only, "\n") : block(...lines);
}

/** What stands inside a string; null for what depends on something and is no single line. */
function linesOf<C extends Context>(line: Line<C>): readonly TextLine[] | null {
  switch (line.kind) {
    case "comment":
      return wrapped(line.text).map((words) => [`# ${words}`]);
    case "directive":
      return directiveLines(line);
    case "use":
      return [[ref(line.fragment)]];
    case "since":
    case "when":
      return conditionalLine(line);
    default:
      return line satisfies never;
  }
}

/** The longest line that may hold an interpolation. */
const widest = 100;

/** A single directive that depends on something stands in its line. */
function conditionalLine<C extends Context>(part: Since<C> | When<C>): readonly TextLine[] | null {
  const [only, ...others] = part.lines;
  if (only?.kind !== "directive" || others.length > 0 || only.block !== null) return null;
  const call = apply(ref("lib.optionalString"), conditionOf(part), text(...directiveLines(only).flat()));
  return printExpr(call).length > widest ? null : [[call]];
}

function directiveLines<C extends Context>(line: Directive<C>): readonly TextLine[] {
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

function inserted(value: Inserted): Expr {
  if ("common" in value) return ref(`common.${value.common}`);
  if ("path" in value) return ref(`common.cfg.${value.path}`);
  return ref(value.option === "hostname" ? "common.cfg.hostname" : `common.cfg.nginx.${value.option}`);
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
