/** What stands behind `=`: on its line where the value allows it, else on the next line, indented. */
import type { Attribute, Expr, Lambda } from "../ast.ts";
import { callAfterDoc } from "./calls.ts";
import {
  breaks,
  broken,
  firstThatFits,
  hardline,
  hereOrBelow,
  indent,
  onLineOrBelow,
  type Doc,
  type Print,
} from "./layout.ts";
import { chainAfterDoc } from "./operators.ts";
import {
  isAbsorbable,
  isOpeningLambda,
  isOpeningWith,
  isPlainPath,
  isSimpleCall,
  leadingNames,
} from "./shapes.ts";

/** The value of an attribute with the blank or the line break before it. */
export function valueDoc(path: readonly Attribute[], value: Expr, print: Print): Doc {
  switch (value.kind) {
    case "set":
    case "list":
      return openedDoc(path, value, print);
    case "line-string":
    case "block-string":
    case "path":
      return stringDoc(path, value, print);
    case "with":
      return isOpeningWith(value) ? openedDoc(path, value, print) : onLineOrBelow(print.open(value));
    case "lambda":
      return isOpeningLambda(value) ? lambdaDoc(value, print) : onLineOrBelow(print(value));
    case "apply":
      return callAfterDoc(value, print, keepsLine(path) && isSimpleCall(value));
    case "binary":
      return chainAfterDoc(value, print);
    case "reference":
    case "literal":
    case "select":
    case "has":
    case "unary":
    case "let":
    case "if":
      return onLineOrBelow(print(value));
    default:
      return value satisfies never;
  }
}

/** Behind a path of few plain names, strings and simple calls stay on the line however long they are. */
const keepsLine = (path: readonly Attribute[]): boolean => path.length <= 4 && isPlainPath(path);

function openedDoc(path: readonly Attribute[], value: Expr, print: Print): Doc {
  if (!isAbsorbable(value) && !isOpeningWith(value)) return onLineOrBelow(print(value));
  const here = [" ", print.value(value)];
  if (keepsLine(path) && value.kind !== "with") return here;
  const opened = print.expanded(value);
  return firstThatFits(here, [[" ", opened], indent([hardline, opened])]);
}

function stringDoc(path: readonly Attribute[], value: Expr, print: Print): Doc {
  const string = print(value);
  if (keepsLine(path)) return [" ", string];
  if (breaks(string)) return hereOrBelow(string);
  return typeof string === "string"
    ? onLineOrBelow(string)
    : firstThatFits([" ", string], [broken([" ", string]), onLineOrBelow(string)]);
}

function lambdaDoc(lambda: Lambda, print: Print): Doc {
  const { names, body } = leadingNames(lambda);
  const doc = print(lambda);
  const opened = [names.map((name) => `${name}: `), print.expanded(body)];
  return firstThatFits([" ", doc], [[" ", opened], indent([hardline, doc])]);
}
