import { uniqueBy } from "../../collections.ts";
import { isEntrance, knownAt, protectedPaths, type Known } from "../frigate.ts";
import { askingEntrances, isBeforeEntrance, pastGateway } from "../entrances.ts";
import { fileFor, mediaOf, overlaps } from "../files.ts";
import { inForce, valueInForce } from "../../nginx/in-force.ts";
import { isOfThisHost } from "../guard.ts";
import { listed, positionIn, type Check, type Hole } from "../rule.ts";
import {
  openLocations,
  publicHosts,
  witnesses,
  type Host,
  type Location,
  type Deployment,
} from "../deployment.ts";

export const unprotectedRoute: Check = (deployment) => [
  ...publicHosts(deployment).flatMap((host) => byPath(deployment, host)),
  ...around(deployment),
  ...pastGateway(deployment).map(pastHole),
];

/** What nginx does for each path that is to be protected, and with what else leads to Frigate. */
function byPath(deployment: Deployment, host: Host): readonly Hole[] {
  const expressions = host.locations.filter(({ route }) => /^~/.test(route.matcher.modifier));
  const more = expressions
    .flatMap(({ route }) => witnesses(route.matcher.pattern))
    .flatMap((path) => {
      const known = protectedPaths.find(
        ([, { modifier, pattern }]) => modifier === "" && path.startsWith(pattern),
      );
      return known === undefined ? [] : [[path, known[1]] as const];
    });
  const media = mediaOf(host.locations);
  const reached = [...protectedPaths, ...more].flatMap(([path, known]) => {
    const location = deployment.locationFor(host, path);
    return location !== null && location.isOpen && exposes(location, path, media)
      ? [{ location, known, path }]
      : [];
  });
  const others = openLocations(deployment)
    .filter(
      (location) => location.host === host && !isMeantForAll(location) && leadsToFrigate(location, media),
    )
    .map((location) => ({ location, known: null, path: location.route.matcher.pattern }));
  return uniqueBy([...reached, ...others], ({ location }) => location).flatMap(({ location, known, path }) =>
    hole(location, known, path),
  );
}

function hole(location: Location, known: Known | null, path: string): readonly Hole[] {
  const { guard, route } = location;
  const isOff = valueInForce(route, "auth_request") === "off";
  const what = known === null ? "leads to Frigate" : `has ${path}, which Frigate protects as ${known.name}`;
  if (guard.kind === "none") {
    return [
      {
        ...positionIn(location, isOff ? inForce(route, "auth_request")?.directive : undefined),
        found: `The location ${what}, and ${isOff ? "has auth_request off" : "has no auth_request"}.`,
        why: "Everybody who can reach this server sees what is there, without signing in.",
        fix: "Write `auth_request /auth;` into the location, with the auth_request_set and proxy_set_header lines that go with it.",
      },
    ];
  }
  if (guard.kind !== "addresses" || guard.allowed.every(isOfThisHost)) return [];
  return [
    {
      severity: "medium",
      ...positionIn(location, guard.directive),
      found: `The location ${what}, and only looks at addresses: ${listed(guard.allowed)}.`,
      why: "Everybody and every device behind these addresses gets in, and Frigate is not told who it is.",
      fix: "Ask by `auth_request /auth;`, or make each program with an address of its own a named client.",
    },
  ];
}

const pastHole = (location: Location): Hole => ({
  severity: "high",
  ...positionIn(location, askingEntrances(location)[0]?.directive),
  found: "The location leads to the Frigate that this server's gateway is in front of, and asks nobody.",
  why: "Whoever takes this path passes by the gateway. Frigate's own sign-in may still ask, at port 8971; with `auth.enabled: false` everybody is in, under the name and role that they send.",
  fix: "Write the same auth_request into this location, or into the server in place of the one location.",
});

