import { showMatcher, type Route } from "../../nginx/effective.ts";
import { knownAt } from "../frigate.ts";
import { inForce, valueInForce } from "../../nginx/in-force.ts";
import { listed, rule } from "../rule.ts";
import { openLocations } from "../deployment.ts";

const endsInSlash = ({ matcher }: Route): boolean =>
  (matcher.modifier === "" || matcher.modifier === "^~") && matcher.pattern.endsWith("/");

const servesFiles = (route: Route): boolean => inForce(route, "root", "alias") !== undefined;

export const redirectToClientHost = rule({
  id: "redirect-to-client-host",
  title: "A redirect of nginx's own leads to a host of the client's choice",
  severity: "low",
  about: `To \`/assets\` nginx answers with a redirect to \`/assets/\`, as for every directory and every \`proxy_pass\` at a path with a
last slash, and makes it an address of its own with the \`Host\` of the request
and the port it listens on (documentation of \`absolute_redirect\`). In a server that also takes requests for unknown hosts, a cache in
between can be made to keep a redirect to somewhere else, and behind another proxy the port is one that nobody reaches.`,
  holes: (deployment) =>
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
      }),
});
