/** Mistakes in the schema as data and as text; the wording of each one is in mistakes.ts. */
import type { Node } from "ts-morph";
import { mistakes, type MistakeDetails, type ProblemCode } from "./mistakes.ts";
import type { Position } from "./option.ts";

export interface Problem {
  readonly code: ProblemCode;
  readonly position: Position;
  /** What is wrong, as a sentence without a full stop. */
  readonly message: string;
  /** What to write instead. */
  readonly instead: string;
}

/** Notes a mistake at a node, or at a character offset of the schema file. Reading goes on afterwards. */
export type Report = <Code extends ProblemCode>(
  code: Code,
  at: Node | number,
  details: MistakeDetails[Code],
) => void;

export function problem<Code extends ProblemCode>(
  code: Code,
  position: Position,
  details: MistakeDetails[Code],
): Problem {
  return { code, position, ...mistakes[code](details) };
}

/** All problems in the order of the file, two lines each, and a closing line with their number. */
export function formatProblems(problems: readonly Problem[]): string {
  const texts = problems.map(
    ({ position: { file, line, column }, message, instead }) =>
      `${file}:${line}:${column}: ${message}\n  instead: ${instead}\n`,
  );
  const count = problems.length === 1 ? "1 problem" : `${problems.length} problems`;
  return `${texts.join("")}${count} in the schema\n`;
}

export function byPosition(a: Problem, b: Problem): number {
  return a.position.line - b.position.line || a.position.column - b.position.column;
}
