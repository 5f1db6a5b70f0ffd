import { positionIn, type Check } from "../rule.ts";
import { openLocations } from "../deployment.ts";

export const aliasTraversal: Check = (deployment) =>
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
  });
