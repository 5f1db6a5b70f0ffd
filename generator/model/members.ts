/** Properties of an interface, read as options and groups. */
import type { InterfaceDeclaration, JSDocableNode, PropertySignature, TypeNode } from "ts-morph";
import { barePatterns, checkConstant, isBareWord } from "./changes.ts";
import { misfit } from "./fit.ts";
import { isFinished, readComment, type Comment } from "./jsdoc.ts";
import type {
  Default,
  DirectiveOfFragment,
  Example,
  Member,
  Option,
  OptionType,
  Position,
} from "./option.ts";
import type { Change } from "../schema/places.ts";
import type { Schema } from "./schema-file.ts";
import { readTags, tagNames, type ReadTag, type TagName } from "./tags.ts";
import type { Report } from "./problems.ts";
import { Node } from "./ts-morph.ts";
import { capitalised, groupOf, readType } from "./types.ts";

type Tagged<Name extends TagName> = Extract<ReadTag, { readonly name: Name }>;

/** What stands in front of every kind of member. */
interface Head {
  readonly name: string;
  readonly comment: Comment;
  readonly tags: readonly ReadTag[];
  readonly position: Position;
  readonly nameNode: Node;
}

export function readMembers(declaration: InterfaceDeclaration, schema: Schema): readonly Member[] {
  const members = new Map<string, Member>();
  const names: string[] = [];
  for (const node of declaration.getMembers()) {
    const property = asProperty(node, schema);
    if (property === null) continue;
    const [name, nameNode] = [propertyName(property), property.getNameNode()];
    if (names.includes(name)) {
      schema.report("duplicate-property", nameNode, { name });
      continue;
    }
    const before = names.filter((earlier) => manualOrder(earlier, name) > 0).sort(manualOrder)[0];
    if (before !== undefined) schema.report("property-order", nameNode, { name, before });
    names.push(name);
    const member = readMember(property, name, schema);
    if (member !== null) members.set(name, member);
  }
  return [...members.values()];
}

/** The description is for readers of the schema; what an interface is for, its users' options say. */
export function checkInterfaceComment(declaration: InterfaceDeclaration, schema: Schema): void {
  const [name, nameNode] = [declaration.getName(), declaration.getNameNode()];
  const comment = commentOf(declaration, name, nameNode, schema);
  checkDescription(comment, name, nameNode, schema);
  refuseTags(readTags(comment.tags, schema.report), ["source"], name, schema);
}

/** The order of the NixOS manual: enable…, package…, the rest; each by code points (nixos-render-docs, options.py). */
function manualOrder(a: string, b: string): number {
  const rank = (name: string): number => (name.startsWith("enable") ? 0 : name.startsWith("package") ? 1 : 2);
  return rank(a) - rank(b) || (a < b ? -1 : a > b ? 1 : 0);
}

function asProperty(node: Node, { report }: Schema): PropertySignature | null {
  if (!Node.isPropertySignature(node)) {
    report("not-a-property", node, { text: node.getText().replace(/\s+/g, " ") });
    return null;
  }
  const nameNode = node.getNameNode();
  if (!Node.isIdentifier(nameNode) && !Node.isStringLiteral(nameNode)) {
    report("property-name", nameNode, { text: nameNode.getText() });
    return null;
  }
  refuseModifiers(node, report);
  return node;
}

function refuseModifiers(property: PropertySignature, report: Report): void {
  const name = propertyName(property);
  for (const modifier of property.getModifiers())
    report("property-modifier", modifier, { modifier: modifier.getText(), instead: `${name} alone` });
  const optional = property.getQuestionTokenNode();
  const instead = `${name}: T | null, which is null by default`;
  if (optional !== undefined) report("property-modifier", optional, { modifier: "?", instead });
  const value = property.getInitializer();
  if (value !== undefined)
    report("property-modifier", value, { modifier: "=", instead: "@default in the comment" });
}

function propertyName(property: PropertySignature): string {
  const node = property.getNameNode();
  return Node.isStringLiteral(node) ? node.getLiteralValue() : node.getText();
}

function readMember(property: PropertySignature, name: string, schema: Schema): Member | null {
  const nameNode = property.getNameNode();
  const comment = commentOf(property, name, nameNode, schema);
  const tags = readTags(comment.tags, schema.report);
  const head: Head = { name, comment, tags, position: schema.position(nameNode), nameNode };
  const typeNode = property.getTypeNode();
  if (typeNode === undefined) schema.report("missing-type", nameNode, { name });

  const whole = tags.find((tag) => tag.name === "enable" || tag.name === "package");
  if (whole !== undefined) return readWhole(head, whole, typeNode, schema);
  // Such a tag was refused; that there is no description says nothing then.
  if (comment.tags.some((tag) => tag.name === "enable" || tag.name === "package")) return null;

  checkDescription(comment, name, nameNode, schema);
  if (typeNode === undefined) return null;
  const group = groupOf(typeNode, schema);
  if (group === undefined) return readOption(head, typeNode, schema);
  refuseTags(tags, ["changes", "source"], name, schema);
  const members = schema.membersOf(group, typeNode);
  return { kind: "group", name, members, changes: changesOf(tags), position: head.position };
}

