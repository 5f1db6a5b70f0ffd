import { uniqueBy } from "../../collections.ts";
import { isProtected, knownAt } from "../frigate.ts";
import { positionIn, listed, rule } from "../rule.ts";
import { asksFrigate, openLocations } from "../deployment.ts";
import { showMatcher } from "../../nginx/effective.ts";

export const frigateNotAsked = rule({
  id: "frigate-not-asked",
  title: "Only the gateway is asked, and Frigate is not",
  severity: "high",
  about: `Frigate's own \`/auth\` does more than to say yes: it gives the role, and from 0.18 on it refuses recordings, clips, exports
and live streams of cameras that a role may not see (frigate/api/media_auth.py). nginx serves these files itself, so when
\`auth_request\` asks the gateway in place of Frigate, nobody looks at the camera. A gateway that says yes without a name is a yes
to nobody, too. Followed are \`proxy_pass\`, upstreams, maps and other servers of the same nginx, such as one on a unix socket that
asks the gateway first and Frigate second.`,
  holes: (deployment) => {
    const open = new Set(openLocations(deployment));
    const protectedOnes = deployment.questions.filter(({ main, asked }) => {
      const known = knownAt(main.route.matcher.pattern);
      const isMeant = (known !== undefined && isProtected(known)) || main.parts.length > 0;
      return open.has(main) && isMeant && asked !== null && asked.destinations.length > 0;
    });
    return uniqueBy(protectedOnes, ({ asked }) => asked).flatMap(({ asked }) => {
      if (asked === null || asksFrigate(deployment, asked)) return [];
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
  },
});
