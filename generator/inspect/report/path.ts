/** The way a request takes through a rendered configuration, as the report draws it. */
import { upstreamsOf } from "../nginx/backend.ts";
import { upstreams, type UpstreamName } from "../../schema/frigate.ts";
import { waysToIdentity, type Way, type WayKind } from "../evaluate/identity.ts";
import { effectiveRoutes, serversOf, type Route, type Server } from "../nginx/effective.ts";
import { lookupsOf } from "../nginx/lookups.ts";
import type { NginxFile } from "../nginx/parse.ts";

export interface RequestPath {
  readonly entrances: readonly Entrance[];
  /** Where the identity server listens; null where /auth asks Frigate itself. */
  readonly identityServer: string | null;
  /** In the order in which they are tried. */
  readonly ways: readonly DecidedWay[];
  readonly backends: readonly Backend[];
}

/** One `listen`. */
export interface Entrance {
  readonly listen: string;
  /** Anybody on the network, programs of this host, or nobody: that server only leads to the other. */
  readonly reaches: "network" | "host" | "redirect";
}

/** A way to be known, and what comes of it. */
export interface DecidedWay extends Way {
  readonly outcome: Outcome;
}

/** Who has the last word: Frigate, which knows the cameras; nginx, for a client Frigate would not know; or nobody comes in. */
export type Outcome = "frigate" | "nginx" | "refused";

export interface Backend {
  /** The `upstream`. */
  readonly name: UpstreamName;
  readonly address: string;
}

/** Reads the path of requests to `hostname`. */
export function requestPath(file: NginxFile, hostname: string): RequestPath {
  const clientOutcome = clientsAreAnsweredHere(file) ? "nginx" : "frigate";
  return {
    entrances: entrances(file, hostname),
    identityServer:
      serversOf(file).find(({ names }) => names.includes("frigate-identity"))?.listens[0] ?? null,
    ways: waysToIdentity(file).map((way) => ({ ...way, outcome: outcomeOf(way.kind, clientOutcome) })),
    backends: backends(file),
  };
}

function entrances(file: NginxFile, hostname: string): readonly Entrance[] {
  const routes = effectiveRoutes(file);
  return serversOf(file)
    .filter(({ names }) => names.includes(hostname))
    .flatMap((server) =>
      server.listens.map((listen) => ({
        listen,
        reaches: sendsOn(server, routes) ? ("redirect" as const) : reachOf(listen),
      })),
    )
    .toSorted((one, other) => order.indexOf(one.reaches) - order.indexOf(other.reaches));
}

const order = ["network", "redirect", "host"] as const satisfies readonly Entrance["reaches"][];

const sendsOn = (server: Server, routes: readonly Route[]): boolean =>
  routes.some(
    ({ server: { directive }, matcher, directives }) =>
      directive === server.directive &&
      matcher.modifier === "" &&
      matcher.pattern === "/" &&
      directives.some(
        ({ directive: { name, args } }) => name === "return" && /^3/.test(args[0]?.value ?? ""),
      ),
  );

const reachOf = (listen: string): "network" | "host" =>
  /^(127\.|\[::1\]|localhost|unix:)/.test(listen) ? "host" : "network";

function outcomeOf(kind: WayKind, clientOutcome: Outcome): Outcome {
  switch (kind) {
    case "nobody":
      return "refused";
    case "client":
      return clientOutcome;
    case "internal listener":
    case "gateway":
    case "trusted proxy":
    case "own sign-in":
      return "frigate";
    default:
      return kind satisfies never;
  }
}

/** With Frigate's own sign-in, Frigate would look at nothing but its own token: nginx answers for a client it knows. */
const clientsAreAnsweredHere = (file: NginxFile): boolean =>
  lookupsOf(file)
    .get("frigate_outside")
    ?.entries.some(([key, value]) => key === "default" && value === "frigate-identity/client") ?? false;

/** What answers once /auth has said yes: not the upstreams that only /auth asks. */
function backends(file: NginxFile): readonly Backend[] {
  const written = upstreamsOf(file);
  return (Object.keys(upstreams) as readonly UpstreamName[]).flatMap((name) => {
    const servers = written.get(name);
    if (servers === undefined) return [];
    return [{ name, address: servers.map((server) => server.split(" ")[0] ?? "").join(", ") }];
  });
}
