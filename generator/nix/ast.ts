/**
 * Nix syntax as data. A node can only be made by the builders below (the brand is not exported), so a string never poses
 * as an expression. Printing is in print.ts; nothing here or there knows Frigate.
 */

declare const brand: unique symbol;

interface Node<Kind extends string> {
  readonly kind: Kind;
  readonly [brand]: true;
}

/** A piece of a string: literal text, or an expression that is interpolated. */
export type StringPart = string | Expr;

/** `"…"`: one line of text; newlines in the text are printed as `\n`. */
export interface LineString extends Node<"line-string"> {
  readonly parts: readonly StringPart[];
}

/**
 * `''…''`: several lines. Each entry of `lines` is one line without its newline; an empty entry is a blank line. The
 * value ends with a newline.
 */
export interface BlockString extends Node<"block-string"> {
  readonly lines: readonly (readonly StringPart[])[];
}

/** A name or a dotted selection from one: `cfg`, `lib.types.str`, `config.services.frigate`. */
export interface Reference extends Node<"reference"> {
  readonly path: readonly string[];
}

export interface Literal extends Node<"literal"> {
  readonly value: number | boolean | null;
}

/** A path literal such as `./frigate.nix`. */
export interface PathLiteral extends Node<"path"> {
  readonly path: string;
}

export interface ListItem {
  readonly value: Expr;
  readonly comment: readonly string[];
}

export interface List extends Node<"list"> {
  readonly items: readonly ListItem[];
}

/** One step of an attribute path: a plain name, or an expression (`${…}`). */
export type Attribute = string | Expr;

export interface Assignment {
  readonly kind: "assignment";
  readonly path: readonly Attribute[];
  readonly value: Expr;
  readonly comment: readonly string[];
}

export interface Inherit {
  readonly kind: "inherit";
  readonly from: Expr | null;
  readonly names: readonly string[];
}

/** An empty line between bindings; the printer never invents one. */
export interface BlankLine {
  readonly kind: "blank";
}

export type Binding = Assignment | Inherit | BlankLine;

export interface AttributeSet extends Node<"set"> {
  readonly bindings: readonly Binding[];
  readonly recursive: boolean;
}

/** Function application, flat: `fn a b c`. */
export interface Application extends Node<"apply"> {
  readonly fn: Expr;
  readonly args: readonly Expr[];
}

export interface PatternField {
  readonly name: string;
  readonly defaultValue: Expr | null;
}

/** A lambda's parameter: a name, or `{ a, b ? x, ... }` with an optional `@name`. */
export type Parameter =
  | { readonly kind: "name"; readonly name: string }
  | {
      readonly kind: "pattern";
      readonly fields: readonly PatternField[];
      readonly ellipsis: boolean;
      readonly as: string | null;
    };

export interface Lambda extends Node<"lambda"> {
  readonly parameter: Parameter;
  readonly body: Expr;
}

export interface Let extends Node<"let"> {
  readonly bindings: readonly Binding[];
  readonly body: Expr;
}

export interface With extends Node<"with"> {
  readonly scope: Expr;
  readonly body: Expr;
}

export interface If extends Node<"if"> {
  readonly condition: Expr;
  readonly whenTrue: Expr;
  readonly whenFalse: Expr;
}

export type BinaryOperator =
  "++" | "//" | "+" | "-" | "*" | "/" | "==" | "!=" | "<" | "<=" | ">" | ">=" | "&&" | "||" | "->";

export interface Binary extends Node<"binary"> {
  readonly operator: BinaryOperator;
  readonly left: Expr;
  readonly right: Expr;
}

export interface Unary extends Node<"unary"> {
  readonly operator: "!" | "-";
  readonly operand: Expr;
}

/** `subject.a.b`, with `or fallback` when there is one. */
export interface Selection extends Node<"select"> {
  readonly subject: Expr;
  readonly path: readonly Attribute[];
  readonly fallback: Expr | null;
}

export interface HasAttribute extends Node<"has"> {
  readonly subject: Expr;
  readonly path: readonly Attribute[];
}

export type Expr =
  | LineString
  | BlockString
  | Reference
  | Literal
  | PathLiteral
  | List
  | AttributeSet
  | Application
  | Lambda
  | Let
  | With
  | If
  | Binary
  | Unary
  | Selection
  | HasAttribute;

/** A whole file: header comment lines, then one expression. */
export interface NixFile {
  readonly header: readonly string[];
  readonly body: Expr;
}

const node = <T extends Expr>(fields: Omit<T, typeof brand>): T => fields as T;

