/** nginx directives of the schema as lines of a Nix string. */
import type {
  Argument,
  Comment,
  Condition,
  Context,
  Directive,
  Line,
  OptionValue,
  ValueOf,
} from "../schema/nginx.ts";
import type { Version } from "../schema/frigate.ts";
import { apply, binary, block, chain, literal, ref, text, type Expr, type StringPart } from "../nix/ast.ts";

type TextLine = readonly StringPart[];

/** The module's names for values that stand inside nginx text. */
const optionValues: Record<OptionValue["option"], Expr> = {
  always: ref("always"),
  authCache: ref("cfg.nginx.authCache"),
  authCacheKey: ref("authCacheKey"),
  directions: ref("signInFromCall"),
  "gateway host": ref("gatewayHost"),
  hostname: ref("cfg.hostname"),
  "public host": ref("publicHost"),
  "public scheme": ref("publicScheme"),
  publicUrl: ref("cfg.nginx.publicUrl"),
  "role header": apply(ref("variableOf"), ref("cfg.nginx.reverseProxy.roleHeader")),
  secret: ref("secret"),
  "session cookie": ref("sessionCookie"),
  "sign-in address": ref("signInAddress"),
  "sign-in header": apply(ref("variableOf"), ref("signInHeader")),
  "user header": apply(ref("variableOf"), ref("cfg.nginx.reverseProxy.userHeader")),
};

const conditions: Record<Condition, Expr> = {
  "asks gateway": ref("asksGateway"),
  "caches answers": binary(ref("cfg.nginx.authCache"), "!=", literal(null)),
  "caches nothing": binary(ref("cfg.nginx.authCache"), "==", literal(null)),
  "gateway over TLS": ref("gatewayOverTls"),
  "has clients": ref("hasClients"),
  "has secret": binary(ref("secret"), "!=", literal(null)),
  "has sign-in page": binary(ref("cfg.nginx.signIn.url"), "!=", literal(null)),
  "no sign-in page": binary(ref("cfg.nginx.signIn.url"), "==", literal(null)),
  "reads roles": binary(ref("cfg.nginx.reverseProxy.roleHeader"), "!=", literal(null)),
  "splits cookie": ref("splitsCookie"),
};

/** The condition as an expression over names of the generated module. */
export const holds = (condition: Condition): Expr => conditions[condition];

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
      runs.push({ condition: holds(line.condition), lines: [...line.lines] });
    } else {
      const last = runs.at(-1);
      if (last?.condition === null) last.lines.push(line);
      else runs.push({ condition: null, lines: [line] });
    }
  }
  return runs;
}

function runText<C extends Context>({ condition, lines }: Run<C>): Expr {
  const body = block(...lines.flatMap(linesOf));
  return condition === null ? body : apply(ref("lib.optionalString"), condition, body);
}

function linesOf<C extends Context>(line: Directive<C> | Comment): readonly TextLine[] {
  if (line.kind === "comment") return line.lines.map((words) => [`# ${words}`]);
  const head = [line.name, ...line.args.flatMap((argument) => [" ", ...argumentParts(argument)])];
  if (line.block === null) return [[...head, ";"]];
  return [[...head, " {"], ...line.block.map((words) => [`  ${words.map(quoted).join(" ")};`]), ["}"]];
}

function argumentParts(argument: Argument): readonly StringPart[] {
  if (typeof argument === "string") return [quoted(argument)];
  return argument.map((part) => (typeof part === "string" ? part : valueOf(part)));
}

const valueOf = (value: OptionValue | ValueOf): Expr =>
  "path" in value ? ref(`cfg.${value.path}`) : optionValues[value.option];

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
