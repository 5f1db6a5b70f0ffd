/** The way a request takes through a rendered configuration, as the report draws it. */
import { upstreamsOf } from "../nginx/backend.ts";
import { upstreams, type UpstreamName } from "../../schema/frigate.ts";
import {
  identityServerOf,
  isOwnListener,
  waysToIdentity,
  type Way,
  type WayKind,
} from "../evaluate/identity.ts";
import type { Frigate } from "../evaluate/own-sign-in.ts";
import { effectiveRoutes, serversOf, type Route, type Server } from "../nginx/effective.ts";
import { directivesNamed, valuesOf, type NginxFile } from "../nginx/parse.ts";

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

/** Who has the last word: Frigate, which knows the cameras; nginx, where Frigate knows no more; nobody, as all come in; or nobody comes in. */
export type Outcome = "frigate" | "nginx" | "open" | "refused";

export interface Backend {
  /** The `upstream`. */
  readonly name: UpstreamName;
  readonly address: string;
}

/** Reads the path of requests to `hostname`. */
export function requestPath(file: NginxFile, hostname: string, frigate: Frigate | null): RequestPath {
  return {
    entrances: entrances(file, hostname),
    identityServer: identityServerOf(file)?.listens[0] ?? null,
    ways: waysToIdentity(file, frigate, ({ names }) => names.includes(hostname)).map((way) => ({
      ...way,
      outcome: outcomeOf(way.kind, frigateHasASay(file)),
    })),
    backends: backends(file),
  };
}

function entrances(file: NginxFile, hostname: string): readonly Entrance[] {
  const routes = effectiveRoutes(file);
  return serversOf(file)
    .filter((server) => server.names.includes(hostname) || isOwnListener(server))
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

function outcomeOf(kind: WayKind, frigateHasASay: boolean): Outcome {
  switch (kind) {
    case "nobody":
      return "refused";
    case "internal listener":
    case "another's":
      return "nginx";
    case "client":
    case "gateway":
    case "trusted proxy":
      return frigateHasASay ? "frigate" : "nginx";
    case "own sign-in":
      return "frigate";
    case "no sign-in":
      return "open";
    default:
      return kind satisfies never;
  }
}

/** Whether the identity server passes some questions on to Frigate. */
const frigateHasASay = (file: NginxFile): boolean =>
  directivesNamed(identityServerOf(file)?.directive.block ?? null, "location").some(
    (location) => valuesOf(location).join(" ") === "= /frigate",
  );

/** What answers once /auth has said yes: not the upstreams that only /auth asks. */
function backends(file: NginxFile): readonly Backend[] {
  const written = upstreamsOf(file);
  return (Object.keys(upstreams) as readonly UpstreamName[]).flatMap((name) => {
    const servers = written.get(name);
    if (servers === undefined) return [];
    return [{ name, address: servers.map((server) => server.split(" ")[0] ?? "").join(", ") }];
  });
}
