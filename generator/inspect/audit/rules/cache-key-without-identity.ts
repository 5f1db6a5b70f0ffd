import { listed, positionIn, type Check, type Hole } from "../rule.ts";
import { inForce, valueInForce } from "../../nginx/in-force.ts";
import { sent, settingsOf } from "../headers.ts";
import { openLocations, passedQuestions, type Location, type Deployment } from "../deployment.ts";
import { gatewayPages, judgesOf } from "../judges.ts";

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
      const missing = namesMissing(deployment, location, key);
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

/** Who somebody is by the answer to auth_request, where it is passed on and is not in the key. */
const namesMissing = (
  deployment: Deployment,
  location: Location,
  key: ReadonlySet<string>,
): readonly string[] =>
  ["Remote-User", "Remote-Role"].filter((name) =>
    settingsOf(location, name)
      .flatMap(({ args }) => deployment.sources(args[1]?.value ?? "", location))
      .some((source) => source.through.includes("auth") && !key.has(source.name)),
  );

/** Of whoever answers auth_request, and of a gateway's pages, which say who somebody is. */
function questions(deployment: Deployment): readonly Hole[] {
  const judges = judgesOf(deployment).map(({ location }) => location);
  const asked = passedQuestions(deployment).map((question) => question.asked);
  const answering = [...new Set([...asked, ...judges])].filter(({ destinations }) => destinations.length > 0);
  const pages = gatewayPages(deployment).filter((page) => !answering.includes(page));
  return [
    ...answering.flatMap((location) => shared(deployment, location, ofQuestion)),
    ...pages.flatMap((location) => shared(deployment, location, ofPage)),
  ];
}

const ofQuestion = {
  severity: "critical",
  whose: "The answers to the question",
  why: "A yes to one person is a yes to everybody, strangers included, until it is forgotten.",
} as const;

const ofPage = {
  severity: "high",
  whose: "The answers of the gateway's pages",
  why: "What the gateway tells one person, such as their name and groups, is given to others until it is forgotten.",
} as const;

function shared(
  deployment: Deployment,
  location: Location,
  { severity, whose, why }: typeof ofQuestion | typeof ofPage,
): readonly Hole[] {
  const missing = isCached(location) ? credentialsMissing(deployment, location) : [];
  if (missing.length === 0) return [];
  return [
    {
      severity,
      ...positionIn(location, cacheDirective(location)),
      found: `${whose} are remembered without ${listed(missing)} in the key.`,
      why,
      fix: 'Write `proxy_cache_key "$http_cookie|$http_authorization|$request_uri";`, or `proxy_cache off;`.',
    },
  ];
}

/** What is passed on, and is not in the key. */
function credentialsMissing(deployment: Deployment, location: Location): readonly string[] {
  const key = keyNames(deployment, location);
  return ["Cookie", "Authorization"]
    .filter((name) => {
      const isSent = sent(location, name);
      const variable = `http_${name.toLowerCase()}`;
      const byName = name === "Cookie" && [...key].some((one) => one.startsWith("cookie_"));
      const goes =
        isSent.kind === "passed" ||
        (isSent.kind === "set" && isSent.directives.some(({ args }) => args[1]?.value !== ""));
      return goes && !key.has(variable) && !byName;
    })
    .concat(namesMissing(deployment, location, key));
}
