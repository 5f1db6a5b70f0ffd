import { uniqueBy } from "../../collections.ts";
import { isProtected, knownAt } from "../frigate.ts";
import type { Directive } from "../../nginx/parse.ts";
import { directivesInForce } from "../../nginx/in-force.ts";
import { positionIn, type Check } from "../rule.ts";
import { dependsOnAnswer, openLocations, type Location, type Deployment } from "../deployment.ts";

export const errorPageTrap: Check = (deployment) => {
  const found = openLocations(deployment)
    .filter(({ guard }) => guard.kind === "question")
    .flatMap((location) =>
      directivesInForce(location.route, "error_page")
        .filter(({ args }) => args.some(({ value }) => value === "401" || value === "403"))
        .flatMap((directive) => {
          const trap = trapOf(deployment, location, directive);
          return trap === null ? [] : [{ location, directive, trap }];
        }),
    );
  return uniqueBy(found, ({ directive }) => directive).map(({ location, directive, trap }) => ({
    ...positionIn(location, directive),
    ...trap,
  }));
};

interface Trap {
  readonly found: string;
  readonly why: string;
  readonly fix: string;
}

function trapOf(deployment: Deployment, location: Location, { args }: Directive): Trap | null {
  const words = args.map(({ value }) => value);
  const to = words.at(-1) ?? "";
  const status = words.find((word) => /^=\d*$/.test(word));
  if (/^=\d*$/.test(to)) {
    return {
      found: `error_page leads to an address called ${to}.`,
      why: "The browser is sent there with 302, and neither page nor sign-in comes.",
      fix: "Leave the line out: without error_page, 401 stays 401.",
    };
  }
  if (/^=2/.test(status ?? "")) {
    return {
      found: `error_page makes ${status?.slice(1)} of a refusal.`,
      why: "Programs, caches and Frigate's pages take a refusal for an answer.",
      fix: "Keep the status: `error_page 401 /page.html;`, or redirect with `=302`.",
    };
  }
  if (/^\$\w+$/.test(to) && dependsOnAnswer(deployment, to, location)) {
    return {
      found: `error_page leads to ${to}, which is empty when the answer has no such header.`,
      why: "The browser is redirected to nowhere where a 401 would be told apart from a success.",
      fix: "Lead to a named location that returns 401 when the variable is empty.",
    };
  }
  const known = knownAt(location.route.matcher.pattern);
  if (
    status === undefined ||
    known === undefined ||
    !isProtected(known) ||
    !isElsewhere(deployment, location, to)
  )
    return null;
  return {
    found: `error_page makes a sign-in page or a redirect of the 401 of ${known.name}.`,
    why: "Frigate's pages do not notice that a session is over, and programs take a page for an answer.",
    fix: "Write this error_page into `/` only; other locations keep 401 and say where to sign in by Location.",
  };
}

/** Ends in a redirect, or at a gateway. */
function isElsewhere(deployment: Deployment, { host }: Location, to: string): boolean {
  if (/^https?:/.test(to)) return true;
  const target = to.startsWith("@")
    ? host.locations.find(({ route }) => route.matcher.modifier === "@" && `@${route.matcher.pattern}` === to)
    : deployment.locationFor(host, to.replace(/[?$].*$/s, ""));
  if (target === undefined || target === null) return false;
  return (
    target.destinations.length > 0 || (target.guard.kind === "answers" && target.guard.status.startsWith("3"))
  );
}
