/** Lambdas, let, with and if: a head, and a body below it without indentation. */
import type { Expr, If, Lambda, Let, Parameter, PatternField, With } from "../ast.ts";
import { attributeName } from "../strings.ts";
import { broken, hardline, indent, join, line, unit, type Doc, type Print } from "./layout.ts";
import { bindingsDoc } from "./sets.ts";
import { isAbsorbable, isOpeningWith, leadingNames } from "./shapes.ts";
import { valueDoc } from "./values.ts";

type Pattern = Extract<Parameter, { kind: "pattern" }>;

export function lambdaDoc(lambda: Lambda, print: Print): Doc {
  if (lambda.parameter.kind === "pattern") return unit(openLambdaDoc(lambda, print));
  const { names, body } = leadingNames(lambda);
  const heads = names.map((name) => `${name}:`).join(" ");
  if (isAbsorbable(body)) return [heads, " ", print(body)];
  if (isOpeningWith(body)) return [heads, " ", print.value(body)];
  const doc = [heads, line, print.open(body)];
  return names.length > 2 ? broken(doc) : unit(doc);
}

/** A pattern whose body goes below when what surrounds it breaks; a set, list or text as body always does. */
export function openLambdaDoc(lambda: Lambda, print: Print): Doc {
  if (lambda.parameter.kind === "name") return lambdaDoc(lambda, print);
  const head = [patternDoc(lambda.parameter, print), ":"];
  if (!isAbsorbable(lambda.body)) return [head, line, print.open(lambda.body)];
  return [head, hardline, print.value(lambda.body)];
}

/** At most two plain names on the line; else one per line, each with a comma behind it. */
function patternDoc(pattern: Pattern, print: Print): Doc {
  const as = pattern.as === null ? "" : `@${pattern.as}`;
  const fields = pattern.fields.map((field) => fieldDoc(field, print));
  const ellipsis = pattern.ellipsis ? ["..."] : [];
  if (fields.length + ellipsis.length === 0) return ["{ }", as];
  const short = fields.length <= 2 && pattern.fields.every((field) => field.defaultValue === null);
  if (short) return ["{ ", join(", ", [...fields, ...ellipsis]), " }", as];
  const rows = [...fields.map((field) => [field, ","]), ...ellipsis];
  return broken(["{", indent([line, join(line, rows)]), line, "}", as]);
}

function fieldDoc({ name, defaultValue }: PatternField, print: Print): Doc {
  if (defaultValue === null) return attributeName(name);
  return unit(attributeName(name), " ?", valueDoc([name], defaultValue, print));
}

export function letDoc(letIn: Let, print: Print): Doc {
  const bindings = indent([hardline, bindingsDoc(letIn.bindings, print)]);
  return broken(["let", bindings, hardline, "in", hardline, print.open(letIn.body)]);
}

export function withDoc(withIn: With, print: Print): Doc {
  return unit(openWithDoc(withIn, print));
}

/** A `with` whose body goes below when what surrounds it breaks. */
export function openWithDoc(withIn: With, print: Print): Doc {
  return ["with ", print(withIn.scope), ";", line, print.open(withIn.body)];
}

/** `with x; [` */
export const withOnLineDoc = (withIn: With, body: Doc, print: Print): Doc => [
  "with ",
  print(withIn.scope),
  "; ",
  body,
];

/** `else if` goes on in the same column; such a chain never stays on one line. */
export function ifDoc(expr: If, print: Print): Doc {
  const rows = ifRows(expr, print);
  return expr.whenFalse.kind === "if" ? broken(rows) : unit(rows);
}

function ifRows(expr: If, print: Print): Doc[] {
  const head = unit("if", indent([line, print(expr.condition)]), line, "then");
  const rows = [head, branchDoc(expr.whenTrue, print), line, "else"];
  if (expr.whenFalse.kind === "if") return [...rows, " ", ...ifRows(expr.whenFalse, print)];
  return [...rows, branchDoc(expr.whenFalse, print)];
}

const branchDoc = (branch: Expr, print: Print): Doc => indent([line, print(branch)]);
