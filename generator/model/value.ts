/** Reads the value of a tag: a TypeScript literal, over as many lines as it needs. */
import type { ts as syntax } from "ts-morph";
import type { Value } from "./option.ts";
import { ts } from "./ts-morph.ts";

/** The value, or undefined if the text is anything but one literal. */
export function readValue(text: string): Value | undefined {
  // In parentheses, so that `{}` is a value and not a block.
  const file = ts.createSourceFile("value.ts", `(${text}\n)`, ts.ScriptTarget.Latest);
  const [statement, ...others] = file.statements;
  if (statement === undefined || others.length > 0 || hasError(file)) return undefined;
  if (!ts.isExpressionStatement(statement) || !ts.isParenthesizedExpression(statement.expression))
    return undefined;
  return literal(statement.expression.expression);
}

/** TypeScript's parser repairs what it can, for example a missing comma; it marks the nodes where it did. */
function hasError(node: syntax.Node): boolean {
  return (node.flags & ts.NodeFlags.ThisNodeHasError) !== 0 || ts.forEachChild(node, hasError) === true;
}

const words = new Map<syntax.SyntaxKind, Value>([
  [ts.SyntaxKind.TrueKeyword, true],
  [ts.SyntaxKind.FalseKeyword, false],
  [ts.SyntaxKind.NullKeyword, null],
]);

function literal(node: syntax.Expression): Value | undefined {
  if (ts.isStringLiteral(node)) return node.text;
  if (ts.isNumericLiteral(node)) return Number.isFinite(Number(node.text)) ? Number(node.text) : undefined;
  if (ts.isArrayLiteralExpression(node)) return complete(node.elements.map(literal));
  if (ts.isObjectLiteralExpression(node)) {
    const entries = new Map(complete(node.properties.map(entry)));
    return entries.size === node.properties.length ? Object.fromEntries(entries) : undefined;
  }
  if (!ts.isPrefixUnaryExpression(node)) return words.get(node.kind);
  const number = ts.isNumericLiteral(node.operand) ? literal(node.operand) : undefined;
  return node.operator === ts.SyntaxKind.MinusToken && typeof number === "number" ? -number : undefined;
}

function entry(node: syntax.ObjectLiteralElementLike): readonly [name: string, value: Value] | undefined {
  if (!ts.isPropertyAssignment(node) || !(ts.isIdentifier(node.name) || ts.isStringLiteral(node.name)))
    return undefined;
  const value = literal(node.initializer);
  return value === undefined ? undefined : [node.name.text, value];
}

function complete<Part>(parts: readonly (Part | undefined)[]): readonly Part[] | undefined {
  const found = parts.filter((part) => part !== undefined);
  return found.length === parts.length ? found : undefined;
}
