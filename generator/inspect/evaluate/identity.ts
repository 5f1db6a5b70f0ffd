/** How a rendered configuration finds out who is asking, read from its maps and servers. */
import { upstreamsOf } from "../nginx/backend.ts";
import { identity, ownIdentity } from "../../schema/frigate.ts";
import { groupBy } from "../collections.ts";
import { effectiveRoutes, serversOf, type Route, type Server } from "../nginx/effective.ts";
import { directivesInForce, inForce } from "../nginx/in-force.ts";
import { authTarget } from "../nginx/variables.ts";
import { lookupsOf } from "../nginx/lookups.ts";
import { directivesNamed, valuesOf, type NginxFile } from "../nginx/parse.ts";
import { ownSignIn, type Frigate } from "./own-sign-in.ts";
import { questionOf } from "./routes.ts";
import { reachOf, rolesOf, type Becoming } from "./roles.ts";

export type WayKind =
  | "internal listener"
  | "client"
  | "gateway"
  | "trusted proxy"
  | "own sign-in"
  /** Frigate lets everybody in, or believes whoever asks. */
  | "no sign-in"
  /** A question or a password that is none of this module's. */
  | "another's"
  | "nobody";

/** One way in which somebody becomes known. */
export interface Way {
  readonly kind: WayKind;
  readonly title: string;
  /** Empty where the title says it all. */
  readonly details: string;
  /** What becomes of whom; empty where `details` says it. */
  readonly becomes: readonly Becoming[];
}

/** A way as lines: the way itself, and what becomes of whom. */
export const showWay = ({ title, details, becomes }: Way): readonly string[] => [
  details === "" ? title : `${title}: ${details}`,
  ...becomes.map(showBecoming),
];

/** What becomes of some people, as one line. */
export const showBecoming = ({ who, becomes }: Becoming): string => `${who} → ${becomes}`;

const way = (kind: WayKind, title: string, details = "", becomes: readonly Becoming[] = []): Way => ({
  kind,
  title,
  details,
  becomes,
});

/**
 * The ways in which somebody becomes known, in the order in which they are tried; `frigate` is null where only nginx.conf is
 * known. `isHost` names the virtual hosts that count where Frigate's /auth is not asked.
 */
export function waysToIdentity(
  file: NginxFile,
  frigate: Frigate | null,
  isHost: (server: Server) => boolean = () => true,
): readonly Way[] {
  const routes = effectiveRoutes(file).filter(({ server }) => isHost(server));
  return routes.some((route) => authTarget(route) === "/auth")
    ? waysByAuth(file, frigate)
    : waysOfOthers(routes);
}

/** In a configuration without Frigate's /auth. */
function waysOfOthers(routes: readonly Route[]): readonly Way[] {
  const reachable = routes.filter(
    (route) => route.matcher.modifier !== "@" && inForce(route, "internal")?.own !== true,
  );
  const questions = groupBy(reachable, (route) => questionOf(route) ?? "");
  const asked = [...questions].filter(([question]) => question !== "");
  if (asked.length > 0) {
    const open = questions.has("") ? "; where nothing is asked, anybody comes in" : "";
    return asked.map(([question, { length }]) =>
      way("another's", "people", `${question}, in ${length} of ${reachable.length} locations${open}`),
    );
  }
  const asksItself = routes.some((route) => directivesText(route).includes("8971"));
  return [
    asksItself
      ? way(
          "own sign-in",
          "people",
          "nginx asks nobody; Frigate does on port 8971, unless its settings switch it off",
        )
      : way(
          "no sign-in",
          "people",
          "nginx asks nobody, and Frigate only on port 8971, which is not named here",
        ),
  ];
}

/** Where a location leads, and what its variables are set to. */
const directivesText = (route: Route): string =>
  directivesInForce(route, "proxy_pass", "set").flatMap(valuesOf).join(" ");

/** Where locations ask Frigate's /auth, by whatever name nginx finds the answer. */
function waysByAuth(file: NginxFile, frigate: Frigate | null): readonly Way[] {
  const lookups = lookupsOf(file);
  const person = whoIsAsked(file, lookups);
  return [
    ...ownListeners(file).map((listener) =>
      way(
        "internal listener",
        `requests through ${listener} are Frigate's own`,
        "nobody is asked, role admin",
      ),
    ),
    ...clients(lookups),
    people(person, file, lookups, frigate),
    ...(person === "frigate-api/auth"
      ? []
      : [way("nobody", "everybody else is refused, and Frigate is not asked")]),
  ];
}

