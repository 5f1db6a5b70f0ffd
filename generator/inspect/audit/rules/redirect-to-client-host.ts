import { showMatcher, type Route } from "../../nginx/effective.ts";
import { knownAt } from "../frigate.ts";
import { inForce, valueInForce } from "../../nginx/in-force.ts";
import { listed, type Check } from "../rule.ts";
import { openLocations } from "../deployment.ts";

/** Nothing lies before `/` that could be redirected to it. */
const endsInSlash = ({ matcher }: Route): boolean =>
  (matcher.modifier === "" || matcher.modifier === "^~") &&
  matcher.pattern !== "/" &&
  matcher.pattern.endsWith("/");

const servesFiles = (route: Route): boolean => inForce(route, "root", "alias") !== undefined;

export const redirectToClientHost: Check = (deployment) =>
  deployment.hosts
    .filter(({ isInner, mayBeDefault }) => !isInner && mayBeDefault)
    .flatMap((host) => {
      const locations = openLocations(deployment).filter(({ host: own, route, destinations, guard }) => {
        const known = knownAt(route.matcher.pattern)?.route;
        return (
          own === host &&
          known !== undefined &&
          (destinations.length > 0 ? endsInSlash(route) : servesFiles(route) && "files" in known) &&
          guard.kind !== "answers" &&
          guard.kind !== "closed" &&
          valueInForce(route, "absolute_redirect") !== "off" &&
          valueInForce(route, "server_name_in_redirect") !== "on"
        );
      });
      const [first] = locations;
      if (first === undefined) return [];
      return [
        {
          route: null,
          position: first.route.position,
          found: `Redirects to a path's last slash name the client's Host, in ${listed(locations.map(({ route }) => showMatcher(route.matcher)))}.`,
          why: "A cache or a link can lead people to another host.",
          fix: "Write `absolute_redirect off;` into the server.",
        },
      ];
    });
