/** Properties of an interface, read as options and groups. */
import type { InterfaceDeclaration, JSDocableNode, TypeNode } from "ts-morph";
import { checkDirective } from "./changes.ts";
import { misfits } from "./fit.ts";
import { isFinished, readComment, type Comment } from "./jsdoc.ts";
import { mistakes } from "./mistakes.ts";
import type { Member, Option, OptionType, Position, Stated } from "./option.ts";
import type { Change } from "../schema/places.ts";
import type { Schema } from "./schema-file.ts";
import { readTags, tagNames, type TagName, type Tags } from "./tags.ts";
import { Node } from "./ts-morph.ts";
import { groupOf, oneLine, readType } from "./types.ts";

/** A property and what its comment says. */
interface Property {
  /** What every kind of member has. */
  readonly common: { readonly name: string; readonly changes: Change | null; readonly position: Position };
  readonly nameNode: Node;
  readonly typeNode: TypeNode;
  readonly comment: Comment;
  readonly tags: Tags;
}

/** The members in the order of the manual, whatever their order in the schema. */
export function readMembers(declaration: InterfaceDeclaration, schema: Schema): readonly Member[] {
  return declaration
    .getMembers()
    .map((node) => readProperty(node, schema))
    .map((property) => property && readMember(property, schema))
    .filter((member) => member !== null)
    .toSorted((a, b) => manualOrder(a.name, b.name));
}

/** The description is for readers of the schema; what an interface is for, its users' options say. */
export function checkInterfaceComment(declaration: InterfaceDeclaration, schema: Schema): void {
  const [name, nameNode] = [declaration.getName(), declaration.getNameNode()];
  const comment = commentOf(declaration, name, nameNode, schema);
  readTags(comment.tags, schema.report);
  checkDescription(comment, name, nameNode, schema);
  refuseTags(comment, ["source"], schema);
}

/** The order of the NixOS manual: enable…, package…, the rest; each by code points (nixos-render-docs, options.py). */
function manualOrder(a: string, b: string): number {
  const rank = (name: string): number => (name.startsWith("enable") ? 0 : name.startsWith("package") ? 1 : 2);
  return rank(a) - rank(b) || (a < b ? -1 : a > b ? 1 : 0);
}

function readProperty(node: Node, schema: Schema): Property | null {
  const isPlain =
    Node.isPropertySignature(node) && !node.hasQuestionToken() && node.getModifiers().length === 0;
  const [nameNode, typeNode] = isPlain ? [node.getNameNode(), node.getTypeNode()] : [];
  if (
    !isPlain ||
    typeNode === undefined ||
    !(Node.isIdentifier(nameNode) || Node.isStringLiteral(nameNode))
  ) {
    schema.report(node, mistakes.noOption(oneLine(node)));
    return null;
  }
  const name = Node.isStringLiteral(nameNode) ? nameNode.getLiteralValue() : nameNode.getText();
  const comment = commentOf(node, name, nameNode, schema);
  const tags = readTags(comment.tags, schema.report);
  const common = { name, changes: tags.changes?.means ?? null, position: schema.position(nameNode) };
  return { common, nameNode, typeNode, comment, tags };
}

/** The comment in front of a property or interface. */
function commentOf(node: JSDocableNode, name: string, nameNode: Node, { report }: Schema): Comment {
  const comments = node.getJsDocs();
  const last = comments.at(-1);
  if (comments.length > 1) report(nameNode, mistakes.twoComments(name));
  if (last === undefined) return { description: [], tags: [] };
  return readComment(last.getText(), last.getStart(), tagNames, report);
}

function readMember(property: Property, schema: Schema): Member | null {
  const { common, nameNode, typeNode, comment } = property;
  // Where such a tag was refused, too: that there is no description says nothing then.
  for (const whole of ["enable", "package"] as const)
    if (comment.tags.some((tag) => tag.name === whole)) return readWhole(whole, property);

  checkDescription(comment, common.name, nameNode, schema);
  const group = groupOf(typeNode, schema);
  if (group === undefined) return readOption(property, schema);
  refuseTags(comment, ["changes", "source"], schema);
  return { kind: "group", ...common, members: schema.membersOf(group, typeNode) };
}

/** A switch or a package: the tag is the whole option. */
function readWhole(kind: "enable" | "package", { common, typeNode, comment, tags }: Property): Member | null {
  const tag = tags[kind];
  if (tag === undefined) return null;
  const word = kind === "enable" ? "boolean" : "Package";
  if (comment.description.length > 0) tag.refuse(mistakes.conflict(kind, "a description"));
  if (typeNode.getText() !== word) tag.refuse(mistakes.misplaced(kind, `an option of type ${word}`));
  return kind === "enable" ? { kind, ...common, what: tag.means } : { kind, ...common, attribute: tag.means };
}

function readOption({ common, typeNode, comment, tags }: Property, schema: Schema): Option | null {
  const type = readType(typeNode, schema);
  if (type === null) return null;
  checkValues(tags, type);
  const { default: value, defaultPackage, computedDefault, example, examplePackage, directive } = tags;
  if (directive !== undefined) checkDirective(directive.means, value?.means, type, directive.refuse);
  return {
    kind: "option",
    ...common,
    type,
    default:
      stated(value, defaultPackage) ??
      (computedDefault && { kind: "computed", name: computedDefault.means }) ??
      (type.kind === "nullable" ? { kind: "value", value: null } : { kind: "none" }),
    example: stated(example, examplePackage) ?? { kind: "none" },
    description: comment.description,
    see: comment.tags.flatMap((tag) => (tag.name === "see" ? [tag.text] : [])),
    directive: directive?.means ?? null,
  };
}

function stated(value: Tags["default"], ofPackage: Tags["defaultPackage"]): Stated | undefined {
  if (value !== undefined) return { kind: "value", value: value.means };
  return ofPackage && { kind: "package", name: ofPackage.means };
}

function checkValues(tags: Tags, type: OptionType): void {
  for (const name of ["default", "example"] as const) {
    const tag = tags[name];
    if (tag === undefined) continue;
    for (const { found, expected } of misfits(tag.means, type))
      tag.refuse(mistakes.unfitValue(name, found, expected));
  }
  const { kind } = type.kind === "nullable" ? type.of : type;
  for (const name of ["defaultPackage", "examplePackage"] as const) {
    const tag = tags[name];
    if (tag !== undefined && kind !== "package" && kind !== "package-directory")
      tag.refuse(mistakes.misplaced(name, "an option of type Package or PackageDirectory"));
  }
}

function refuseTags({ tags }: Comment, allowed: readonly TagName[], { report }: Schema): void {
  for (const { name, offset } of tags)
    if (tagNames.some((known) => known === name) && !allowed.some((other) => other === name))
      report(offset, mistakes.misplaced(name, "an option"));
}

function checkDescription({ description }: Comment, name: string, nameNode: Node, { report }: Schema): void {
  if (description.length === 0) report(nameNode, mistakes.noDescription(name));
  else if (!isFinished(description)) report(nameNode, mistakes.unfinishedDescription(name));
}
