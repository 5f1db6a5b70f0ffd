/** `module/frigate/directives.nix`: bundles of nginx directives, the maps at http level, the identity server. */
import { fragments, type Fragment } from "../schema/fragments.ts";
import { identityServer, maps } from "../schema/identity.ts";
import { comment } from "../schema/nginx.ts";
import { apply, assign, recursiveSet, ref, type Expr, type NixFile } from "../nix/ast.ts";
import { identityLocationSet } from "./identity.ts";
import { conditionExpr, nginxText, sum } from "./nginx-text.ts";
import { functionFile } from "./file.ts";
import { wrapped } from "./prose.ts";

/** The file: a function of common.nix. */
export function directivesFile(): NixFile {
  const bundles = (Object.entries(fragments) as readonly [string, Fragment][]).map(
    ([name, { comment, lines }]) => assign(name, nginxText(lines), wrapped(comment)),
  );
  return functionFile(
    "Bundles of nginx directives. The values that stand in them are explained in common.nix.",
    ["common", "lib"],
    recursiveSet(
      ...bundles,
      assign("maps", mapsText(), ["Maps at http level that hold nothing of a user's configuration."]),
      assign("identityServer", nginxText(identityServer), ["The identity server, and its locations."]),
      assign("identityLocations", identityLocationSet()),
    ),
  );
}

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
