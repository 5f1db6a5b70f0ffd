/** Chains of operators: all on one line, or every operator begins a line. */
import type { Binary, HasAttribute, Selection, Unary } from "../ast.ts";
import { chainOperands, inPosition, type Operand } from "../parens.ts";
import { callAfterDoc } from "./calls.ts";
import { attributePathDoc, openListDoc, openSetDoc } from "./collections.ts";
import { indent, line, unit, type Doc, type Print } from "./layout.ts";
import { isAbsorbable } from "./shapes.ts";

export function chainDoc(chain: Binary, print: Print): Doc {
  return unit(openChainDoc(chain, print));
}

/** A chain that is broken when what surrounds it is. */
export function openChainDoc(chain: Binary, print: Print): Doc {
  const [first] = chainOperands(chain.operator, chain.left, chain.right);
  const rows = chainRows(chain, print).map((row) => [line, row]);
  return first ? [firstOperandDoc(first, print), rows] : rows;
}

/** `op operand` for every operand but the first. */
export function chainRows(chain: Binary, print: Print): Doc[] {
  const [, ...others] = chainOperands(chain.operator, chain.left, chain.right);
  return others.map((operand) => [chain.operator, operandDoc(operand, print)]);
}

/** A set or list at the start of a chain is expanded when the chain is. */
export function firstOperandDoc(operand: Operand, print: Print): Doc {
  if (operand.kind === "set") return openSetDoc(operand, print);
  if (operand.kind === "list") return openListDoc(operand, print);
  return print(operand);
}

function operandDoc(operand: Operand, print: Print): Doc {
  if (operand.kind === "apply") return callAfterDoc(operand, print);
  if (operand.kind === "binary") return indent(unit(line, print(operand)));
  if (operand.kind === "set") return [" ", openSetDoc(operand, print)];
  return [" ", print(operand)];
}

export function unaryDoc(unary: Unary, print: Print): Doc {
  const position = unary.operator === "!" ? "not" : "negation";
  return [unary.operator, print(inPosition(unary.operand, position))];
}

export function selectionDoc(selection: Selection, print: Print): Doc {
  return unit(openSelectionDoc(selection, print));
}

/** `a.b or c` whose `or` goes below when what surrounds it breaks. */
export function openSelectionDoc(selection: Selection, print: Print): Doc {
  const subject = print(inPosition(selection.subject, "subject"));
  const selected = [subject, ".", attributePathDoc(selection.path, print)];
  if (selection.fallback === null) return selected;
  const fallback = inPosition(selection.fallback, "fallback");
  if (isAbsorbable(fallback)) return [selected, " or ", print(fallback)];
  return [selected, indent([line, "or ", print(fallback)])];
}

export function hasDoc(has: HasAttribute, print: Print): Doc {
  return unit(print(inPosition(has.subject, "has")), line, "? ", attributePathDoc(has.path, print));
}
