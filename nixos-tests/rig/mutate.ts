/** Changes a configuration, to prove that a test notices when something is missing. */
import {
  quoteArgument,
  type Directive,
  type Item,
  type NginxFile,
} from "../../generator/evaluate/nginx/parse.ts";

export type Mutation = (file: NginxFile) => NginxFile;

/** Puts what `change` gives in place of each directive, at any depth; null takes it out. */
export function mutation(change: (directive: Directive) => Directive | null): Mutation {
  return (file) => {
    let changes = 0;
    const changeBody = (body: readonly Item[]): readonly Item[] =>
      body.flatMap((item): readonly Item[] => {
        if (item.kind === "comment") return [item];
        const changed = change(item);
        if (changed !== item) changes += 1;
        if (changed === null) return [];
        return [changed.block === null ? changed : { ...changed, block: changeBody(changed.block) }];
      });
    const body = changeBody(file.body);
    // A mutation that finds nothing to change would prove nothing.
    if (changes === 0) throw new Error("the mutation changed nothing");
    return { ...file, body };
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
