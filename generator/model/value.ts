/** Reads the value of a tag: a TypeScript literal, over as many lines as it needs. */
import type { ts as syntax } from "ts-morph";
import type { Value } from "./option.ts";
import { ts } from "./ts-morph.ts";

/** The value, or undefined if the text is anything but one literal. */
export function readValue(text: string): Value | undefined {
  // In parentheses, so that `{}` is a value and not a block.
  const file = ts.createSourceFile("value.ts", `(${text}\n)`, ts.ScriptTarget.Latest);
  const [statement, ...further] = file.statements;
  if (statement === undefined || further.length > 0 || hasError(file)) return undefined;
  if (!ts.isExpressionStatement(statement) || !ts.isParenthesizedExpression(statement.expression))
    return undefined;
  return literal(statement.expression.expression);
}

/** TypeScript's parser repairs what it can, for example a missing comma; it marks the nodes where it did. */
function hasError(node: syntax.Node): boolean {
  return (node.flags & ts.NodeFlags.ThisNodeHasError) !== 0 || ts.forEachChild(node, hasError) === true;
}

function literal(node: syntax.Expression): Value | undefined {
  if (ts.isStringLiteral(node)) return node.text;
  if (ts.isNumericLiteral(node)) return finite(Number(node.text));
  if (ts.isPrefixUnaryExpression(node)) return negative(node);
  if (ts.isArrayLiteralExpression(node)) return list(node);
  if (ts.isObjectLiteralExpression(node)) return object(node);
  switch (node.kind) {
    case ts.SyntaxKind.TrueKeyword:
      return true;
    case ts.SyntaxKind.FalseKeyword:
      return false;
    case ts.SyntaxKind.NullKeyword:
      return null;
    default:
      return undefined;
  }
}

function finite(number: number): number | undefined {
  return Number.isFinite(number) ? number : undefined;
}

function negative(node: syntax.PrefixUnaryExpression): number | undefined {
  if (node.operator !== ts.SyntaxKind.MinusToken || !ts.isNumericLiteral(node.operand)) return undefined;
  return finite(-Number(node.operand.text));
}

function list(node: syntax.ArrayLiteralExpression): readonly Value[] | undefined {
  const values: Value[] = [];
  for (const element of node.elements) {
    const value = literal(element);
    if (value === undefined) return undefined;
    values.push(value);
  }
  return values;
}

function object(node: syntax.ObjectLiteralExpression): { readonly [name: string]: Value } | undefined {
  const entries = new Map<string, Value>();
  for (const property of node.properties) {
    if (!ts.isPropertyAssignment(property)) return undefined;
    const { name } = property;
    if (!ts.isIdentifier(name) && !ts.isStringLiteral(name)) return undefined;
    const value = literal(property.initializer);
    if (value === undefined || entries.has(name.text)) return undefined;
    entries.set(name.text, value);
  }
  return Object.fromEntries(entries);
}
