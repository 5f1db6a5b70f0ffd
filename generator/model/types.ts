/** Types as the schema writes them, read as types of options. */
import type { InterfaceDeclaration, TypeNode, TypeReferenceNode, UnionTypeNode } from "ts-morph";
import { gateways } from "../schema/gateways.ts";
import { patterns, type PatternName } from "../schema/vocabulary.ts";
import type { OptionType } from "./option.ts";
import type { Schema } from "./schema-file.ts";
import { Node, ts } from "./ts-morph.ts";

/** The words of schema/vocabulary.ts that are types of options: five of their own, and one for each pattern. */
export const vocabulary: ReadonlyMap<string, OptionType> = new Map<string, OptionType>([
  ["AbsolutePath", { kind: "path" }],
  ["GatewayName", { kind: "enum", values: Object.keys(gateways) }],
  ["Lines", { kind: "lines" }],
  ["Package", { kind: "package" }],
  ["PackageDirectory", { kind: "package-directory" }],
  ...(Object.keys(patterns) as readonly PatternName[]).map(
    (pattern) => [capitalised(pattern), { kind: "pattern", pattern }] as const,
  ),
]);

export function capitalised(name: string): string {
  return name.charAt(0).toUpperCase() + name.slice(1);
}

/** The word of schema/vocabulary.ts that opens an interface. */
export const openInterface = "Freeform";

/** Where a type stands: alone behind a property's name, beside null, or inside a list or record. */
type Place = "property" | "nullable" | "element";

const allowed =
  'boolean, string, a word of vocabulary.ts, an interface, T | null, T[], Record<string, T>, or "one" | "other"';

/** null where the type was refused and reported. An interface as group is no type: see groupOf. */
export function readType(node: TypeNode, schema: Schema, place: Place = "property"): OptionType | null {
  if (Node.isParenthesizedTypeNode(node)) return readType(node.getTypeNode(), schema, place);
  if (Node.isUnionTypeNode(node)) return readUnion(node, schema);
  if (Node.isTypeReference(node)) return readReference(node, schema, place);
  if (Node.isArrayTypeNode(node)) {
    const of = readType(node.getElementTypeNode(), schema, "element");
    return of && { kind: "list", of };
  }
  const value = stringLiteral(node);
  if (value !== null) return { kind: "enum", values: [value] };
  switch (node.getKind()) {
    case ts.SyntaxKind.BooleanKeyword:
      return { kind: "boolean" };
    case ts.SyntaxKind.StringKeyword:
      return { kind: "string" };
    default:
      return refuse(node, insteadOf(node), schema);
  }
}

/** The interface whose options stand one level below the property of this type, or undefined if it is one option. */
export function groupOf(node: TypeNode, schema: Schema): InterfaceDeclaration | undefined {
  if (Node.isParenthesizedTypeNode(node)) return groupOf(node.getTypeNode(), schema);
  if (!Node.isTypeReference(node) || node.getTypeArguments().length > 0) return undefined;
  const declaration = schema.interfaces.get(node.getTypeName().getText());
  return declaration?.getExtends().length === 0 ? declaration : undefined;
}

/** What an interface accepts besides its own properties. */
export function formatOf(declaration: InterfaceDeclaration): "yaml" | null {
  return declaration.getExtends().length === 0 ? null : "yaml";
}

function readReference(node: TypeReferenceNode, schema: Schema, place: Place): OptionType | null {
  const name = node.getTypeName().getText();
  if (name === "Record") return readRecord(node, schema);
  if (name === "Array" || name === "ReadonlyArray") return refuse(node, "T[]", schema);
  if (name === openInterface)
    return refuse(node, `an interface that extends ${openInterface}<"yaml">`, schema);
  const declaration = schema.interfaces.get(name);
  const word = vocabulary.get(name);
  if (declaration === undefined && word === undefined) {
    schema.report("unknown-type", node, { name });
    return null;
  }
  if (node.getTypeArguments().length > 0) return refuse(node, name, schema);
  if (declaration === undefined) return word ?? null;
  if (place === "nullable") {
    schema.report("nullable-group", node, { name });
    return null;
  }
  return { kind: "submodule", format: formatOf(declaration), members: schema.membersOf(declaration, node) };
}

function readRecord(node: TypeReferenceNode, schema: Schema): OptionType | null {
  const [key, element, ...further] = node.getTypeArguments();
  const names = key && namesOf(key);
  if (names === undefined || element === undefined || further.length > 0)
    return refuse(node, "Record<string, T>, or Record<W, T> with a word W that has a pattern", schema);
  const of = readType(element, schema, "element");
  return of && { kind: "attrs", of, ...names };
}

/** What the names of a record must match; undefined for a type that says nothing about names. */
function namesOf(key: TypeNode): { readonly names?: PatternName } | undefined {
  if (key.getKind() === ts.SyntaxKind.StringKeyword) return {};
  const word = vocabulary.get(key.getText());
  return word?.kind === "pattern" ? { names: word.pattern } : undefined;
}

function readUnion(node: UnionTypeNode, schema: Schema): OptionType | null {
  const parts = partsOf(node);
  const texts = parts.map((part) => part.getText());
  const repeated = parts.find((_, index) => texts.indexOf(texts[index] ?? "") < index);
  if (repeated !== undefined) {
    schema.report("repeated-value", repeated, { text: repeated.getText() });
    return null;
  }
  const of = readNonNull(
    node,
    parts.filter((part) => !isNull(part)),
    schema,
  );
  return of && parts.some(isNull) ? { kind: "nullable", of } : of;
}

function readNonNull(node: UnionTypeNode, parts: readonly TypeNode[], schema: Schema): OptionType | null {
  const refused = parts.find((part) => part.getKind() === ts.SyntaxKind.UndefinedKeyword);
  if (refused !== undefined) return refuse(refused, insteadOf(refused), schema);
  const values = parts.map(stringLiteral).filter((value) => value !== null);
  if (values.length > 0 && values.length === parts.length) return { kind: "enum", values };
  const [only, ...further] = parts;
  if (only !== undefined && further.length === 0) return readType(only, schema, "nullable");
  schema.report("mixed-union", node, {});
  return null;
}

/** The members of a union and of the unions in parentheses inside. */
function partsOf(node: TypeNode): readonly TypeNode[] {
  if (Node.isParenthesizedTypeNode(node)) return partsOf(node.getTypeNode());
  return Node.isUnionTypeNode(node) ? node.getTypeNodes().flatMap(partsOf) : [node];
}

function isNull(node: TypeNode): boolean {
  return Node.isLiteralTypeNode(node) && node.getLiteral().getKind() === ts.SyntaxKind.NullKeyword;
}

function stringLiteral(node: TypeNode): string | null {
  const literal = Node.isLiteralTypeNode(node) ? node.getLiteral() : undefined;
  return Node.isStringLiteral(literal) ? literal.getLiteralValue() : null;
}

function refuse(node: TypeNode, instead: string, { report }: Schema): null {
  report("refused-type", node, { text: node.getText().replace(/\s+/g, " "), instead });
  return null;
}

function insteadOf(node: TypeNode): string {
  switch (node.getKind()) {
    case ts.SyntaxKind.TypeLiteral:
    case ts.SyntaxKind.MappedType:
      return "an interface of its own, or Record<string, T>";
    case ts.SyntaxKind.TupleType:
    case ts.SyntaxKind.TypeOperator:
      return "T[]";
    case ts.SyntaxKind.UndefinedKeyword:
      return "null";
    default:
      return isNull(node) ? "T | null" : allowed;
  }
}
