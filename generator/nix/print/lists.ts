/** Lists. More than one item: one per line. */
import type { List, ListItem } from "../ast.ts";
import { inPosition } from "../parens.ts";
import { commentDoc } from "./comments.ts";
import { breaks, broken, hardline, indent, join, line, unit, type Doc, type Print } from "./layout.ts";
import { isSimple } from "./shapes.ts";

export function listDoc(list: List, print: Print): Doc {
  return unit(openListDoc(list, print));
}

export function expandedListDoc(list: List, print: Print): Doc {
  return list.items.length === 0 ? "[ ]" : broken(openListDoc(list, print));
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
  const items = list.items.map((item) => itemDoc(item, print));
  const simple = list.items.every((item) => isSimple(inPosition(item.value, "item")));
  const short = items.length > 0 && items.length <= 6 && simple && !breaks(items);
  return short ? unit("[", indent([line, join(line, items)]), line, "]") : listDoc(list, print);
}
