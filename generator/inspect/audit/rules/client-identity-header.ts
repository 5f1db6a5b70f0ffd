import { isEntrance } from "../frigate.ts";
import { clientDecides } from "../headers.ts";
import { identity, portHeader } from "../../../schema/frigate.ts";
import { positionIn, type Check, type Hole } from "../rule.ts";
import { openLocations, passedQuestions, type Location, type Deployment } from "../deployment.ts";

/** What the API and the websocket read; the others of `identity` no part of Frigate looks at. */
const read = ["Remote-User", "Remote-Role"] as const satisfies readonly (keyof typeof identity)[];

export const clientIdentityHeader: Check = (deployment) => [
  ...backends(deployment),
  ...questions(deployment),
];

const backends = (deployment: Deployment): readonly Hole[] =>
  openLocations(deployment)
    .filter(
      ({ parts, guard }) =>
        parts.some((part) => part !== "frigate-go2rtc" && !isEntrance(part)) && guard.kind !== "answers",
    )
    .flatMap((location) => {
      const open = read.flatMap((name) => {
        const by = clientDecides(deployment, location, name);
        return by === undefined ? [] : [{ name, by }];
      });
      const [first] = open;
      if (first === undefined) return [];
      const names = open.map(({ name }) => name).join(" and ");
      return [
        {
          ...positionIn(location, first.by ?? undefined),
          found:
            first.by === null
              ? `${names} ${open.length > 1 ? "are passed on as the client sent them" : "is passed on as the client sent it"}.`
              : `${names} is set to what the client says: ${first.by.args[1]?.raw ?? ""}.`,
          why: "A client that sends `Remote-User: admin` and `Remote-Role: admin` is the administrator to Frigate.",
          fix: 'Set both headers here, to the variables that auth_request_set fills, or to `""` where nobody is asked.',
        },
      ];
    });

/** The port in the question to Frigate. */
const questions = (deployment: Deployment): readonly Hole[] =>
  passedQuestions(deployment)
    .filter(({ main, asked }) => !main.host.isInner && asked.parts.includes("frigate-api"))
    .flatMap(({ main, asked }) => portHole(deployment, asked, main));

function portHole(deployment: Deployment, asked: Location, main: Location): readonly Hole[] {
  const by = clientDecides(deployment, asked, portHeader, main);
  if (by === undefined) return [];
  return [
    {
      ...positionIn(asked, by ?? undefined),
      found:
        by === null
          ? `${portHeader} is passed on to /auth as the client sent it.`
          : `${portHeader} is what the client says.`,
      why: `A client that sends \`${portHeader}: 5000\` is let in as administrator: Frigate takes it for itself.`,
      fix: `Write \`proxy_set_header ${portHeader} $server_port;\` and \`proxy_pass_request_headers off;\` into this location.`,
    },
  ];
}
