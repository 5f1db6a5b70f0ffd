import { positionIn, type Check, type Hole } from "../rule.ts";
import { inForce, valueInForce } from "../../nginx/in-force.ts";
import { sent, settingsOf } from "../headers.ts";
import { openLocations, passedQuestions, type Location, type Deployment } from "../deployment.ts";

export const cacheKeyWithoutIdentity: Check = (deployment) => [
  ...answers(deployment),
  ...questions(deployment),
];

const isCached = ({ route }: Location): boolean =>
  !["off", null].includes(valueInForce(route, "proxy_cache"));

const cacheDirective = ({ route }: Location) =>
  (inForce(route, "proxy_cache_key") ?? inForce(route, "proxy_cache"))?.directive;

const keyNames = (deployment: Deployment, location: Location): ReadonlySet<string> =>
  new Set(
    deployment
      .sources(valueInForce(location.route, "proxy_cache_key") ?? "", location)
      .map(({ name }) => name),
  );

const answers = (deployment: Deployment): readonly Hole[] =>
  openLocations(deployment)
    .filter(
      (location) => location.parts.length > 0 && location.guard.kind === "question" && isCached(location),
    )
    .flatMap((location) => {
      const key = keyNames(deployment, location);
      const isByCredentials = key.has("http_cookie") && key.has("http_authorization");
      const missing = ["Remote-User", "Remote-Role"].filter((name) => {
        const sources = settingsOf(location, name).flatMap(({ args }) =>
          deployment.sources(args[1]?.value ?? "", location),
        );
        return sources.some((source) => source.through.includes("auth") && !key.has(source.name));
      });
      if (isByCredentials || missing.length === 0) return [];
      return [
        {
          severity: "high" as const,
          ...positionIn(location, cacheDirective(location)),
          found: `proxy_cache remembers answers without ${missing.join(" and ")} in ${key.size === 0 ? "the standard key" : "proxy_cache_key"}.`,
          why: "What Frigate answered an administrator is given to the next viewer who asks for the same address.",
          fix: 'Write `proxy_cache_key "$scheme$proxy_host$request_uri|$role|$user";` with the variables of auth_request_set, or `proxy_cache off;`.',
        },
      ];
    });

const questions = (deployment: Deployment): readonly Hole[] =>
  passedQuestions(deployment).flatMap(({ asked }) => {
    if (!isCached(asked)) return [];
    const key = keyNames(deployment, asked);
    const missing = ["Cookie", "Authorization"].filter((name) => {
      const isSent = sent(asked, name);
      const variable = `http_${name.toLowerCase()}`;
      const byName = name === "Cookie" && [...key].some((one) => one.startsWith("cookie_"));
      const goes =
        isSent.kind === "passed" ||
        (isSent.kind === "set" && isSent.directives.some(({ args }) => args[1]?.value !== ""));
      return goes && !key.has(variable) && !byName;
    });
    if (missing.length === 0) return [];
    return [
      {
        ...positionIn(asked, cacheDirective(asked)),
        found: `The answers to the question are remembered without ${missing.join(" and ")} in the key.`,
        why: "A yes to one person is a yes to everybody, strangers included, until it is forgotten.",
        fix: 'Write `proxy_cache_key "$http_cookie|$http_authorization|$request_uri";`, or `proxy_cache off;`.',
      },
    ];
  });
