/** nginx.conf as data: what parse.ts reads, print.ts writes, and everything else in this folder works on. */

/** Where something stands in a text; lines and columns count from 1. `line` 0 means: made without a text. */
export interface Position {
  readonly file: string;
  readonly line: number;
  readonly column: number;
}

/** One argument: as spelled (`raw`, quotes and backslashes kept) and as nginx understands it (`value`). */
export interface Argument {
  readonly raw: string;
  readonly value: string;
}

export interface Comment {
  readonly kind: "comment";
  /** Everything after the `#`, without trailing white space. */
  readonly text: string;
  readonly position: Position;
}

export interface Directive {
  readonly kind: "directive";
  readonly name: string;
  readonly args: readonly Argument[];
  /** What stands between `{` and `}`; null for a directive that ends in `;`. */
  readonly block: readonly Item[] | null;
  readonly position: Position;
}

export type Item = Directive | Comment;

export interface NginxFile {
  readonly file: string;
  readonly body: readonly Item[];
}

/** A text nginx could not read either. The message starts with `file:line:column` and ends with what is expected. */
export class NginxSyntaxError extends Error {
  override readonly name = "NginxSyntaxError";
  readonly position: Position;
  readonly expected: string;

  constructor(position: Position, problem: string, expected: string) {
    super(`${showPosition(position)}: ${problem}; expected ${expected}`);
    this.position = position;
    this.expected = expected;
  }
}

export function showPosition({ file, line, column }: Position): string {
  return line === 0 ? file : `${file}:${line}:${column}`;
}

/** The directives of a block or file, without its comments. */
export function directivesOf(body: readonly Item[] | null): readonly Directive[] {
  return (body ?? []).filter((item): item is Directive => item.kind === "directive");
}

/** The directives of that name directly inside the block. */
export function directivesNamed(body: readonly Item[] | null, name: string): readonly Directive[] {
  return directivesOf(body).filter((directive) => directive.name === name);
}

/** The directives of that name directly inside `http`. */
export function inHttp(file: NginxFile, name: string): readonly Directive[] {
  return directivesNamed(file.body, "http").flatMap(({ block }) => directivesNamed(block, name));
}

/** Directives at every depth, each before those in its block. */
export function everyDirective(
  body: readonly Item[] | null,
  isEntered: (directive: Directive) => boolean = () => true,
): readonly Directive[] {
  return directivesOf(body).flatMap((directive) => [
    directive,
    ...(isEntered(directive) ? everyDirective(directive.block, isEntered) : []),
  ]);
}

/** The value of an argument; empty where the directive has fewer. */
export function argumentOf(directive: Directive, index = 0): string {
  return directive.args[index]?.value ?? "";
}

/** The arguments' values, as nginx understands them. */
export function valuesOf(directive: Directive): readonly string[] {
  return directive.args.map((arg) => arg.value);
}
