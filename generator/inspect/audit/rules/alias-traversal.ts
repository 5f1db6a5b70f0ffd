import { positionIn, rule } from "../rule.ts";
import { openLocations } from "../deployment.ts";

export const aliasTraversal = rule({
  id: "alias-traversal",
  title: "An alias gives files of the directory above",
  severity: "high",
  about: `\`location /stream { alias /tmp/stream/; }\` takes \`/stream../cache/x\` for \`/tmp/stream/../cache/x\`: what follows the
prefix is put behind the alias as it is, and \`..\` in the middle of a path's segment is not normalised away. A location with an alias
that ends in a slash has to end in one itself.`,
  holes: (deployment) =>
    openLocations(deployment).flatMap((location) => {
      const { matcher, directives } = location.route;
      const alias = directives.find(({ directive, own }) => own && directive.name === "alias")?.directive;
      const isPrefix = matcher.modifier === "" || matcher.modifier === "^~";
      if (
        alias === undefined ||
        !isPrefix ||
        matcher.pattern.endsWith("/") ||
        !alias.args[0]?.value.endsWith("/")
      )
        return [];
      return [
        {
          ...positionIn(location, alias),
          found: `alias ends in a slash, and the location ${matcher.pattern} does not.`,
          why: `${matcher.pattern}../ leads to the directory above, and to what is in it.`,
          fix: `Write \`location ${matcher.pattern}/\`.`,
        },
      ];
    }),
});
