/** The tags of a comment: which there are, and what their text means. */
import { computedDefaults, type ComputedDefault, type DirectiveOfFragment, type Value } from "./option.ts";
import type { Report } from "./problems.ts";
import { readChanges, readDirective } from "./changes.ts";
import type { Change } from "../schema/places.ts";
import type { Tag } from "./jsdoc.ts";
import { readValue } from "./value.ts";

export const tagNames = [
  "enable",
  "package",
  "changes",
  "directive",
  "default",
  "computedDefault",
  "defaultPackage",
  "example",
  "examplePackage",
  "see",
  "source",
] as const;

export type TagName = (typeof tagNames)[number];

/** A tag that could be read. `offset` is that of its `@`. */
export type ReadTag = { readonly offset: number } & (
  | { readonly name: "enable"; readonly words: string }
  | { readonly name: "package"; readonly attribute: string }
  | { readonly name: "defaultPackage" | "examplePackage"; readonly attribute: string }
  | { readonly name: "default" | "example"; readonly value: Value }
  | { readonly name: "computedDefault"; readonly computed: ComputedDefault }
  | { readonly name: "changes"; readonly changes: Change }
  | { readonly name: "directive"; readonly directive: DirectiveOfFragment }
  | { readonly name: "see"; readonly address: string }
  | { readonly name: "source" }
);

/** Tags that make the whole option, and those that may stand beside them. */
const alone: readonly TagName[] = ["enable", "package"];
const besideThem: readonly TagName[] = ["changes", "source"];

/** Ways to say the same thing. */
const alternatives: readonly (readonly TagName[])[] = [
  ["default", "computedDefault", "defaultPackage"],
  ["example", "examplePackage"],
  ["changes", "directive"],
];

const repeatable: readonly TagName[] = ["see", "source"];

/** The readable tags. Of tags that contradict each other, or are there twice, the first one counts. */
export function readTags(tags: readonly Tag[], report: Report): readonly ReadTag[] {
  const read: ReadTag[] = [];
  const names: TagName[] = [];
  for (const tag of tags) {
    const name = tagNames.find((known) => known === tag.name);
    if (name === undefined) {
      report("unknown-tag", tag.offset, { tag: tag.name, known: tagNames });
      continue;
    }
    if (isExcluded(name, names, tag.offset, report)) continue;
    names.push(name);
    const meaning = readTag(name, tag, report);
    if (meaning !== null) read.push(meaning);
  }
  return read;
}

function isExcluded(name: TagName, earlier: readonly TagName[], offset: number, report: Report): boolean {
  if (earlier.includes(name) && !repeatable.includes(name)) {
    report("repeated-tag", offset, { tag: name });
    return true;
  }
  const other = earlier.find((candidate) => contradicts(name, candidate));
  if (other !== undefined) report("conflicting-tags", offset, { tag: name, other });
  return other !== undefined;
}

function contradicts(a: TagName, b: TagName): boolean {
  if (a === b) return false;
  const isWhole = [a, b].some((name) => alone.includes(name));
  const isBeside = [a, b].some((name) => besideThem.includes(name));
  return (isWhole && !isBeside) || alternatives.some((set) => set.includes(a) && set.includes(b));
}

function readTag(name: TagName, { text, offset }: Tag, report: Report): ReadTag | null {
  const unreadable = (instead: string): null => {
    report("unreadable-value", offset, { tag: name, instead });
    return null;
  };
  switch (name) {
    case "enable": {
      const words = text.includes("\n\n") ? "" : text.replace(/\s*\n\s*/g, " ");
      if (!/^[^@\n]*[^@\n.]$/.test(words))
        return unreadable(
          `@enable words: they complete "Whether to enable …." in one sentence without its full stop`,
        );
      return { name, words, offset };
    }
    case "package":
    case "defaultPackage":
    case "examplePackage":
      if (!/^[A-Za-z_][A-Za-z0-9_'-]*$/.test(text))
        return unreadable(`@${name} name-of-a-package-in-nixpkgs`);
      return { name, attribute: text, offset };
    case "default":
    case "example": {
      const value = readValue(text);
      if (value === undefined)
        return unreadable(
          `@${name} and a string, a number, true, false, null, […] or {…} of these, in TypeScript`,
        );
      return { name, value, offset };
    }
    case "computedDefault": {
      const computed = computedDefaults.find((known) => known === text);
      if (computed !== undefined) return { name, computed, offset };
      report("unknown-computed-default", offset, { name: text });
      return null;
    }
    case "changes": {
      const changes = readChanges(text, offset, report, unreadable);
      return changes && { name, changes, offset };
    }
    case "directive": {
      const directive = readDirective(text, offset, report, unreadable);
      return directive && { name, directive, offset };
    }
    case "see":
      if (!/^https?:\/\/\S+$/.test(text)) return unreadable("@see https://one.address/ for each address");
      return { name, address: text, offset };
    case "source":
      if (text === "") return unreadable("@source and where the fact comes from");
      return { name, offset };
    default:
      return name satisfies never;
  }
}
