/** The tags of a comment: which there are, which go together, and what their text means. */
import { computedDefaults, type ComputedDefault, type DirectiveOfFragment, type Value } from "./option.ts";
import { oneOf, readChanges, readDirective } from "./changes.ts";
import type { Tag } from "./jsdoc.ts";
import { mistakes, type Refuse, type Report } from "./mistakes.ts";
import type { Change } from "../schema/places.ts";
import { readValue } from "./value.ts";

/** What the text of each tag means. */
interface Meanings {
  readonly enable: string;
  readonly package: string;
  readonly changes: Change;
  readonly directive: DirectiveOfFragment;
  readonly default: Value;
  readonly computedDefault: ComputedDefault;
  readonly defaultPackage: string;
  readonly example: Value;
  readonly examplePackage: string;
  readonly see: string;
  readonly source: string;
}

export type TagName = keyof Meanings;

/** The tags of one comment that could be read; `refuse` notes what is wrong with one nevertheless. */
export type Tags = {
  readonly [Name in TagName]?: { readonly means: Meanings[Name]; readonly refuse: Refuse };
};

type Reader<Meaning> = (text: string, refuse: Refuse, tag: TagName) => Meaning | undefined;

const matching =
  (pattern: RegExp, instead: string): Reader<string> =>
  (text, refuse, tag) => {
    const words = text.replace(/\s*\n\s*/g, " ");
    return pattern.test(words) ? words : refuse(mistakes.unreadable(tag, instead));
  };

const attribute = matching(/^[A-Za-z_][A-Za-z0-9_'-]*$/, "name-of-a-package-in-nixpkgs");

const value: Reader<Value> = (text, refuse, tag) => {
  const instead = "and a string, a number, true, false, null, […] or {…} of these, in TypeScript";
  const found = readValue(text);
  return found === undefined ? refuse(mistakes.unreadable(tag, instead)) : found;
};

const readers: { readonly [Name in TagName]: Reader<Meanings[Name]> } = {
  enable: matching(
    /^[^@]*[^@.]$/,
    'words: they complete "Whether to enable …." in one sentence without its full stop',
  ),
  package: attribute,
  changes: readChanges,
  directive: readDirective,
  default: value,
  computedDefault: oneOf(computedDefaults, "computed default"),
  defaultPackage: attribute,
  example: value,
  examplePackage: attribute,
  see: matching(/^https?:\/\/\S+$/, "https://one.address/ for each address"),
  source: matching(/./, "and where the fact comes from"),
};

export const tagNames = Object.keys(readers) as readonly TagName[];
const tagsToWrite = tagNames.map((name) => `@${name}`);

/** Of each row, a comment has one tag, and once; only @see may be there again. */
const alternatives: readonly (readonly TagName[])[] = [
  ["enable", "package", "default", "computedDefault", "defaultPackage"],
  ["enable", "package", "example", "examplePackage"],
  ["enable", "package", "directive"],
  ["enable", "package", "see"],
  ["changes", "directive"],
];

/** The readable tags. Of tags that contradict each other, or are there twice, the first one counts. */
export function readTags(tags: readonly Tag[], report: Report): Tags {
  let found: Tags = {};
  const earlier: TagName[] = [];
  const read = <Name extends TagName>(name: Name, { text, offset }: Tag): void => {
    const refuse: Refuse = (wording) => void report(offset, wording);
    const means = readers[name](text, refuse, name);
    if (means !== undefined) found = { ...found, [name]: { means, refuse } };
  };
  for (const tag of tags) {
    const name = tagNames.find((known) => known === tag.name);
    if (name === undefined) {
      report(tag.offset, mistakes.unknown(`tag @${tag.name}`, tagsToWrite));
      continue;
    }
    const other = earlier.find((candidate) => contradict(name, candidate));
    if (other === undefined) read(name, tag);
    else report(tag.offset, mistakes.conflict(name, `@${other}`));
    earlier.push(name);
  }
  return found;
}

const contradict = (a: TagName, b: TagName): boolean =>
  (a !== "see" || b !== "see") && alternatives.some((row) => row.includes(a) && row.includes(b));
