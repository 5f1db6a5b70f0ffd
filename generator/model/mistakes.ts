/** Every mistake a schema can contain, with its wording. A test has a case for each. */
import { computedDefaults } from "./option.ts";

/** What the wording of a mistake needs to know. */
export interface MistakeDetails {
  // the file
  syntax: { readonly text: string };
  statement: object;
  "missing-root": { readonly root: string };
  "open-root": { readonly root: string };
  "taken-name": { readonly name: string };
  "unused-interface": { readonly name: string; readonly root: string };
  "interface-head": { readonly name: string };
  // the properties of an interface
  "not-a-property": { readonly text: string };
  "property-modifier": { readonly modifier: string; readonly instead: string };
  "property-name": { readonly text: string };
  "duplicate-property": { readonly name: string };
  "property-order": { readonly name: string; readonly before: string };
  // types
  "missing-type": { readonly name: string };
  "unknown-type": { readonly name: string };
  "refused-type": { readonly text: string; readonly instead: string };
  "mixed-union": object;
  "repeated-value": { readonly text: string };
  "recursive-interface": { readonly name: string };
  "nullable-group": { readonly name: string };
  // comments; `of` is the name of the property or interface
  "two-comments": { readonly of: string };
  "missing-description": { readonly of: string };
  "unfinished-description": { readonly of: string };
  "unused-description": { readonly tag: string };
  "unbalanced-block": { readonly line: string };
  "tag-inside-line": { readonly tag: string };
  // tags
  "unknown-tag": { readonly tag: string; readonly known: readonly string[] };
  "repeated-tag": { readonly tag: string };
  "conflicting-tags": { readonly tag: string; readonly other: string };
  "misplaced-tag": { readonly tag: string; readonly of: string };
  "tag-against-type": { readonly tag: string; readonly type: string };
  "unreadable-value": { readonly tag: string; readonly instead: string };
  "unknown-computed-default": { readonly name: string };
  "unfit-value": { readonly tag: string; readonly found: string; readonly expected: string };
  // what an option changes
  "missing-changes": { readonly name: string };
  "unknown-place": { readonly name: string; readonly known: readonly string[] };
  "unknown-directive": { readonly name: string; readonly known: readonly string[] };
  "unknown-fragment": { readonly name: string; readonly known: readonly string[] };
  "unfit-directive": { readonly directive: string; readonly fragment: string };
  "other-default": { readonly directive: string; readonly fragment: string; readonly constant: string };
  "directive-inside-value": { readonly name: string };
}

export type ProblemCode = keyof MistakeDetails;

interface Wording {
  readonly message: string;
  readonly instead: string;
}

