/** `module/frigate/directives.nix`: bundles of nginx directives; `module/frigate/maps.nix`: maps at http level. */
import type { Member } from "../model/option.ts";
import { optionPaths } from "../model/option-paths.ts";
import { fragments, type Fragment, type FragmentName } from "../schema/fragments.ts";
import { maps } from "../schema/maps.ts";
import { comment, type Directive, type Line } from "../schema/nginx.ts";
import { apply, assign, recursiveSet, ref, type Expr, type NixFile } from "../nix/ast.ts";
import { conditionExpr, nginxText, sum } from "./nginx-text.ts";
import { functionFile } from "./file.ts";
import { wrapped } from "../wrap.ts";

/** The file: a function of common.nix. Options of `members` with the tag `@directive` stand in their bundles. */
export function directivesFile(members: readonly Member[]): NixFile {
  const bundles = (Object.entries(fragments) as readonly [FragmentName, Fragment][]).map(
    ([name, { comment, lines }]) =>
      assign(name, nginxText(withOptions(lines, linesOfOptions(name, members))), wrapped(comment)),
  );
  return functionFile(
    "Bundles of nginx directives. The values that stand in them are explained in common.nix.",
    ["common", "lib"],
    recursiveSet(...bundles),
  );
}

/** `module/frigate/maps.nix`: a function of common.nix. */
export const mapsFile = (): NixFile =>
  functionFile(
    "Maps at http level that hold nothing of a user's configuration.",
    ["common", "lib"],
    mapsText(),
  );

/** Maps that depend on the same thing stand together. */
function mapsText(): Expr {
  const conditions = [...new Set(maps.map(({ when }) => when))];
  return sum(
    conditions.map((condition) => {
      const text = nginxText(
        maps.filter(({ when }) => when === condition).flatMap((one) => [comment(one.comment), one.map]),
      );
      return condition === undefined
        ? text
        : apply(ref("lib.optionalString"), conditionExpr(condition), text);
    }),
  );
}

type LocationLine = Line<"location">;

/** Lines with those of options in the place of constants for the same directives, else at the end. */
function withOptions(
  lines: readonly LocationLine[],
  ofOptions: readonly Directive<"location">[],
): readonly LocationLine[] {
  const named = (line: LocationLine) => ofOptions.find(({ name }) => "name" in line && line.name === name);
  const added = ofOptions.filter((one) => !lines.some((line) => named(line) === one));
  return [...lines.map((line) => named(line) ?? line), ...added];
}

/** The directives of a bundle whose argument is an option's value. */
const linesOfOptions = (name: FragmentName, members: readonly Member[]): readonly Directive<"location">[] =>
  optionPaths(members).flatMap(({ path, option }) =>
    option.kind === "option" && option.directive?.fragment === name
      ? [
          {
            kind: "directive",
            context: "location",
            name: option.directive.name,
            args: [[{ path }]],
            block: null,
          },
        ]
      : [],
  );
