/**
 * The same trees as Nix text in the dumbest way: parentheses around everything, one line, every string in `"…"`. What the
 * printer writes must be parsed to the same.
 */
import type {
  Attribute,
  Binding,
  BinaryOperator,
  Expr,
  Parameter,
  Selection,
  StringPart,
} from "../../generator/nix/ast.ts";

export function explicit(expr: Expr): string {
  return `(${bare(expr)})`;
}

function bare(expr: Expr): string {
  switch (expr.kind) {
    case "line-string":
      return string(expr.parts);
    case "block-string":
      return string(expr.lines.flatMap((line) => [...line, "\n"]));
    case "reference":
      return expr.path.join(".");
    case "literal":
      return typeof expr.value === "number" ? number(expr.value) : String(expr.value);
    case "path":
      return expr.path;
    case "list":
      return `[ ${expr.items.map(({ value }) => explicit(value)).join(" ")} ]`;
    case "set":
      return `${expr.recursive ? "rec " : ""}{ ${expr.bindings.map(binding).join(" ")} }`;
    case "apply":
      return [expr.fn, ...expr.args].map(explicit).reduce((fn, arg) => `(${fn} ${arg})`);
    case "lambda":
      return `${parameter(expr.parameter)}: ${explicit(expr.body)}`;
    case "let":
      return `let ${expr.bindings.map(binding).join(" ")} in ${explicit(expr.body)}`;
    case "with":
      return `with ${explicit(expr.scope)}; ${explicit(expr.body)}`;
    case "if":
      return `if ${explicit(expr.condition)} then ${explicit(expr.whenTrue)} else ${explicit(expr.whenFalse)}`;
    case "binary":
      return chain(expr.operator, operands(expr.operator, expr));
    case "unary":
      return `${expr.operator}${explicit(expr.operand)}`;
    case "select":
      return selection(expr, expr.path, expr.fallback);
    case "has":
      return `${explicit(expr.subject)} ? ${attributes(expr.path)}`;
    default:
      return expr satisfies never;
  }
}

/** Operators for which `(a op b) op c` and `a op (b op c)` have the same value, and which of the two Nix reads. */
const associative: Partial<Record<BinaryOperator, "left" | "right">> = {
  "++": "right",
  "//": "right",
  "&&": "left",
  "||": "left",
};

function operands(operator: BinaryOperator, expr: Expr): readonly string[] {
  if (expr.kind !== "binary" || expr.operator !== operator) return [explicit(expr)];
  if (associative[operator] === undefined) return [explicit(expr.left), explicit(expr.right)];
  return [...operands(operator, expr.left), ...operands(operator, expr.right)];
}

function chain(operator: BinaryOperator, all: readonly string[]): string {
  return associative[operator] === "right"
    ? all.reduceRight((right, left) => `(${left} ${operator} ${right})`)
    : all.reduce((left, right) => `(${left} ${operator} ${right})`);
}

/** A selection from a selection is one path, all of which `or` is for. */
function selection({ subject }: Selection, path: readonly Attribute[], fallback: Expr | null): string {
  if (subject.kind === "select" && subject.fallback === null) {
    return selection(subject, [...subject.path, ...path], fallback);
  }
  return `${explicit(subject)}.${attributes(path)}${fallback === null ? "" : ` or ${explicit(fallback)}`}`;
}

function number(value: number): string {
  const [digits = "", exponent] = String(value).split("e");
  const mantissa = exponent === undefined || digits.includes(".") ? digits : `${digits}.0`;
  return exponent === undefined ? mantissa : `${mantissa}e${exponent}`;
}

function string(parts: readonly StringPart[]): string {
  return `"${parts.map((part) => (typeof part === "string" ? escaped(part) : `\${${explicit(part)}}`)).join("")}"`;
}

const escaped = (text: string): string => JSON.stringify(text).slice(1, -1).replaceAll("$", "\\$");

function binding(one: Binding): string {
  switch (one.kind) {
    case "blank":
      return "";
    case "inherit":
      return `inherit ${one.from === null ? "" : explicit(one.from)} ${one.names.join(" ")};`;
    case "assignment":
      return `${attributes(one.path)} = ${explicit(one.value)};`;
    default:
      return one satisfies never;
  }
}

function attributes(path: readonly Attribute[]): string {
  return path.map((step) => (typeof step === "string" ? string([step]) : `\${${explicit(step)}}`)).join(".");
}

function parameter(one: Parameter): string {
  if (one.kind === "name") return one.name;
  const fields = one.fields.map(({ name, defaultValue }) =>
    defaultValue === null ? name : `${name} ? ${explicit(defaultValue)}`,
  );
  return `{ ${[...fields, ...(one.ellipsis ? ["..."] : [])].join(", ")} }${one.as === null ? "" : ` @ ${one.as}`}`;
}
