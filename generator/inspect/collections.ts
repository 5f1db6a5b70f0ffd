/** What lists lack in Node 20. */

/** In order of first appearance. (Map.groupBy came with Node 21.) */
export function groupBy<Key, Value>(
  values: readonly Value[],
  keyOf: (value: Value) => Key,
): Map<Key, Value[]> {
  const groups = new Map<Key, Value[]>();
  for (const value of values) {
    const key = keyOf(value);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [value]);
    else group.push(value);
  }
  return groups;
}

/** The first value of each key. */
export const uniqueBy = <Value>(
  values: readonly Value[],
  keyOf: (value: Value) => unknown,
): readonly Value[] => [...groupBy(values, keyOf).values()].flatMap((group) => group.slice(0, 1));

/** Each word once, in alphabetical order. */
export const sortedSet = (words: readonly string[]): readonly string[] => [...new Set(words)].sort();

/** A list of names that need no quotes: `words("a b c")`. */
export const words = (text: string): readonly string[] => text.trim().split(/\s+/);