/** A switch or a package: the tag is the whole option. */
function readWhole(
  { name, comment, tags, position, nameNode }: Head,
  tag: Tagged<"enable"> | Tagged<"package">,
  typeNode: TypeNode | undefined,
  schema: Schema,
): Member {
  if (comment.description.length > 0) schema.report("unused-description", nameNode, { tag: tag.name });
  const [kind, word] =
    tag.name === "enable" ? (["boolean", "boolean"] as const) : (["package", "Package"] as const);
  if (typeNode !== undefined && !isOfKind(typeNode, kind, schema))
    schema.report("tag-against-type", tag.offset, { tag: tag.name, type: word });
  const changes = changesOf(tags);
  if (tag.name === "enable") return { kind: "enable", name, what: tag.words, changes, position };
  return { kind: "package", name, attribute: tag.attribute, changes, position };
}

/** A type that was refused counts as right: one problem is enough. */
function isOfKind(node: TypeNode, kind: OptionType["kind"], schema: Schema): boolean {
  if (groupOf(node, schema) !== undefined) return false;
  const type = readType(node, schema);
  return type === null || type.kind === kind;
}

function readOption(
  { name, comment, tags, position }: Head,
  typeNode: TypeNode,
  schema: Schema,
): Option | null {
  const type = readType(typeNode, schema);
  if (type === null) return null;
  for (const tag of tags) checkAgainstType(tag, type, schema);
  return {
    kind: "option",
    name,
    type,
    default: defaultOf(tags, type),
    example: exampleOf(tags),
    description: comment.description,
    see: tags.flatMap((tag) => (tag.name === "see" ? [tag.address] : [])),
    changes: changesOf(tags),
    directive: directiveOf(tags, type, schema),
    position,
  };
}

const changesOf = (tags: readonly ReadTag[]): Change | null =>
  tags.find((tag) => tag.name === "changes")?.changes ?? null;

/** The value stands in nginx.conf as it is, so the type must be one whose values cannot end the directive. */
function directiveOf(
  tags: readonly ReadTag[],
  type: OptionType,
  { report }: Schema,
): DirectiveOfFragment | null {
  const tag = tags.find(({ name }) => name === "directive");
  if (tag?.name !== "directive") return null;
  const value = tags.find(({ name }) => name === "default");
  if (!isBareWord(type)) report("tag-against-type", tag.offset, { tag: tag.name, type: bareWords });
  checkConstant(tag.directive, value?.name === "default" ? value.value : undefined, tag.offset, report);
  return tag.directive;
}

const bareWords = `${barePatterns.map(capitalised).join(", ")}, or "one" | "other"`;

function checkAgainstType(tag: ReadTag, type: OptionType, { report }: Schema): void {
  if (tag.name === "default" || tag.name === "example") {
    const difference = misfit(tag.value, type);
    if (difference !== null) report("unfit-value", tag.offset, { tag: tag.name, ...difference });
  }
  if (tag.name === "defaultPackage" || tag.name === "examplePackage") {
    const { kind } = type.kind === "nullable" ? type.of : type;
    if (kind !== "package" && kind !== "package-directory")
      report("tag-against-type", tag.offset, { tag: tag.name, type: "Package or PackageDirectory" });
  }
}

function defaultOf(tags: readonly ReadTag[], type: OptionType): Default {
  for (const tag of tags) {
    if (tag.name === "default") return { kind: "value", value: tag.value };
    if (tag.name === "defaultPackage") return { kind: "package", name: tag.attribute };
    if (tag.name === "computedDefault") return { kind: "computed", name: tag.computed };
  }
  return type.kind === "nullable" ? { kind: "value", value: null } : { kind: "none" };
}

function exampleOf(tags: readonly ReadTag[]): Example {
  for (const tag of tags) {
    if (tag.name === "example") return { kind: "value", value: tag.value };
    if (tag.name === "examplePackage") return { kind: "package", name: tag.attribute };
  }
  return { kind: "none" };
}

function refuseTags(
  tags: readonly ReadTag[],
  except: readonly TagName[],
  of: string,
  { report }: Schema,
): void {
  for (const { name, offset } of tags)
    if (!except.includes(name)) report("misplaced-tag", offset, { tag: name, of });
}

function commentOf(node: JSDocableNode, of: string, nameNode: Node, { report }: Schema): Comment {
  const comments = node.getJsDocs();
  const last = comments.at(-1);
  if (last === undefined) return { description: [], tags: [] };
  if (comments.length > 1) report("two-comments", nameNode, { of });
  return readComment(last.getText(), last.getStart(), tagNames, report);
}

function checkDescription({ description }: Comment, of: string, nameNode: Node, { report }: Schema): void {
  if (description.length === 0) report("missing-description", nameNode, { of });
  else if (!isFinished(description)) report("unfinished-description", nameNode, { of });
}
