/** Mutations within one location. */
import { valuesOf, type Directive, type Item } from "../../generator/inspect/nginx/parse.ts";
import { mutation, type Mutation } from "../rig/mutate.ts";

/** Changes the directives of every location of that name; null takes one out. */
export const inLocation = (matcher: string, change: (item: Directive) => Directive | null): Mutation =>
  mutation((location) => {
    if (location.name !== "location" || valuesOf(location).join(" ") !== matcher) return location;
    const before = location.block ?? [];
    const block = before.flatMap((item): readonly Item[] => {
      const changed = item.kind === "comment" ? item : change(item);
      return changed === null ? [] : [changed];
    });
    const isChanged = block.length < before.length || block.some((item, index) => item !== before[index]);
    return isChanged ? { ...location, block } : location;
  });
