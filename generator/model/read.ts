/** Reads the typed schema, schema/options.ts, into the data of option.ts. */
import type { InterfaceDeclaration, SourceFile } from "ts-morph";
import { checkInterfaceComment, readMembers } from "./members.ts";
import type { Member } from "./option.ts";
import { optionPaths } from "./option-paths.ts";
import type { Change } from "../schema/places.ts";
import { byPosition, problem, type Problem } from "./problems.ts";
import { openSource, positionIn, syntaxProblems, type Schema } from "./schema-file.ts";
import { Node, ts } from "./ts-morph.ts";
import { openInterface, vocabulary } from "./types.ts";

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
  const unreadable = syntaxProblems(source);
  if (unreadable.length > 0) return { ok: false, problems: unreadable };

  const problems: Problem[] = [];
  const schema = schemaOf(source, problems);
  const members = new Map<string, readonly Member[]>();
  checkStatements(source, schema);
  for (const [name, declaration] of schema.interfaces) {
    checkHead(declaration, schema);
    checkInterfaceComment(declaration, schema);
    members.set(name, schema.membersOf(declaration, declaration));
  }
  checkReach(root, schema);
  const options = members.get(root) ?? [];
  problems.push(...changeProblems(options, inherited));
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
    report: (code, at, details) => void problems.push(problem(code, schema.position(at), details)),
    membersOf(declaration, user) {
      const known = read.get(declaration);
      if (known === null) schema.report("recursive-interface", user, { name: declaration.getName() });
      if (known !== undefined) return known ?? [];
      read.set(declaration, null);
      const members = readMembers(declaration, schema);
      read.set(declaration, members);
      return members;
    },
  };
  return schema;
}

/** What can be said of an option only where it stands: whether something says what it changes, and that it is there once. */
function changeProblems(options: readonly Member[], inherited: Change | null): readonly Problem[] {
  return optionPaths(options, inherited).flatMap(({ path, option, changes }) => {
    const { name, position } = option;
    const directive = option.kind === "option" ? option.directive : null;
    if (directive !== null)
      return /[<*]/.test(path) ? [problem("directive-inside-value", position, { name })] : [];
    return changes === null ? [problem("missing-changes", position, { name })] : [];
  });
}

function checkStatements(source: SourceFile, { report }: Schema): void {
  const names = new Set([...vocabulary.keys(), openInterface, "Record", "Array", "ReadonlyArray"]);
  for (const statement of source.getStatements()) {
    if (Node.isInterfaceDeclaration(statement)) {
      const name = statement.getName();
      if (names.has(name)) report("taken-name", statement.getNameNode(), { name });
      names.add(name);
    } else if (!Node.isImportDeclaration(statement)) {
      report("statement", statement, {});
    }
  }
}

/** An interface stands alone or is open in the one known way. */
function checkHead(declaration: InterfaceDeclaration, { report }: Schema): void {
  const bases = declaration.getExtends().map((base) => base.getText());
  const isPlain = bases.length === 0 || (bases.length === 1 && bases[0] === `${openInterface}<"yaml">`);
  if (!isPlain || declaration.getTypeParameters().length > 0)
    report("interface-head", declaration.getNameNode(), { name: declaration.getName() });
}

function checkReach(root: string, { interfaces, report }: Schema): void {
  const declaration = interfaces.get(root);
  if (declaration === undefined) return report("missing-root", 0, { root });
  if (declaration.getExtends().length > 0) report("open-root", declaration.getNameNode(), { root });
  const reached = reachedFrom(root, interfaces);
  for (const [name, candidate] of interfaces)
    if (!reached.has(name)) report("unused-interface", candidate.getNameNode(), { name, root });
}

/** By name only, so that an interface named in a refused type does not count as unused too. */
function reachedFrom(root: string, interfaces: Schema["interfaces"]): ReadonlySet<string> {
  const reached = new Set([root]);
  for (const name of reached) {
    const references = interfaces.get(name)?.getDescendantsOfKind(ts.SyntaxKind.TypeReference) ?? [];
    for (const reference of references) reached.add(reference.getTypeName().getText());
  }
  return reached;
}
