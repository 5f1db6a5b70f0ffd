/** What can be wrong with a schema: the wording of each mistake, and all that were found as text. */
import type { Node } from "ts-morph";
import type { Position } from "./option.ts";

/** What is wrong, as a sentence without a full stop, and what to write instead. */
export type Wording = readonly [message: string, instead: string];

export interface Problem {
  readonly position: Position;
  readonly wording: Wording;
}

/** Notes a mistake at a node, or at a character offset of the schema file. Reading goes on afterwards. */
export type Report = (at: Node | number, wording: Wording) => void;

/** Notes a mistake in the text of a tag, at the tag. */
export type Refuse = (wording: Wording) => undefined;

/** Every mistake by its kind. A test has a case for each. */
export const mistakes = {
  // the file and its interfaces
  syntax: (text: string) => [`this is not TypeScript: ${text}`, "interfaces, as in the rest of the file"],
  missingRoot: (root: string) => [
    `there is no interface ${root}, from which the options are reached`,
    `export interface ${root} { … }`,
  ],
  takenName: (name: string) => [
    `interface ${name} is there more than once`,
    "one interface with all the properties, or another name",
  ],
  unusedInterface: (name: string) => [
    `nothing has the type ${name}`,
    `a property of type ${name}, or no such interface`,
  ],
  interfaceHead: (name: string, instead: string) => [
    `interface ${name} extends something, or has parameters, that options cannot have`,
    instead,
  ],

  // properties and their types
  noOption: (text: string) => [
    `${text} cannot be an option`,
    'name: T, or "name": T; with T | null where it may be missing; Record<string, T> for any names',
  ],
  refusedType: (text: string, instead: string) => [`no option can have the type ${text}`, instead],
  recursiveInterface: (name: string) => [
    `interface ${name} contains itself`,
    `a setting without its own options, in an interface that extends Freeform<"yaml">`,
  ],

  // comments
  twoComments: (name: string) => [
    `${name} has more than one comment in front of it`,
    "one comment; a comment about the whole file begins with /* instead of /**",
  ],
  noDescription: (name: string) => [
    `${name} has no description`,
    "/** One sentence, or several. */ in front of it",
  ],
  unfinishedDescription: (name: string) => [
    `the description of ${name} does not end like a sentence`,
    "a full stop, a list or a closed block at the end",
  ],
  unbalancedBlock: (line: string) => [
    `the block of ${line} is not both opened and closed`,
    "::: or ``` on a line of its own at the end of the block",
  ],
  tagInsideLine: (tag: string) => [
    `@${tag} stands inside a line, where it is text`,
    `@${tag} at the beginning of a line, or \`@${tag}\` in backticks`,
  ],

  // tags
  unknown: (what: string, known: readonly string[]) => [`there is no ${what}`, known.join(", ")],
  conflict: (tag: string, other: string) => [`@${tag} cannot stand beside ${other}`, "one of the two"],
  misplaced: (tag: string, where: string) => [`@${tag} does not belong here`, `@${tag} at ${where}`],
  unreadable: (tag: string, text: string) => [`@${tag} cannot be read`, `@${tag} ${text}`],
  unfitValue: (tag: string, found: string, expected: string) => [
    `@${tag} does not fit the type: ${found}`,
    expected,
  ],
  missingChanges: (name: string) => [
    `${name} does not say what it changes in nginx`,
    "@changes with places and groups of generator/schema/places.ts, such as `@changes every route`; " +
      "@changes no route: what else it changes; or @directive NAME in FRAGMENT",
  ],
  unfitDirective: (directive: string, fragment: string) => [
    `no option can stand in for ${directive} in ${fragment}`,
    "a directive that stands there once, always, and with one constant; or one that does not stand there",
  ],
  otherDefault: (directive: string, fragment: string, constant: string) => [
    `${fragment} has ${directive} ${constant}, which is not the default of the option`,
    `@default ${JSON.stringify(constant)}`,
  ],
} satisfies Record<string, (...details: never[]) => Wording>;

/** All problems in the order of the file, two lines each, and a closing line with their number. */
export function formatProblems(problems: readonly Problem[]): string {
  const texts = problems.map(
    ({ position: { file, line, column }, wording: [message, instead] }) =>
      `${file}:${line}:${column}: ${message}\n  instead: ${instead}\n`,
  );
  const count = problems.length === 1 ? "1 problem" : `${problems.length} problems`;
  return `${texts.join("")}${count} in the schema\n`;
}
