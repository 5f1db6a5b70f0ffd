/** Who becomes what: the maps of module/frigate/sign-on.nix, read back into groups, roles, paths and methods. */
import type { Lookup } from "../nginx/lookups.ts";

/** Some people, and the role they get, or `refused`. */
export interface Becoming {
  readonly who: string;
  readonly becomes: string;
}

/** The roles that a map of groups leads to, in the order in which they are tried; whoever is in none comes last. */
export function rolesOf(lookup: Lookup | undefined): readonly Becoming[] {
  if (lookup === undefined) return [];
  const groups = lookup.entries.filter(([key]) => key !== "default");
  const other = lookup.entries.find(([key]) => key === "default")?.[1] ?? "";
  return [
    ...groups.map(([pattern, role]) => ({ who: `group ${groupOf(pattern)}`, becomes: role })),
    { who: groups.length === 0 ? "everybody" : "anybody else", becomes: other === "" ? "refused" : other },
  ];
}

/** The group in an expression for an entry of a list; an expression of another form as it is. */
function groupOf(pattern: string): string {
  const [, group] = /^~\(\?:\^\|.+?\)\\s\*"?(.*?)"?\\s\*\(\?:.+\|\\z\)$/.exec(pattern) ?? [];
  return group === undefined ? pattern : unescaped(group);
}

/** Methods and paths of a client; null where the map has another form. */
export function reachOf(lookup: Lookup | undefined): string | null {
  const pattern = lookup?.entries.find(([, value]) => value === "1")?.[0] ?? "";
  const [, methods, paths] = /^~\^1 \(\?:(.*?)\) \(\?:(.*)\)\(\?:\/\|\\z\)$/.exec(pattern) ?? [];
  if (methods === undefined || paths === undefined) return null;
  const below = paths.split("|").map((path) => unescaped(path) || "/");
  return `${methods.replaceAll("|", ", ")} of ${below.join(", ")}`;
}

const unescaped = (pattern: string): string => pattern.replace(/\\(.)/g, "$1");
