import { uniqueBy } from "../../collections.ts";
import { directivesInForce } from "../../nginx/in-force.ts";
import { valuesOf } from "../../nginx/parse.ts";
import { openLocations, type Location } from "../deployment.ts";
import { fileFor, mediaOf } from "../files.ts";
import { isProtected, knownAt } from "../frigate.ts";
import { positionIn, type Check } from "../rule.ts";

export const publicCacheHeader: Check = (deployment) => {
  const found = openLocations(deployment)
    .filter((location) => location.guard.kind === "question" && isForSome(location))
    .flatMap((location) =>
      directivesInForce(location.route, "add_header")
        .filter(({ args }) => {
          const [name = "", value = ""] = args.map((arg) => arg.value);
          return name.toLowerCase() === "cache-control" && /(?:^|[\s,])public(?:$|[\s,])/i.test(value);
        })
        .map((directive) => ({ location, directive })),
    );
  return uniqueBy(found, ({ directive }) => directive).map(({ location, directive }) => ({
    ...positionIn(location, directive),
    found: `add_header Cache-Control ${valuesOf(directive)[1] ?? ""} is sent with what only some people may see.`,
    why: "A cache in front of nginx, such as a CDN, keeps the picture and gives it to anybody who asks for the same address.",
    fix: 'Write `add_header Cache-Control "private, max-age=604800";`, or `no-store`.',
  }));
};

/** Pictures, films and data; pages and scripts are the same for all. */
function isForSome(location: Location): boolean {
  const { route, parts, host } = location;
  const known = knownAt(route.matcher.pattern);
  if (known !== undefined) return isProtected(known) && !isOfPages(known.route);
  const file = fileFor(location, "/");
  return (
    parts.length > 0 || (file !== null && mediaOf(host.locations).some((media) => file.startsWith(media)))
  );
}

const isOfPages = (route: object): boolean => "files" in route && route.files === "web";
