import { uniqueBy } from "../../collections.ts";
import { isProtected, knownAt } from "../frigate.ts";
import type { Directive } from "../../nginx/parse.ts";
import { directivesInForce } from "../../nginx/in-force.ts";
import { at, rule } from "../rule.ts";
import { holdsAnswer, openPlaces, type Place, type Site } from "../site.ts";

export const errorPageTrap = rule({
  id: "error-page-trap",
  title: "A refusal is turned into something else",
  severity: "medium",
  about: `\`error_page 401 =401;\` leads to an address called \`=401\` (oauth2-proxy #3467), \`error_page 401 =302 $url\` to nowhere when
the variable is empty, and \`=200\` makes a success of a refusal. Frigate's pages recognise a lost session by 401 with a \`Location\`
(web/src/api/index.tsx): when the API's 401 becomes the page or the redirect of a gateway, a browser that follows it gets a page
where it expects data, or is stopped at another host, and nobody is asked to sign in. A redirect to sign in belongs into \`/\`
only. All tried in nginx.`,
  holes: (site) => {
    const found = openPlaces(site)
      .filter(({ guard }) => guard.kind === "question")
      .flatMap((place) =>
        directivesInForce(place.route, "error_page")
          .filter(({ args }) => args.some(({ value }) => value === "401" || value === "403"))
          .flatMap((directive) => {
            const trap = trapOf(site, place, directive);
            return trap === null ? [] : [{ place, directive, trap }];
          }),
      );
    return uniqueBy(found, ({ directive }) => directive).map(({ place, directive, trap }) => ({
      ...at(place, directive),
      ...trap,
    }));
  },
});

interface Trap {
  readonly found: string;
  readonly why: string;
  readonly fix: string;
}

function trapOf(site: Site, place: Place, { args }: Directive): Trap | null {
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
  if (/^\$\w+$/.test(to) && holdsAnswer(site, to, place)) {
    return {
      found: `error_page leads to ${to}, which is empty when the answer has no such header.`,
      why: "The browser is redirected to nowhere where a 401 would be told apart from a success.",
      fix: "Lead to a named location that returns 401 when the variable is empty.",
    };
  }
  const known = knownAt(place.route.matcher.pattern);
  if (status === undefined || known === undefined || !isProtected(known) || !isElsewhere(site, place, to))
    return null;
  return {
    found: `error_page makes a sign-in page or a redirect of the 401 of ${known.name}.`,
    why: "Frigate's pages do not notice that a session is over, and programs take a page for an answer.",
    fix: "Write this error_page into `/` only; other locations keep 401 and say where to sign in by Location.",
  };
}

/** Ends in a redirect, or at a gateway. */
function isElsewhere(site: Site, { host }: Place, to: string): boolean {
  if (/^https?:/.test(to)) return true;
  const target = to.startsWith("@")
    ? host.places.find(({ route }) => route.matcher.modifier === "@" && `@${route.matcher.pattern}` === to)
    : site.placeFor(host, to.replace(/[?$].*$/s, ""));
  if (target === undefined || target === null) return false;
  return (
    target.destinations.length > 0 || (target.guard.kind === "answers" && target.guard.status.startsWith("3"))
  );
}
