/** Sets, lists and the bindings in them. */
import type { Assignment, Attribute, AttributeSet, Binding, Expr, Inherit, List, ListItem } from "../ast.ts";
import { inPosition } from "../parens.ts";
import { attributeName } from "../strings.ts";
import { valueDoc } from "./bindings.ts";
import {
  breaks,
  expanded,
  group,
  hardline,
  indent,
  join,
  line,
  unit,
  type Doc,
  type Print,
} from "./layout.ts";
import { isPlainPath, isSimple } from "./shapes.ts";
import { stringDoc } from "./text.ts";

/** A set; one binding may stay on the line of its braces. */
export function setDoc(set: AttributeSet, print: Print): Doc {
  return unit(openSetDoc(set, print));
}

/** A set that is expanded when it holds anything, as after `=`. */
export function expandedSetDoc(set: AttributeSet, print: Print): Doc {
  return set.bindings.length === 0 ? openSetDoc(set, print) : expanded(openSetDoc(set, print));
}

/** A set that is expanded when what surrounds it is. */
export function openSetDoc(set: AttributeSet, print: Print): Doc {
  const open = set.recursive ? "rec {" : "{";
  const bindings = trimBlanks(set.bindings);
  if (bindings.length === 0) return [open, " }"];
  return [open, indent([line, bindingsDoc(bindings, print)]), bindings.length > 1 ? hardline : line, "}"];
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
  while (kept[0]?.kind === "blank") kept.shift();
  while (kept.at(-1)?.kind === "blank") kept.pop();
  return kept;
}

function bindingDoc(binding: Assignment | Inherit, print: Print): Doc {
  if (binding.kind === "inherit") return inheritDoc(binding, print);
  const path = attributePathDoc(binding.path, print);
  return [
    commentDoc(binding.comment),
    unit(path, " =", valueDoc(binding.value, isShortPath(binding.path), print), ";"),
  ];
}

function isShortPath(path: readonly Attribute[]): boolean {
  return path.length <= 4 && isPlainPath(path);
}

function inheritDoc(inherit: Inherit, print: Print): Doc {
  const from = inherit.from === null ? "" : [" (", print(inherit.from), ")"];
  const names = inherit.names.map(attributeName);
  const doc = [
    "inherit",
    from,
    indent([names.map((name) => [line, name]), names.length > 3 ? line : ""]),
    ";",
  ];
  return names.length > 3 ? expanded(doc) : unit(doc);
}

/** Comment lines, each ended by a line break. */
export function commentDoc(comment: readonly string[]): Doc {
  return comment.map((text) => [text === "" ? "#" : `# ${text}`, hardline]);
}

/** `a."b c".${d}` */
export function attributePathDoc(path: readonly Attribute[], print: Print): Doc {
  return join(
    ".",
    path.map((step) => (typeof step === "string" ? attributeName(step) : interpolatedStep(step, print))),
  );
}

/** A step that is a string needs no `${}` around it. */
function interpolatedStep(step: Expr, print: Print): Doc {
  if (step.kind === "line-string") return stringDoc(step, print);
  return ["${", print(step), "}"];
}

/** A list; one item may stay on the line of its brackets. */
export function listDoc(list: List, print: Print): Doc {
  return unit(openListDoc(list, print));
}

/** A list that is expanded when what surrounds it is. */
export function openListDoc(list: List, print: Print): Doc {
  if (list.items.length === 0) return "[ ]";
  const items = list.items.map((item) => itemDoc(item, print));
  return ["[", indent([line, join(hardline, items)]), line, "]"];
}

function itemDoc(item: ListItem, print: Print): Doc {
  return [commentDoc(item.comment), print(inPosition(item.value, "item"))];
}

/** A list of few simple items, which may stay on one line where a call has more arguments after it. */
export function shortListDoc(list: List, print: Print): Doc {
  const items = list.items.map((item) => inPosition(item.value, "item"));
  const docs = items.map(print);
  const plain = list.items.every((item) => item.comment.length === 0) && !breaks(docs);
  if (items.length === 0 || items.length > 6 || !plain || !items.every(isSimple)) return listDoc(list, print);
  return group(["[", indent([line, join(line, docs)]), line, "]"]);
}
