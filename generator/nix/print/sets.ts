/** Sets and the bindings in them. More than one binding: one per line. */
import type { Assignment, AttributeSet, Binding, Inherit } from "../ast.ts";
import { attributeName } from "../strings.ts";
import { commentDoc } from "./comments.ts";
import { broken, hardline, indent, line, unit, type Doc, type Print } from "./layout.ts";
import { attributePathDoc } from "./selections.ts";
import { isAbsorbable } from "./shapes.ts";
import { valueDoc } from "./values.ts";

export function setDoc(set: AttributeSet, print: Print): Doc {
  return unit(openSetDoc(set, print));
}

export function expandedSetDoc(set: AttributeSet, print: Print): Doc {
  const doc = openSetDoc(set, print);
  return isAbsorbable(set) ? broken(doc) : doc;
}

/** A set that is expanded when what surrounds it is. */
export function openSetDoc(set: AttributeSet, print: Print): Doc {
  const open = set.recursive ? "rec {" : "{";
  if (!isAbsorbable(set)) return [open, " }"];
  return [open, indent([line, bindingsDoc(set.bindings, print)]), line, "}"];
}

/** Bindings, one per line. */
export function bindingsDoc(bindings: readonly Binding[], print: Print): Doc {
  const rows: Doc[] = [];
  for (const [i, binding] of trimBlanks(bindings).entries()) {
    if (i > 0) rows.push(hardline);
    if (binding.kind !== "blank") rows.push(bindingDoc(binding, print));
  }
  return rows;
}

/** Blank lines separate bindings: none at the ends, never two. */
function trimBlanks(bindings: readonly Binding[]): readonly Binding[] {
  const kept = bindings.filter((b, i) => b.kind !== "blank" || (i > 0 && bindings[i - 1]!.kind !== "blank"));
  return kept.at(-1)?.kind === "blank" ? kept.slice(0, -1) : kept;
}

function bindingDoc(binding: Assignment | Inherit, print: Print): Doc {
  return binding.kind === "inherit" ? inheritDoc(binding, print) : assignmentDoc(binding, print);
}

function assignmentDoc({ path, value, comment }: Assignment, print: Print): Doc {
  return [commentDoc(comment), unit(attributePathDoc(path, print), " =", valueDoc(path, value, print), ";")];
}

/** Up to three names on the line, more on a line each. */
function inheritDoc({ from, names }: Inherit, print: Print): Doc {
  const many = names.length > 3;
  const source = from === null ? "" : [" (", print(from), ")"];
  const rows = names.map((name) => [line, attributeName(name)]);
  const doc = ["inherit", source, indent([rows, many ? line : ""]), ";"];
  return many ? broken(doc) : unit(doc);
}
