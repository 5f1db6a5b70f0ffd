/** The tags that say what an option does in nginx: `@changes`, and `@directive`, which says it all. */
import { directives, type DirectiveName } from "../schema/directives.ts";
import { fragments, type Fragment, type FragmentName } from "../schema/fragments.ts";
import { blockDirectives, type Directive, type DirectiveIn, type Line } from "../schema/nginx.ts";
import { placeNames, type Change } from "../schema/places.ts";
import { patterns, type PatternName } from "../schema/vocabulary.ts";
import { mistakes, type Refuse } from "./mistakes.ts";
import type { DirectiveOfFragment, OptionType, Value } from "./option.ts";
import { capitalised } from "./types.ts";

/** Reads one of a list of names. */
export const oneOf =
  <Name extends string>(known: readonly Name[], what: string) =>
  (text: string, refuse: Refuse): Name | undefined =>
    known.find((name) => name === text) ?? refuse(mistakes.unknown(`${what} called "${text}"`, known));

const place = oneOf(placeNames, "place or group");

/** `@changes NAME, NAME` or `@changes no route: WORDS`; undefined where a name is wrong. */
export function readChanges(text: string, refuse: Refuse): Change | undefined {
  const words = text.replace(/\s+/g, " ");
  const [, noRoute] = /^no route: (.*[^.])\.?$/.exec(words) ?? [];
  if (noRoute !== undefined) return { noRoute };
  if (/^(no route:)?$/.test(words))
    return refuse(mistakes.unreadable("changes", "NAME, NAME; or @changes no route: what else it changes"));
  const names = words.split(",").map((name) => place(name.trim(), refuse));
  const known = names.filter((name) => name !== undefined);
  return known.length === names.length ? known : undefined;
}

/** Directives that a location may have and that are one line. */
const directiveNames = (Object.keys(directives) as readonly DirectiveName[]).filter(
  (name): name is DirectiveIn<"location"> =>
    directives[name].contexts.some((context) => context === "location") &&
    !blockDirectives.some((withBlock) => withBlock === name),
);
const oneDirective = oneOf(directiveNames, "one-line directive for locations in schema/directives.ts");
const oneFragment = oneOf(Object.keys(fragments) as readonly FragmentName[], "bundle in schema/fragments.ts");

/** `@directive NAME in FRAGMENT`; undefined where one of the two is not there. */
export function readDirective(text: string, refuse: Refuse): DirectiveOfFragment | undefined {
  const [, directive, bundle] = /^(\w+) in (\w+)$/.exec(text) ?? [];
  if (directive === undefined || bundle === undefined)
    return refuse(mistakes.unreadable("directive", "NAME in FRAGMENT"));
  const [name, fragment] = [oneDirective(directive, refuse), oneFragment(bundle, refuse)];
  return name && fragment && { name, fragment };
}

const barePatterns = (Object.keys(patterns) as readonly PatternName[]).filter(
  (name) => "bare" in patterns[name],
);

/** Refuses an option that could not take the place of what the fragment says now; `value` is its `@default`. */
export function checkDirective(
  { name, fragment }: DirectiveOfFragment,
  value: Value | undefined,
  type: OptionType,
  refuse: Refuse,
): void {
  const bare = `${barePatterns.map(capitalised).join(", ")}, or "one" | "other"`;
  if (!isBareWord(type)) refuse(mistakes.misplaced("directive", `an option of type ${bare}`));
  const { lines }: Fragment = fragments[fragment];
  const [constant, ...others] = lines.flatMap(directivesOf).filter((line) => line.name === name);
  if (constant === undefined) return;
  const [argument, ...further] = constant.args;
  const isAlone = others.length === 0 && further.length === 0 && lines.includes(constant);
  if (!isAlone || typeof argument !== "string") refuse(mistakes.unfitDirective(name, fragment));
  else if (value !== argument) refuse(mistakes.otherDefault(name, fragment, argument));
}

/** Whether a value of the type is one word to nginx, and says nothing else: see `bare` in schema/vocabulary.ts. */
function isBareWord(type: OptionType): boolean {
  if (type.kind === "enum") return type.values.every((value) => /^[A-Za-z0-9._/-]+$/.test(value));
  return type.kind === "pattern" && barePatterns.includes(type.pattern);
}

const directivesOf = (line: Line<"location">): readonly Directive<"location">[] =>
  "lines" in line ? line.lines.flatMap(directivesOf) : line.kind === "directive" ? [line] : [];
