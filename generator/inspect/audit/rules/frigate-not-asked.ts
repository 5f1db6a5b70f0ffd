import { uniqueBy } from "../../collections.ts";
import { isProtected, knownAt } from "../frigate.ts";
import { listed, positionIn, type Check } from "../rule.ts";
import { asksFrigate, openLocations, type Deployment, type Location } from "../deployment.ts";
import { isBeforeEntrance } from "../entrances.ts";
import { admits, judgesBehind } from "../judges.ts";
import { showMatcher } from "../../nginx/effective.ts";

export const frigateNotAsked: Check = (deployment) => {
  const open = new Set(openLocations(deployment));
  const protectedOnes = deployment.questions.filter(({ main, asked }) => {
    const known = knownAt(main.route.matcher.pattern);
    const isMeant = (known !== undefined && isProtected(known)) || main.parts.length > 0;
    return (
      open.has(main) && isMeant && !isBeforeEntrance(main) && asked !== null && asked.destinations.length > 0
    );
  });
  return uniqueBy(protectedOnes, ({ asked }) => asked).flatMap(({ asked }) => {
    if (asked === null || asksFrigate(deployment, asked) || isDecidedHere(deployment, asked)) return [];
    const mains = protectedOnes
      .filter((question) => question.asked === asked)
      .map(({ main }) => showMatcher(main.route.matcher));
    const [destination] = asked.destinations;
    return [
      {
        ...positionIn(asked, destination?.directive),
        found: `The question of ${listed(mains, 4)} ends at ${destination?.host ?? "nobody"}, and not at Frigate's /auth.`,
        why: "Whoever the gateway lets in gets the files and streams of every camera, whatever their role in Frigate is.",
        fix: "Ask the gateway, and then Frigate's /auth with the name and role it gave: in a second server on a unix socket, since nginx asks one question per request.",
      },
    ];
  });
};

/** A server of this nginx gives the role by itself: whether roles have cameras of their own is in Frigate's settings. */
const isDecidedHere = (deployment: Deployment, asked: Location): boolean =>
  judgesBehind(deployment, asked).some(({ location }) => admits(location));
