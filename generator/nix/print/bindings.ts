/** What stands behind `=`: on its line where the value allows it, else on the next line, indented. */
import type { Binary, Expr } from "../ast.ts";
import { chainOperands } from "../parens.ts";
import { absorbedDoc, callAfterDoc } from "./calls.ts";
import { expandedSetDoc } from "./collections.ts";
import {
  breaks,
  conditionalGroup,
  expanded,
  firstThatFits,
  hardline,
  indent,
  line,
  unit,
  type Doc,
  type Print,
} from "./layout.ts";
import { chainRows, firstOperandDoc, openChainDoc } from "./operators.ts";
import { isAbsorbable, isAppending, isSimpleCall } from "./shapes.ts";
import { lambdaAfterDoc, openDoc } from "./scopes.ts";

/**
 * The value with the blank or line break before it. `shortPath`: the attribute path is at most four plain names; then a
 * string stays on its line however long it is.
 */
export function valueDoc(value: Expr, shortPath: boolean, print: Print): Doc {
  switch (value.kind) {
    case "set":
    case "list":
      return isAbsorbable(value) ? openedDoc([], value, shortPath, print) : below(print(value));
    case "line-string":
    case "block-string":
    case "path":
      return stringAfterDoc(print(value), shortPath);
    case "with":
      return isAbsorbable(value.body)
        ? openedDoc(["with ", print(value.scope), "; "], value.body, false, print)
        : below(openDoc(value, print));
    case "lambda":
      return lambdaAfterDoc(value, print);
    case "apply":
      return callAfterDoc(value, print, !(shortPath && isSimpleCall(value)));
    case "binary":
      return isAppending(value) ? appendedDoc(value, print) : below(print(value));
    case "reference":
    case "literal":
    case "select":
    case "has":
    case "unary":
    case "let":
    case "if":
      return below(print(value));
    default:
      return value satisfies never;
  }
}

/** A set or list that opens on the line, behind a short path in any case. */
function openedDoc(head: Doc, value: Expr, shortPath: boolean, print: Print): Doc {
  const flat = [head, absorbedDoc(value, print)];
  const opened = [head, expanded(absorbedDoc(value, print))];
  return shortPath ? [" ", flat] : firstThatFits([" ", flat], [[" ", opened], indent([hardline, opened])]);
}

/** On the line if its beginning fits there. */
const hereOrBelow = (doc: Doc): Doc => conditionalGroup([[" ", doc], indent([hardline, doc])]);

function stringAfterDoc(string: Doc, shortPath: boolean): Doc {
  if (shortPath) return [" ", string];
  if (breaks(string)) return hereOrBelow(string);
  return typeof string === "string"
    ? below(string)
    : firstThatFits([" ", string], [expanded([" ", string]), below(string)]);
}

const below = (doc: Doc): Doc => indent(unit(line, doc));

/** `a = [ … ] ++ b`, `a = b // { … }`: the chain starts on the line when its first or its second operand opens there. */
function appendedDoc(chain: Binary, print: Print): Doc {
  const operands = chainOperands(chain.operator, chain.left, chain.right);
  const [first, second] = operands;
  if (first && isAbsorbable(first)) {
    const rows = chainRows(chain, print).map((row) => [line, row]);
    const head = first.kind === "set" ? expandedSetDoc(first, print) : firstOperandDoc(first, print);
    return unit(" ", head, rows);
  }
  const regular = openChainDoc(chain, print);
  const head = first ? print(first) : "";
  if (operands.length !== 2 || !second || !isAbsorbable(second) || breaks(head)) return below(unit(regular));
  const begin = [" ", head, ` ${chain.operator} `];
  return firstThatFits(
    [begin, absorbedDoc(second, print)],
    [[begin, expanded(absorbedDoc(second, print))], indent([hardline, expanded(regular)])],
  );
}