/** Whom `/auth` asks about somebody who is no client. */
function whoIsAsked(file: NginxFile, lookups: Lookups): string {
  const chosen = valueOf(lookups, "frigate_decider", "");
  if (chosen !== undefined) return chosen === "$frigate_neighbour" ? "frigate-identity/auth" : chosen;
  return identityServerOf(file) === undefined ? "frigate-api/auth" : "frigate-identity/auth";
}

/** The server that finds out who is asking; undefined where Frigate does. */
export const identityServerOf = (file: NginxFile): Server | undefined =>
  serversOf(file).find(({ names }) => names.includes("frigate-identity"));

/** Frigate's own listener: the server in which everybody is an administrator. */
export const isOwnListener = ({ directive }: Server): boolean =>
  directivesNamed(directive.block, "set").some(
    (one) => valuesOf(one).join(" ") === `${identity["Remote-Role"]} ${ownIdentity.role}`,
  );

const ownListeners = (file: NginxFile): readonly string[] =>
  serversOf(file)
    .filter(isOwnListener)
    .flatMap(({ listens }) => listens);

type Lookups = ReturnType<typeof lookupsOf>;

/** What a variable is looked up by, `default` left out. */
const keysOf = (lookups: Lookups, variable: string): readonly string[] =>
  (lookups.get(variable)?.entries ?? []).map(([key]) => key).filter((key) => key !== "default");

const valueOf = (lookups: Lookups, variable: string, key: string): string | undefined =>
  lookups.get(variable)?.entries.find(([name]) => name === key)?.[1];

function clients(lookups: Lookups): readonly Way[] {
  const names = (lookups.get("frigate_client")?.entries ?? [])
    .map(([, name]) => name.replace(/^client-/, ""))
    .filter((name) => name !== "");
  return names.map((name) => {
    const addresses = keysOf(lookups, `frigate_client_from_${name}`);
    const reach = reachOf(lookups.get(`frigate_client_is_${name}`));
    const user = valueOf(lookups, "frigate_known_user", `client-${name}`);
    const role = valueOf(lookups, "frigate_known_role", `client-${name}`);
    return way(
      "client",
      `client ${name}`,
      `from ${addresses.join(", ")}, for ${reach ?? "its paths"}, as ${user} (${role})`,
    );
  });
}

function people(person: string, file: NginxFile, lookups: Lookups, frigate: Frigate | null): Way {
  if (person === "frigate-api/auth") {
    const { asks, words, becomes } = ownSignIn(file, frigate);
    return way(asks ? "own sign-in" : "no sign-in", "people", words, becomes);
  }
  if (person === "frigate-identity/auth")
    return way("gateway", "people", gateway(file), rolesOf(lookups.get("frigate_gateway_role")));
  const trusted = keysOf(lookups, "frigate_proxy_is_trusted");
  const header = valueOf(lookups, "frigate_proxy_user", "1");
  const from = trusted.join(", ") || "anywhere, with Frigate's secret";
  const roles = rolesOf(lookups.get("frigate_proxy_role"));
  return way("trusted proxy", "people", `${header} of requests from ${from}`, roles);
}

/** Where the gateway is asked, and which headers of its answer count. */
function gateway(file: NginxFile): string {
  const server = identityServerOf(file)?.directive;
  const location = (path: string) =>
    directivesNamed(server?.block ?? null, "location").find((one) => valuesOf(one).join(" ") === path);
  const address = directivesNamed(location("= /gateway")?.block ?? null, "proxy_pass").flatMap(valuesOf)[0];
  const host = (upstreamsOf(file).get("frigate-gateway")?.[0] ?? "").split(" ")[0] ?? "";
  const captured = directivesNamed(location("= /auth")?.block ?? null, "auth_request_set").map(valuesOf);
  const source = (variable: string): string =>
    (captured.find(([name]) => name === variable)?.[1] ?? "")
      .replace("$upstream_http_", "")
      .replaceAll("_", "-");
  const groups = source("$frigate_gateway_groups");
  const roles = groups === "" ? "" : `, role from ${groups}`;
  const frigate = location("= /frigate") === undefined ? "" : "; then Frigate, where it has a say";
  return `gateway ${address?.replace("frigate-gateway", host)}, user from ${source("$frigate_gateway_user")}${roles}${frigate}`;
}