/** Whether a location gives away what a protected path stands for. */
function exposes(location: Location, path: string, media: readonly string[]): boolean {
  // Frigate's own nginx asks by itself, and its internal listener has a rule of its own.
  if (isBeforeEntrance(location)) return false;
  if (location.parts.length > 0 || inForce(location.route, "vod") !== undefined)
    return !isMeantForAll(location);
  const { matcher } = location.route;
  const isAbout =
    ["", "^~", "="].includes(matcher.modifier) && knownAt(matcher.pattern)?.route.access === "protected";
  if (location.destinations.length > 0) return isAbout;
  const file = fileFor(location, path);
  return file !== null && (isAbout || media.some((directory) => overlaps(file, directory)));
}

/** Other paths to the same things. */
function leadsToFrigate(location: Location, media: readonly string[]): boolean {
  if (location.parts.some((part) => !isEntrance(part))) return true;
  const file = fileFor(
    location,
    /^[=^]?~?$/.test(location.route.matcher.modifier) ? location.route.matcher.pattern : "/",
  );
  const serves =
    file !== null && inForce(location.route, "try_files")?.directive.args.at(-1)?.value !== "=404";
  return serves && file !== null && media.some((directory) => overlaps(file, directory));
}

/** Public by the schema, and leading where the schema says. A prefix that is too wide has a rule of its own. */
function isMeantForAll({ route, parts }: Location): boolean {
  const known = knownAt(route.matcher.pattern);
  return known?.route.access === "public" && "to" in known.route && parts.includes(known.route.to.upstream);
}

/** Named and internal locations that lead to Frigate, and a way into them past the question. */
function around(deployment: Deployment): readonly Hole[] {
  const behind = deployment.locations.filter(
    ({ isOpen, host, guard, parts, route }) =>
      !isOpen &&
      !host.isInner &&
      guard.kind === "none" &&
      parts.length > 0 &&
      !parts.every((part) => part === "people") &&
      !isAskedOnly(route.matcher.pattern, deployment, host),
  );
  return behind.flatMap((location) => {
    const way = openLocations(deployment)
      .filter(({ host }) => host === location.host)
      .flatMap((from) => waysOut(from).filter(({ to }) => leadsTo(deployment, location, to)))
      .at(0);
    if (way === undefined) return [];
    return [
      {
        ...positionIn(location),
        position: way.directive.position,
        found: `${way.directive.name} leads to ${way.to}, which leads to Frigate and asks nobody.`,
        why: "Whoever is refused, or takes this path, gets what the question was to protect.",
        fix: "Write `auth_request /auth;` into the location it leads to, or lead somewhere else.",
      },
    ];
  });
}

const isAskedOnly = (pattern: string, deployment: Deployment, host: Host): boolean =>
  deployment.questions.some(
    ({ main, asked }) => main.host === host && asked?.route.matcher.pattern === pattern,
  );

function leadsTo(deployment: Deployment, location: Location, target: string): boolean {
  if (target.startsWith("@"))
    return location.route.matcher.modifier === "@" && target === `@${location.route.matcher.pattern}`;
  return deployment.locationFor(location.host, target.replace(/[?$].*$/s, "")) === location;
}

/** Internal redirects that are made without, or before, an answer of the question. */
function waysOut({ route, guard }: Location) {
  const isAsked = guard.kind !== "none";
  const refusals = guard.kind === "answers" ? [guard.status] : ["401", "403"];
  return route.directives.flatMap(({ directive }) => {
    const words = directive.args.map(({ value }) => value);
    const to = words.at(-1) ?? "";
    switch (directive.name) {
      case "error_page":
        return !isAsked || refusals.some((status) => words.includes(status)) ? [{ directive, to }] : [];
      case "try_files":
        return isAsked ? [] : [{ directive, to }];
      case "rewrite":
        return words[2] === undefined || words[2] === "last" ? [{ directive, to: words[1] ?? "" }] : [];
      default:
        return [];
    }
  });
}
