/**
 * Nix syntax as data: what generated files are made of, which is data and the expressions around it; logic is written by
 * hand in module/. Printing is in print.ts; nothing here or there knows Frigate.
 */

export type Expr =
  /** `"…"`: one line of text; newlines in the text are printed as `\n`. */
  | { readonly kind: "line-string"; readonly parts: readonly StringPart[] }
  /**
   * `''…''`: several lines. Each entry of `lines` is one line without its newline; an empty entry is a blank line. The
   * value ends with a newline.
   */
  | { readonly kind: "block-string"; readonly lines: readonly (readonly StringPart[])[] }
  /** A name or a dotted selection from one: `cfg`, `lib.types.str`, `config.services.frigate`. */
  | { readonly kind: "reference"; readonly path: readonly string[] }
  | { readonly kind: "literal"; readonly value: number | boolean | null }
  /** A path literal such as `./frigate.nix`. */
  | { readonly kind: "path"; readonly path: string }
  | { readonly kind: "list"; readonly items: readonly Expr[] }
  | { readonly kind: "set"; readonly bindings: readonly Binding[]; readonly recursive: boolean }
  /** A call: `fn a b c`. */
  | { readonly kind: "apply"; readonly fn: Of<"reference">; readonly args: readonly Expr[] }
  /** `{ a, b }: body`, or `{ a, b, ... }: body`. */
  | {
      readonly kind: "lambda";
      readonly names: readonly string[];
      readonly open: boolean;
      readonly body: Expr;
    }
  | { readonly kind: "let"; readonly bindings: readonly Binding[]; readonly body: Expr }
  | { readonly kind: "binary"; readonly left: Expr; readonly operator: BinaryOperator; readonly right: Expr }
  /** `!operand` */
  | { readonly kind: "unary"; readonly operand: Expr };

/** Expressions of one kind. */
export type Of<Kind extends Expr["kind"]> = Extract<Expr, { readonly kind: Kind }>;

export type BinaryOperator = "//" | "+" | "==" | "!=" | "&&";

/** A piece of a string: literal text, or an expression that is interpolated. */
export type StringPart = string | Expr;

export interface Assignment {
  readonly kind: "assignment";
  readonly path: readonly string[];
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

/** A whole file: header comment lines, then one expression. */
export interface NixFile {
  readonly header: readonly string[];
  readonly body: Expr;
}

/**
 * A reference: `ref("lib.mkIf")`.
 * @throws RangeError when a step is no Nix identifier.
 */
export function ref(dotted: string): Of<"reference"> {
  const path = dotted.split(".");
  const wrong = path.find((step) => !/^[A-Za-z_][A-Za-z0-9_'-]*$/.test(step));
  if (wrong !== undefined) throw new RangeError(`ref("${dotted}"): "${wrong}" is no identifier`);
  return { kind: "reference", path };
}

/** A one-line string: `text("http://", ref("x"))`. */
export const text = (...parts: StringPart[]): Expr => ({ kind: "line-string", parts });

/** A multi-line string; a line is a plain string or a list of parts. */
export const block = (...lines: (string | readonly StringPart[])[]): Of<"block-string"> => ({
  kind: "block-string",
  lines: lines.map((line) => (typeof line === "string" ? [line] : line)),
});

export const literal = (value: number | boolean | null): Expr => ({ kind: "literal", value });

export const path = (value: string): Expr => ({ kind: "path", path: value });

export const list = (...items: Expr[]): Expr => ({ kind: "list", items });

/** `a.b = value;` — `path` is split at dots when given as one string; comment lines stand above it, without `#`. */
export const assign = (
  path: string | readonly string[],
  value: Expr,
  comment: readonly string[] = [],
): Assignment => ({
  kind: "assignment",
  path: typeof path === "string" ? path.split(".") : path,
  value,
  comment,
});

/** Like {@link assign}, but a set of one is written as part of the path: `a.b = value;` for `a = { b = value; };`. */
export function nest(path: readonly string[], value: Expr, comment: readonly string[] = []): Assignment {
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

export const set = (...bindings: Binding[]): Expr => ({ kind: "set", bindings, recursive: false });

export const recursiveSet = (...bindings: Binding[]): Expr => ({ kind: "set", bindings, recursive: true });

export const apply = (fn: Of<"reference">, ...args: Expr[]): Expr => ({ kind: "apply", fn, args });

/** A function of a set with these names, and of more of them where it is `open`. */
export const lambda = (names: readonly string[], body: Expr, open = true): Expr => ({
  kind: "lambda",
  names,
  open,
  body,
});

export const letIn = (bindings: readonly Binding[], body: Expr): Expr => ({ kind: "let", bindings, body });

export const binary = (left: Expr, operator: BinaryOperator, right: Expr): Expr => ({
  kind: "binary",
  left,
  operator,
  right,
});

/** `first op second op …`, left-associative. */
export const chain = (operator: BinaryOperator, first: Expr, ...rest: Expr[]): Expr =>
  rest.reduce<Expr>((left, right) => binary(left, operator, right), first);

export const not = (operand: Expr): Expr => ({ kind: "unary", operand });
