/** Attribute paths, and what reads or asks for them. */
import type { Attribute, Expr, HasAttribute, Selection } from "../ast.ts";
import { inPosition } from "../parens.ts";
import { attributeName } from "../strings.ts";
import { indent, join, line, unit, type Doc, type Print } from "./layout.ts";
import { isAbsorbable } from "./shapes.ts";

/** `a."b c".${d}` */
export function attributePathDoc(path: readonly Attribute[], print: Print): Doc {
  const steps = path.map((step) => (typeof step === "string" ? attributeName(step) : stepDoc(step, print)));
  return join(".", steps);
}

/** A step that is a string needs no `${}` around it. */
function stepDoc(step: Expr, print: Print): Doc {
  return step.kind === "line-string" ? print(step) : ["${", print(step), "}"];
}

/** `a.b or c`; the `or` goes below when the line is too long. */
export function selectionDoc(selection: Selection, print: Print): Doc {
  const subject = inPosition(selection.subject, "subject");
  const selected = [print(subject), ".", attributePathDoc(selection.path, print)];
  if (selection.fallback === null) return selected;
  const fallback = inPosition(selection.fallback, "fallback");
  if (isAbsorbable(fallback)) return [selected, " or ", print(fallback)];
  return unit(selected, indent([line, "or ", print(fallback)]));
}

export function hasDoc(has: HasAttribute, print: Print): Doc {
  return unit(print(inPosition(has.subject, "has")), line, "? ", attributePathDoc(has.path, print));
}
