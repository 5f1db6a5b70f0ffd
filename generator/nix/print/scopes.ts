/** Lambdas, let, with and if: a head, and a body below it without indentation. */
import type { Expr, If, Lambda, Let, Parameter, With } from "../ast.ts";
import { attributeName } from "../strings.ts";
import { absorbedDoc } from "./calls.ts";
import { valueDoc } from "./bindings.ts";
import { bindingsDoc, openSetDoc } from "./collections.ts";
import {
  expanded,
  firstThatFits,
  group,
  hardline,
  indent,
  join,
  line,
  unit,
  type Doc,
  type Print,
} from "./layout.ts";
import { isAbsorbable } from "./shapes.ts";

type Pattern = Extract<Parameter, { kind: "pattern" }>;

/** The plain names in a row before the body: `a: b: body`. */
function leadingNames(lambda: Lambda): { readonly names: readonly string[]; readonly body: Expr } {
  const names: string[] = [];
  let body: Expr = lambda;
  while (body.kind === "lambda" && body.parameter.kind === "name") {
    names.push(body.parameter.name);
    body = body.body;
  }
  return { names, body };
}

export function lambdaDoc(lambda: Lambda, print: Print): Doc {
  const { names, body } = leadingNames(lambda);
  if (lambda.parameter.kind === "pattern") return patternLambdaDoc(lambda.parameter, lambda.body, print);
  const heads = namesDoc(names);
  if (isAbsorbable(body)) return [heads, " ", print(body)];
  if (body.kind === "with" && isAbsorbable(body.body)) return [heads, " ", absorbedWithDoc(body, print)];
  const doc = [heads, line, openDoc(body, print)];
  return names.length > 2 ? expanded(doc) : unit(doc);
}

const namesDoc = (names: readonly string[]): Doc => names.map((name) => `${name}:`).join(" ");

/** The lambda behind `=`: its body opens on that line, or everything goes below. */
export function lambdaAfterDoc(lambda: Lambda, print: Print): Doc {
  const { names, body } = leadingNames(lambda);
  if (names.length === 0 || !isAbsorbable(body)) return indent(unit(line, print(lambda)));
  const opened = [" ", namesDoc(names), " ", expanded(absorbedDoc(body, print))];
  return firstThatFits([" ", print(lambda)], [opened, indent([hardline, print(lambda)])]);
}

/** A pattern stays on one line with its body if that fits. */
function patternLambdaDoc(pattern: Pattern, body: Expr, print: Print): Doc {
  return unit(openPatternDoc(pattern, body, print));
}

/** A pattern whose body goes below when what surrounds it breaks; a set, list or text as body always does. */
function openPatternDoc(pattern: Pattern, body: Expr, print: Print): Doc {
  const head = [patternDoc(pattern, print), ":"];
  return isAbsorbable(body) ? [head, hardline, absorbedDoc(body, print)] : [head, line, openDoc(body, print)];
}

/** A body that is expanded when the head above it has its own line. */
export function openDoc(body: Expr, print: Print): Doc {
  if (body.kind === "set") return openSetDoc(body, print);
  if (body.kind === "lambda" && body.parameter.kind === "pattern")
    return openPatternDoc(body.parameter, body.body, print);
  if (body.kind === "with") return ["with ", print(body.scope), ";", line, openDoc(body.body, print)];
  return print(body);
}

function patternDoc(pattern: Pattern, print: Print): Doc {
  const as = pattern.as === null ? "" : `@${pattern.as}`;
  const fields = pattern.fields.map((field) =>
    field.defaultValue === null
      ? attributeName(field.name)
      : unit(attributeName(field.name), " ?", valueDoc(field.defaultValue, true, print)),
  );
  const rows = [...fields.map((field) => [field, ","]), ...(pattern.ellipsis ? ["..."] : [])];
  if (rows.length === 0) return ["{ }", as];
  const short = fields.length <= 2 && pattern.fields.every((field) => field.defaultValue === null);
  if (!short) return expanded(["{", indent([line, join(line, rows)]), line, "}", as]);
  const inline = [...fields, ...(pattern.ellipsis ? ["..."] : [])];
  return ["{ ", join(", ", inline), " }", as];
}

export function letDoc(letIn: Let, print: Print): Doc {
  return expanded([
    "let",
    indent([hardline, bindingsDoc(letIn.bindings, print)]),
    hardline,
    "in",
    hardline,
    openDoc(letIn.body, print),
  ]);
}

export function withDoc(withIn: With, print: Print): Doc {
  return unit(openDoc(withIn, print));
}

/** `with x; {` */
export function absorbedWithDoc(withIn: With, print: Print): Doc {
  return ["with ", print(withIn.scope), "; ", absorbedDoc(withIn.body, print)];
}

/** `else if` goes on in the same column; such a chain never stays on one line. */
export function ifDoc(expr: If, print: Print): Doc {
  return expr.whenFalse.kind === "if" ? expanded(ifRows(expr, print)) : unit(...ifRows(expr, print));
}

function ifRows(expr: If, print: Print): Doc[] {
  const head = unit("if", indent([line, group(print(expr.condition))]), line, "then");
  const rows: Doc[] = [head, indent([line, group(print(expr.whenTrue))]), line, "else"];
  if (expr.whenFalse.kind === "if") return [...rows, " ", ...ifRows(expr.whenFalse, print)];
  return [...rows, indent([line, group(print(expr.whenFalse))])];
}
