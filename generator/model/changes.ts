/** The tags that say what an option does in nginx: `@changes`, and `@directive`, which says it all. */
import { directives, type DirectiveName } from "../schema/directives.ts";
import { fragments, type Fragment, type FragmentName } from "../schema/fragments.ts";
import { blockDirectives, type Directive, type DirectiveIn, type Line } from "../schema/nginx.ts";
import { placeNames, type Change } from "../schema/places.ts";
import { patterns, type PatternName } from "../schema/vocabulary.ts";
import type { DirectiveOfFragment, OptionType, Value } from "./option.ts";
import type { Report } from "./problems.ts";

/** Says how a tag is written, when it cannot be read. */
type Unreadable = (instead: string) => null;

const noRoute = "no route:";

/** `@changes NAME, NAME` or `@changes no route: WORDS`; null where a name is wrong. */
export function readChanges(text: string, at: number, report: Report, unreadable: Unreadable): Change | null {
  const words = text.replace(/\s+/g, " ");
  if (words.startsWith(noRoute)) {
    const what = words.slice(noRoute.length).trim();
    return /[^.]$/.test(what) ? { noRoute: what } : unreadable("@changes no route: what else it changes");
  }
  if (words === "") return unreadable("@changes name, name: places and groups of generator/schema/places.ts");
  const names = words.split(",").map((name) => name.trim());
  const wrong = names.filter((name) => !isPlaceName(name));
  for (const name of wrong) report("unknown-place", at, { name, known: placeNames });
  return wrong.length > 0 ? null : names.filter(isPlaceName);
}

const isPlaceName = (name: string): name is (typeof placeNames)[number] =>
  placeNames.some((known) => known === name);

/** Directives that a location may have and that are one line. */
const directiveNames = (Object.keys(directives) as readonly DirectiveName[]).filter(
  (name): name is DirectiveIn<"location"> =>
    directives[name].contexts.some((context) => context === "location") &&
    !blockDirectives.some((withBlock) => withBlock === name),
);
const fragmentNames = Object.keys(fragments) as readonly FragmentName[];

/** `@directive NAME in FRAGMENT`; null where one of the two is not there. */
export function readDirective(
  text: string,
  at: number,
  report: Report,
  unreadable: Unreadable,
): DirectiveOfFragment | null {
  const [, name, bundle] = /^(\w+) in (\w+)$/.exec(text) ?? [];
  if (name === undefined || bundle === undefined) return unreadable("@directive NAME in FRAGMENT");
  const directive = directiveNames.find((known) => known === name);
  const fragment = fragmentNames.find((known) => known === bundle);
  if (directive === undefined) report("unknown-directive", at, { name, known: directiveNames });
  if (fragment === undefined) report("unknown-fragment", at, { name: bundle, known: fragmentNames });
  return directive === undefined || fragment === undefined ? null : { name: directive, fragment };
}

/** Whether a value of the type is one word to nginx, and says nothing else: see `bare` in schema/vocabulary.ts. */
export function isBareWord(type: OptionType): boolean {
  if (type.kind === "enum") return type.values.every((value) => /^[A-Za-z0-9._/-]+$/.test(value));
  return type.kind === "pattern" && barePatterns.includes(type.pattern);
}

export const barePatterns = (Object.keys(patterns) as readonly PatternName[]).filter(
  (name) => "bare" in patterns[name],
);

/** Reports an option that could not take the place of what the fragment says now; `value` is the option's `@default`. */
export function checkConstant(
  { name, fragment }: DirectiveOfFragment,
  value: Value | undefined,
  at: number,
  report: Report,
): void {
  const { lines }: Fragment = fragments[fragment];
  const found = lines.flatMap(directivesOf).filter((directive) => directive.name === name);
  const [constant] = found;
  if (constant === undefined) return;
  const [argument, ...others] = constant.args;
  const isPlain = typeof argument === "string" && others.length === 0;
  if (found.length > 1 || !isPlain || !lines.includes(constant))
    report("unfit-directive", at, { directive: name, fragment });
  else if (value !== argument) report("other-default", at, { directive: name, fragment, constant: argument });
}

const directivesOf = (line: Line<"location">): readonly Directive<"location">[] =>
  "lines" in line ? line.lines.flatMap(directivesOf) : line.kind === "directive" ? [line] : [];
