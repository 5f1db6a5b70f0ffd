/** The schema file as a syntax tree, and what the readers of its parts share. */
import { relative, resolve, sep } from "node:path";
import { fileURLToPath } from "node:url";
import type { InterfaceDeclaration, Node, SourceFile } from "ts-morph";
import type { Report } from "./mistakes.ts";
import type { Member, Position } from "./option.ts";
import { Project } from "./ts-morph.ts";

export interface Schema {
  readonly interfaces: ReadonlyMap<string, InterfaceDeclaration>;
  readonly report: Report;
  position(at: Node | number): Position;
  /** The options of an interface; `user` is the type node that names it. */
  membersOf(declaration: InterfaceDeclaration, user: Node): readonly Member[];
}

const projectRoot = fileURLToPath(new URL("../../", import.meta.url));

/**
 * Parses one file. No imports are followed and no types are computed: the syntax says everything.
 * @throws Error when there is no such file
 */
export function openSource(file: string): SourceFile {
  const project = new Project({
    compilerOptions: { noLib: true, noResolve: true, types: [] },
    skipAddingFilesFromTsConfig: true,
    skipFileDependencyResolution: true,
    skipLoadingLibFiles: true,
  });
  return project.addSourceFileAtPath(resolve(file));
}

/** @param at a node, or an offset in the file */
export function positionIn(source: SourceFile, at: Node | number): Position {
  const { line, column } = source.getLineAndColumnAtPos(typeof at === "number" ? at : at.getStart());
  return { file: relative(projectRoot, source.getFilePath()).replaceAll(sep, "/"), line, column };
}