export const mistakes: { readonly [Code in ProblemCode]: (details: MistakeDetails[Code]) => Wording } = {
  syntax: ({ text }) => ({
    message: `this is not TypeScript: ${text}`,
    instead: "interfaces, as in the rest of the file",
  }),
  statement: () => ({
    message: "only imports and interfaces may stand here",
    instead: "an interface; the words types are made of are in vocabulary.ts",
  }),
  "missing-root": ({ root }) => ({
    message: `there is no interface ${root}, from which the options are reached`,
    instead: `export interface ${root} { … }`,
  }),
  "open-root": ({ root }) => ({
    message: `${root} is open, but only a setting can be`,
    instead: `interface ${root} without extends, and an open interface for one of its properties`,
  }),
  "taken-name": ({ name }) => ({
    message: `there already is something called ${name}`,
    instead: "one interface with all the properties, or another name",
  }),
  "unused-interface": ({ name, root }) => ({
    message: `interface ${name} is not reached from ${root}`,
    instead: `a property of type ${name}, or no such interface`,
  }),
  "interface-head": ({ name }) => ({
    message: `interface ${name} extends something, or has parameters, that options cannot have`,
    instead: `interface ${name}, or interface ${name} extends Freeform<"yaml">`,
  }),

  "not-a-property": ({ text }) => ({
    message: `${text} is not a property`,
    instead: "name: type; for any names, a property of type Record<string, T>",
  }),
  "property-modifier": ({ modifier, instead }) => ({
    message: `"${modifier}" says nothing about an option`,
    instead,
  }),
  "property-name": ({ text }) => ({
    message: `${text} cannot be the name of an option`,
    instead: "a plain name, or a name in quotes",
  }),
  "duplicate-property": ({ name }) => ({
    message: `this interface already has a property ${name}`,
    instead: "one of the two",
  }),
  "property-order": ({ name, before }) => ({
    message: `${name} stands after ${before}, unlike in the manual`,
    instead: `${name} before ${before}: names with enable first, then package, then by alphabet`,
  }),

  "missing-type": ({ name }) => ({
    message: `${name} has no type`,
    instead: `${name}: T`,
  }),
  "unknown-type": ({ name }) => ({
    message: `there is no type ${name}`,
    instead: "an interface of this file, or a word of vocabulary.ts",
  }),
  "refused-type": ({ text, instead }) => ({ message: `no option can have the type ${text}`, instead }),
  "mixed-union": () => ({
    message: "an option has one type",
    instead: 'T | null, or "one" | "other", or "one" | "other" | null',
  }),
  "repeated-value": ({ text }) => ({
    message: `${text} is already part of this type`,
    instead: "each value once",
  }),
  "recursive-interface": ({ name }) => ({
    message: `interface ${name} contains itself`,
    instead: `a setting without its own options, in an interface that extends Freeform<"yaml">`,
  }),
  "nullable-group": ({ name }) => ({
    message: `a group of options such as ${name} is always there`,
    instead: `${name} without null, and null for the properties inside`,
  }),

  "two-comments": ({ of }) => ({
    message: `${of} has more than one comment in front of it`,
    instead: "one comment; a comment about the whole file begins with /* instead of /**",
  }),
  "missing-description": ({ of }) => ({
    message: `${of} has no description`,
    instead: "/** One sentence, or several. */ in front of it",
  }),
  "unfinished-description": ({ of }) => ({
    message: `the description of ${of} does not end like a sentence`,
    instead: "a full stop, a list or a closed block at the end",
  }),
  "unused-description": ({ tag }) => ({
    message: `nobody would see this description: @${tag} makes one`,
    instead: `@${tag} alone, or a description without @${tag}`,
  }),
  "unbalanced-block": ({ line }) => ({
    message: `the block of ${line} is not both opened and closed`,
    instead: "::: or ``` on a line of its own at the end of the block",
  }),
  "tag-inside-line": ({ tag }) => ({
    message: `@${tag} stands inside a line, where it is text`,
    instead: `@${tag} at the beginning of a line, or \`@${tag}\` in backticks`,
  }),

  "unknown-tag": ({ tag, known }) => ({
    message: `there is no tag @${tag}`,
    instead: known.map((name) => `@${name}`).join(", "),
  }),
  "repeated-tag": ({ tag }) => ({ message: `@${tag} is there already`, instead: "one of the two" }),
  "conflicting-tags": ({ tag, other }) => ({
    message: `@${tag} contradicts @${other}`,
    instead: `@${tag} or @${other}`,
  }),
  "misplaced-tag": ({ tag, of }) => ({
    message: `@${tag} says nothing about ${of}, which is no option`,
    instead: `@${tag} at an option`,
  }),
  "tag-against-type": ({ tag, type }) => ({
    message: `@${tag} does not go with this type`,
    instead: `@${tag} at an option of type ${type}`,
  }),
  "unreadable-value": ({ tag, instead }) => ({ message: `@${tag} cannot be read`, instead }),
  "unknown-computed-default": ({ name }) => ({
    message: `there is no computed default "${name}"`,
    instead: computedDefaults.join(", "),
  }),
  "unfit-value": ({ tag, found, expected }) => ({
    message: `@${tag} does not fit the type: ${found}`,
    instead: expected,
  }),

  "missing-changes": ({ name }) => ({
    message: `${name} does not say what it changes in nginx`,
    instead:
      "@changes with places and groups of generator/schema/places.ts, such as `@changes every route`; " +
      "@changes no route: what else it changes; or @directive NAME in FRAGMENT",
  }),
  "unknown-place": ({ name, known }) => ({
    message: `there is no place or group "${name}" to change`,
    instead: known.join(", "),
  }),
  "unknown-directive": ({ name, known }) => ({
    message: `there is no directive ${name} of one line in generator/schema/directives.ts that a location may have`,
    instead: known.join(", "),
  }),
  "unknown-fragment": ({ name, known }) => ({
    message: `there is no fragment ${name} in generator/schema/fragments.ts`,
    instead: known.join(", "),
  }),
  "unfit-directive": ({ directive, fragment }) => ({
    message: `no option can stand in for ${directive} in ${fragment}`,
    instead:
      "a directive that stands there once, always, and with one constant; or one that does not stand there",
  }),
  "other-default": ({ directive, fragment, constant }) => ({
    message: `${fragment} has ${directive} ${constant}, which is not the default of the option`,
    instead: `@default ${JSON.stringify(constant)}`,
  }),
  "directive-inside-value": ({ name }) => ({
    message: `${name} is part of another option's value, and a directive has one value`,
    instead: "@directive at an option that is there once",
  }),
};

export const problemCodes = Object.keys(mistakes) as readonly ProblemCode[];
