/** Whole files of the module. */
import { lambda, type Expr, type NixFile, type StringPart } from "../nix/ast.ts";
import { wrapped } from "../wrap.ts";

/** The first line of every generated file: where it comes from, and how to change it. */
const origin = "Written by `npm run generate` from generator/schema; change it there.";

/** A file with a comment on what it holds. */
export const generatedFile = (what: string, body: Expr): NixFile => ({
  header: what === "" ? [origin] : [origin, "", ...wrapped(what)],
  body,
});

/** A file that is a function of these names. */
export const functionFile = (what: string, names: readonly string[], body: Expr): NixFile =>
  generatedFile(what, lambda(names, body, false));

/** Names that stand in an expression of sets, lists, strings, operators and calls. */
export function namesIn(expr: Expr): readonly string[] {
  switch (expr.kind) {
    case "reference":
      return expr.path.slice(0, 1);
    case "line-string":
      return expr.parts.flatMap(namesInPart);
    case "block-string":
      return expr.lines.flat().flatMap(namesInPart);
    case "list":
      return expr.items.flatMap(namesIn);
    case "set":
      return expr.bindings.flatMap((binding) =>
        binding.kind === "assignment" ? namesIn(binding.value) : [],
      );
    case "apply":
      return [expr.fn, ...expr.args].flatMap(namesIn);
    case "binary":
      return [expr.left, expr.right].flatMap(namesIn);
    case "unary":
      return namesIn(expr.operand);
    case "literal":
      return [];
    default:
      throw new RangeError(`generated files hold no ${expr.kind} in a place that is searched for names`);
  }
}

const namesInPart = (part: StringPart): readonly string[] => (typeof part === "string" ? [] : namesIn(part));
