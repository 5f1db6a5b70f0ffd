/** Changes a configuration, to prove that a test notices when something is missing. */
import {
  quoteArgument,
  type Directive,
  type Item,
  type NginxFile,
} from "../../generator/inspect/nginx/parse.ts";

export type Mutation = (file: NginxFile) => NginxFile;

/** Puts what `change` gives in place of each directive, from the outside in; null and an empty list take it out. */
export function mapDirectives(
  file: NginxFile,
  change: (directive: Directive) => Directive | readonly Item[] | null,
): NginxFile {
  const inside = (item: Item): Item =>
    item.kind === "comment" || item.block === null ? item : { ...item, block: changeBody(item.block) };
  const changeBody = (body: readonly Item[]): readonly Item[] =>
    body.flatMap((item) => {
      const changed = item.kind === "comment" ? item : (change(item) ?? []);
      return "kind" in changed ? [inside(changed)] : changed.map(inside);
    });
  return { ...file, body: changeBody(file.body) };
}

/**
 * {@link mapDirectives} as a mutation.
 * @throws Error when it finds nothing to change, and so would prove nothing.
 */
export function mutation(change: (directive: Directive) => Directive | null): Mutation {
  return (file) => {
    let changes = 0;
    const changed = mapDirectives(file, (directive) => {
      const result = change(directive);
      if (result !== directive) changes += 1;
      return result;
    });
    if (changes === 0) throw new Error("the mutation changed nothing");
    return changed;
  };
}

/** The directive with other arguments. */
export const withArguments = (directive: Directive, ...values: readonly string[]): Directive => ({
  ...directive,
  args: values.map((value) => ({ raw: quoteArgument(value), value })),
});

/** One after the other. */
export const both =
  (first: Mutation, second: Mutation): Mutation =>
  (file) =>
    second(first(file));
