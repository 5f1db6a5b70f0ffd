/** Types as the schema writes them, read as types of options. */
import type { InterfaceDeclaration, TypeNode, TypeReferenceNode } from "ts-morph";
import { gateways } from "../schema/gateways.ts";
import { patterns, type PatternName } from "../schema/vocabulary.ts";
import { mistakes } from "./mistakes.ts";
import type { OptionType } from "./option.ts";
import type { Schema } from "./schema-file.ts";
import { Node } from "./ts-morph.ts";

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

const allowed =
  'boolean, string, "one" | "other", a word of vocabulary.ts, an interface of this file (which may extend ' +
  'Freeform<"yaml">), T | null, T[], Record<string, T>, or Record<W, T> with a word W that has a pattern';

/** null where the type was refused and reported. An interface as group is no type: see groupOf. */
export function readType(node: TypeNode, schema: Schema): OptionType | null {
  const parts = partsOf(node);
  const others = parts.filter((part) => part.getText() !== "null");
  const values = others.map(stringLiteral).filter((value) => value !== null);
  const [only, ...further] = others;
  if (only === undefined || (further.length > 0 && values.length < others.length))
    return refuse(node, schema);
  const type: OptionType | null =
    values.length > 0 ? { kind: "enum", values: [...new Set(values)] } : readPart(only, schema);
  if (type === null || others.length === parts.length) return type;
  if (type.kind !== "submodule") return { kind: "nullable", of: type };
  return refuse(node, schema, "the interface without null, and null for the properties inside");
}

/** The interface whose options stand one level below the property of this type, or undefined if it is one option. */
export function groupOf(node: TypeNode, schema: Schema): InterfaceDeclaration | undefined {
  const [only, ...others] = partsOf(node);
  const declaration = others.length === 0 ? schema.interfaces.get(only?.getText() ?? "") : undefined;
  return declaration?.getExtends().length === 0 ? declaration : undefined;
}

/** The types of a union, and of the unions in parentheses inside; or the only type. */
function partsOf(node: TypeNode): readonly TypeNode[] {
  if (Node.isParenthesizedTypeNode(node)) return partsOf(node.getTypeNode());
  return Node.isUnionTypeNode(node) ? node.getTypeNodes().flatMap(partsOf) : [node];
}

/** A type that is no union. */
function readPart(node: TypeNode, schema: Schema): OptionType | null {
  if (Node.isArrayTypeNode(node)) {
    const of = readType(node.getElementTypeNode(), schema);
    return of && { kind: "list", of };
  }
  if (Node.isTypeReference(node)) return readReference(node, schema);
  const text = node.getText();
  return text === "boolean" || text === "string" ? { kind: text } : refuse(node, schema);
}

function readReference(node: TypeReferenceNode, schema: Schema): OptionType | null {
  const name = node.getTypeName().getText();
  const declaration = schema.interfaces.get(name);
  if (declaration !== undefined) {
    const format = declaration.getExtends().length === 0 ? null : "yaml";
    return { kind: "submodule", format, members: schema.membersOf(declaration, node) };
  }
  return name === "Record" ? readRecord(node, schema) : (vocabulary.get(name) ?? refuse(node, schema));
}

function readRecord(node: TypeReferenceNode, schema: Schema): OptionType | null {
  const [key, element] = node.getTypeArguments();
  const names = vocabulary.get(key?.getText() ?? "");
  if (element === undefined || (key?.getText() !== "string" && names?.kind !== "pattern"))
    return refuse(node, schema);
  const of = readType(element, schema);
  return of && { kind: "attrs", of, ...(names?.kind === "pattern" ? { names: names.pattern } : {}) };
}

function stringLiteral(node: TypeNode): string | null {
  const literal = Node.isLiteralTypeNode(node) ? node.getLiteral() : undefined;
  return Node.isStringLiteral(literal) ? literal.getLiteralValue() : null;
}

function refuse(node: TypeNode, { report }: Schema, instead = allowed): null {
  report(node, mistakes.refusedType(oneLine(node), instead));
  return null;
}

export const oneLine = (node: Node): string => node.getText().replace(/\s+/g, " ");
