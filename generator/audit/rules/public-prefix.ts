import { knownRoutes } from "../frigate.ts";
import { at, once, rule } from "../rule.ts";

export const publicPrefix = rule({
  id: "public-prefix",
  title: "A public path lets in what begins like it",
  severity: "high",
  about: `Signing in has to be possible without a session, so \`/api/login\` asks nobody. As a prefix, \`location /api/login\` also
matches \`/api/login_camera/latest.jpg\`: everything the API has for a camera of that name, and whatever a later release puts there.
Frigate's own nginx.conf and nixpkgs' module write it as a prefix; \`location = /api/login\` is what is meant.`,
  holes: (site) =>
    once(
      site.hosts
        .filter(({ isInner }) => !isInner)
        .flatMap((host) =>
          knownRoutes
            .filter(({ route, modifier }) => route.access === "public" && "to" in route && modifier === "=")
            .flatMap(({ pattern }) => {
              const place = site.placeFor(host, `${pattern}_camera/recordings`);
              const isThis = place?.route.matcher.pattern.startsWith(pattern) ?? false;
              return place !== null && isThis && place.guard.kind === "none" && place.parts.length > 0
                ? [{ place, pattern }]
                : [];
            }),
        ),
      ({ place }) => place,
    ).map(({ place, pattern }) => ({
      ...at(place),
      found: `The location asks nobody, and is a prefix: ${pattern}_camera/recordings ends up here, too.`,
      why: "Somebody without a session gets through to Frigate's API on every path that begins like this one.",
      fix: `Write \`location = ${pattern}\`.`,
    })),
});