const identifier = /^[A-Za-z_][A-Za-z0-9_'-]*$/;

/**
 * A reference: `ref("lib.mkIf")`.
 * @throws RangeError when a step is no Nix identifier; use {@link select} for those.
 */
export function ref(dotted: string): Reference {
  const path = dotted.split(".");
  for (const step of path) {
    if (!identifier.test(step)) {
      throw new RangeError(`ref("${dotted}"): "${step}" is no identifier; write select(…) instead`);
    }
  }
  return node<Reference>({ kind: "reference", path });
}

/** A one-line string: `text("http://", ref("x"))`. */
export const text = (...parts: StringPart[]): LineString => node<LineString>({ kind: "line-string", parts });

/** A multi-line string; a line is a plain string or a list of parts. */
export const block = (...lines: (string | readonly StringPart[])[]): BlockString =>
  node<BlockString>({
    kind: "block-string",
    lines: lines.map((line) => (typeof line === "string" ? [line] : line)),
  });

export const literal = (value: number | boolean | null): Literal => node<Literal>({ kind: "literal", value });

export const path = (value: string): PathLiteral => node<PathLiteral>({ kind: "path", path: value });

/** A list; an item with comment lines above it is `{ value, comment }`. */
export const list = (...items: (Expr | ListItem)[]): List =>
  node<List>({
    kind: "list",
    items: items.map((item) => ("kind" in item ? { value: item, comment: [] } : item)),
  });

/** `a.b = value;` — `path` is split at dots when given as one string; comment lines stand above it, without `#`. */
export const assign = (
  path: string | readonly Attribute[],
  value: Expr,
  comment: readonly string[] = [],
): Assignment => ({
  kind: "assignment",
  path: typeof path === "string" ? path.split(".") : path,
  value,
  comment,
});

/** Like {@link assign}, but a set of one is written as part of the path: `a.b = value;` for `a = { b = value; };`. */
export function nest(path: readonly Attribute[], value: Expr, comment: readonly string[] = []): Assignment {
  const [only, ...others] = value.kind === "set" && !value.recursive ? value.bindings : [];
  return only?.kind === "assignment" && only.comment.length === 0 && others.length === 0
    ? nest([...path, ...only.path], only.value, comment)
    : assign(path, value, comment);
}

export const inherit = (names: readonly string[], from: Expr | null = null): Inherit => ({
  kind: "inherit",
  from,
  names,
});

export const blank: BlankLine = { kind: "blank" };

export const set = (...bindings: Binding[]): AttributeSet =>
  node<AttributeSet>({ kind: "set", bindings, recursive: false });

export const recursiveSet = (...bindings: Binding[]): AttributeSet =>
  node<AttributeSet>({ kind: "set", bindings, recursive: true });

export const apply = (fn: Expr, ...args: Expr[]): Application =>
  node<Application>({ kind: "apply", fn, args });

/** A lambda; `["config", "lib"]` makes a pattern that ends in `...`. */
export function lambda(parameter: string | readonly string[] | Parameter, body: Expr): Lambda {
  return node<Lambda>({ kind: "lambda", parameter: toParameter(parameter), body });
}

function toParameter(parameter: string | readonly string[] | Parameter): Parameter {
  if (typeof parameter === "string") return { kind: "name", name: parameter };
  if ("kind" in parameter) return parameter;
  const fields = parameter.map((name) => ({ name, defaultValue: null }));
  return { kind: "pattern", fields, ellipsis: true, as: null };
}

export const letIn = (bindings: readonly Binding[], body: Expr): Let =>
  node<Let>({ kind: "let", bindings, body });

export const withIn = (scope: Expr, body: Expr): With => node<With>({ kind: "with", scope, body });

export const ifThenElse = (condition: Expr, whenTrue: Expr, whenFalse: Expr): If =>
  node<If>({ kind: "if", condition, whenTrue, whenFalse });

export const binary = (left: Expr, operator: BinaryOperator, right: Expr): Binary =>
  node<Binary>({ kind: "binary", operator, left, right });

/** `first op second op …`, left-associative. */
export const chain = (operator: BinaryOperator, first: Expr, ...rest: Expr[]): Expr =>
  rest.reduce<Expr>((left, right) => binary(left, operator, right), first);

export const not = (operand: Expr): Unary => node<Unary>({ kind: "unary", operator: "!", operand });

export const negate = (operand: Expr): Unary => node<Unary>({ kind: "unary", operator: "-", operand });

export const select = (
  subject: Expr,
  path: string | readonly Attribute[],
  fallback: Expr | null = null,
): Selection =>
  node<Selection>({
    kind: "select",
    subject,
    path: typeof path === "string" ? path.split(".") : path,
    fallback,
  });

export const has = (subject: Expr, path: string | readonly Attribute[]): HasAttribute =>
  node<HasAttribute>({
    kind: "has",
    subject,
    path: typeof path === "string" ? path.split(".") : path,
  });
