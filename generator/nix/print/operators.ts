/** Chains of operators: all on one line, or every operator begins a line. */
import type { Binary, Unary } from "../ast.ts";
import { chainOperands, inPosition, type Operand } from "../parens.ts";
import { callAfterDoc } from "./calls.ts";
import {
  breaks,
  broken,
  firstThatFits,
  hardline,
  indent,
  line,
  onLineOrBelow,
  unit,
  type Doc,
  type Print,
} from "./layout.ts";
import { openListDoc } from "./lists.ts";
import { isAbsorbable, isAppending } from "./shapes.ts";

export function chainDoc(chain: Binary, print: Print): Doc {
  return unit(openChainDoc(operandsOf(chain), chain.operator, print));
}

/**
 * A chain behind `=`. `a = [ … ] ++ b` starts on the line since its first operand opens there, and so does
 * `a = b // { … }` with its second and last.
 */
export function chainAfterDoc(chain: Binary, print: Print): Doc {
  const operands = operandsOf(chain);
  const [first, second, third] = operands;
  const regular = openChainDoc(operands, chain.operator, print);
  if (!isAppending(chain)) return onLineOrBelow(unit(regular));
  if (first.kind === "set" && isAbsorbable(first)) {
    return [" ", broken([print.value(first), rowsDoc(operands, chain.operator, print)])];
  }
  if (isAbsorbable(first)) return [" ", unit(regular)];
  const head = print(first);
  if (third || !isAbsorbable(second) || breaks(head)) return onLineOrBelow(unit(regular));
  const begin = [" ", head, ` ${chain.operator} `];
  return firstThatFits(
    [begin, print.value(second)],
    [[begin, print.expanded(second)], indent([hardline, broken(regular)])],
  );
}

type Operands = readonly [Operand, Operand, ...Operand[]];

const operandsOf = (chain: Binary): Operands => chainOperands(chain.operator, chain.left, chain.right);

/** A chain that is broken when what surrounds it is. */
function openChainDoc(operands: Operands, operator: string, print: Print): Doc {
  const [first] = operands;
  const opened = first.kind === "list" ? openListDoc(first, print) : print.open(first);
  return [opened, rowsDoc(operands, operator, print)];
}

/** `op operand` for every operand but the first. */
function rowsDoc([, ...others]: Operands, operator: string, print: Print): Doc {
  return others.map((operand) => [line, operator, operandDoc(operand, print)]);
}

function operandDoc(operand: Operand, print: Print): Doc {
  if (operand.kind === "apply") return callAfterDoc(operand, print);
  if (operand.kind === "binary") return onLineOrBelow(print(operand));
  return [" ", print.open(operand)];
}

export function unaryDoc(unary: Unary, print: Print): Doc {
  const position = unary.operator === "!" ? "not" : "negation";
  return [unary.operator, print(inPosition(unary.operand, position))];
}
