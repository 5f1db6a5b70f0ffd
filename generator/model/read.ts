/** Reads the typed schema, schema/options.ts, into the data of option.ts. */
import type { InterfaceDeclaration, SourceFile } from "ts-morph";
import type { Change } from "../schema/places.ts";
import { checkInterfaceComment, readMembers } from "./members.ts";
import { mistakes, type Problem } from "./mistakes.ts";
import type { Member } from "./option.ts";
import { optionPaths } from "./option-paths.ts";
import { openSource, positionIn, type Schema } from "./schema-file.ts";
import { ts } from "./ts-morph.ts";
import { openInterface } from "./types.ts";

export type ReadResult =
  | { readonly ok: true; readonly members: readonly Member[] }
  | { readonly ok: false; readonly problems: readonly Problem[] };

/**
 * The options below the interface called `root`, or everything that is wrong with the schema, in the order of the file.
 * @param inherited what an option changes where neither it nor what it is part of says so; null: then that is a mistake
 * @throws Error when there is no such file; mistakes in the schema are never thrown
 */
export function readOptions(file: string, root: string, inherited: Change | null = null): ReadResult {
  const source = openSource(file);
  const problems: Problem[] = [];
  const schema = schemaOf(source, problems);
  checkSyntax(source, schema);
  if (problems.length > 0) return { ok: false, problems };

  checkNames(source, root, schema);
  const members = new Map<string, readonly Member[]>();
  for (const declaration of source.getInterfaces()) {
    checkHead(declaration, root, schema);
    checkInterfaceComment(declaration, schema);
    members.set(declaration.getName(), schema.membersOf(declaration, declaration));
  }
  const options = members.get(root) ?? [];
  checkChanges(options, inherited, problems);
  return problems.length > 0
    ? { ok: false, problems: problems.sort(byPosition) }
    : { ok: true, members: options };
}

function schemaOf(source: SourceFile, problems: Problem[]): Schema {
  /** null while an interface is being read: whoever asks for it then stands inside it. */
  const read = new Map<InterfaceDeclaration, readonly Member[] | null>();
  const schema: Schema = {
    interfaces: new Map(source.getInterfaces().map((declaration) => [declaration.getName(), declaration])),
    position: (at) => positionIn(source, at),
    report: (at, wording) => void problems.push({ position: positionIn(source, at), wording }),
    membersOf(declaration, user) {
      const known = read.get(declaration);
      if (known === null) schema.report(user, mistakes.recursiveInterface(declaration.getName()));
      if (known !== undefined) return known ?? [];
      read.set(declaration, null);
      const members = readMembers(declaration, schema);
      read.set(declaration, members);
      return members;
    },
  };
  return schema;
}

function checkSyntax(source: SourceFile, { report }: Schema): void {
  const { compilerObject } = source.getProject().getProgram();
  for (const { start, messageText } of compilerObject.getSyntacticDiagnostics(source.compilerNode))
    report(start, mistakes.syntax(ts.flattenDiagnosticMessageText(messageText, " ")));
}

/** Each interface is there once, and something has its type: the root is asked for by its name. */
function checkNames(source: SourceFile, root: string, { interfaces, report }: Schema): void {
  if (!interfaces.has(root)) report(0, mistakes.missingRoot(root));
  const references = source.getDescendantsOfKind(ts.SyntaxKind.TypeReference);
  const used = new Set([root, ...references.map((reference) => reference.getTypeName().getText())]);
  for (const declaration of source.getInterfaces()) {
    const [name, nameNode] = [declaration.getName(), declaration.getNameNode()];
    if (interfaces.get(name) !== declaration) report(nameNode, mistakes.takenName(name));
    if (!used.has(name)) report(nameNode, mistakes.unusedInterface(name));
  }
}

/** An interface stands alone, or it is open in the one known way; the root is not a setting that could be open. */
function checkHead(declaration: InterfaceDeclaration, root: string, { report }: Schema): void {
  const [name, open] = [declaration.getName(), `${openInterface}<"yaml">`];
  const bases = declaration.getExtends().map((base) => base.getText());
  const isOpen = bases.join() === open && name !== root;
  if ((bases.length === 0 || isOpen) && declaration.getTypeParameters().length === 0) return;
  const instead = `interface ${name}${name === root ? "" : `, or interface ${name} extends ${open}`}`;
  report(declaration.getNameNode(), mistakes.interfaceHead(name, instead));
}

/** What can be said of an option only where it stands: whether something says what it changes, and that it is there once. */
function checkChanges(options: readonly Member[], inherited: Change | null, problems: Problem[]): void {
  for (const { path, option, changes } of optionPaths(options, inherited)) {
    const { name, position } = option;
    const hasDirective = option.kind === "option" && option.directive !== null;
    if (hasDirective && /[<*]/.test(path))
      problems.push({ position, wording: mistakes.misplaced("directive", "an option that is there once") });
    if (!hasDirective && changes === null)
      problems.push({ position, wording: mistakes.missingChanges(name) });
  }
}

function byPosition({ position: a }: Problem, { position: b }: Problem): number {
  return a.line - b.line || a.column - b.column;
}
