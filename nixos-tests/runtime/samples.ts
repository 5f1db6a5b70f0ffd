/** One request for every route of the schema, and where it should end up. */
import { standingRoutes, type Backend, type Route, type RouteName } from "../../generator/schema/routes.ts";
import type { UpstreamName, Version } from "../../generator/schema/frigate.ts";
import type { HeaderLine } from "../rig/client.ts";
import { since } from "../rig/frigate-config.ts";
import { arrivalPath, methodsOf, samplePathOf } from "../rig/sample-path.ts";
import type { Rig } from "../rig/rig.ts";
import type { Response } from "../rig/response.ts";
import type { Identity, Situation } from "./situations.ts";

export interface Sample {
  readonly path: string;
  /** GET where nothing else is said. */
  readonly method?: string;
  readonly body?: string;
  /** Asks for a websocket. */
  readonly upgrade?: true;
  /** What somebody who may come is answered. */
  readonly status: number | ((situation: Situation) => number);
}

const alice = JSON.stringify({ user: "alice", password: "alice's password" });

/** Signing in with Frigate, where that is switched off: 0.18 says that there is no such thing. */
const loginStatus = ({ mode, version }: Situation): number => {
  if (mode === "native") return 200;
  return since({ version }, "0.18") ? 404 : 401;
};

/** What a route does not tell of the request for it. */
const exceptions: Readonly<Partial<Record<RouteName, Partial<Sample>>>> = {
  "= /api/login": { body: alice, method: "POST", status: loginStatus },
  "= /api/logout": { status: 303 },
  "= /api/go2rtc/webrtc": { body: "v=0", status: 201 },
};

export const samples = Object.fromEntries(
  standingRoutes.map(([name, route]) => [
    name,
    { path: samplePathOf(name, route), ...asTheRouteIs(route), ...exceptions[name] },
  ]),
) as Readonly<Record<RouteName, Sample>>;

/** The method that a route is limited to, and what it answers: somebody who may come finds what they ask for. */
function asTheRouteIs(route: Route): Omit<Sample, "path"> {
  if ("status" in route) return { status: route.status };
  const [method = "GET"] = methodsOf(route) ?? [];
  const isWebsocket = "to" in route && route.websocket === true && method === "GET";
  return isWebsocket
    ? { upgrade: true, status: 101 }
    : { status: 200, ...(method === "GET" ? {} : { method }) };
}

/** The routes a version of Frigate has, each with its sample. */
export function routesOf(version: Version): readonly (readonly [RouteName, Route, Sample])[] {
  return standingRoutes
    .filter(([, route]) => since({ version }, route.since ?? "0.15"))
    .filter(([, route]) => route.until === undefined || !since({ version }, route.until))
    .map(([name, route]) => [name, route, samples[name]]);
}

/** What the class of the route demands; only `public` and `protected` routes can be had from outside. */
export function expectedStatus(
  route: Route,
  sample: Sample,
  identity: Identity,
  situation: Situation,
): number {
  const answered = typeof sample.status === "number" ? sample.status : sample.status(situation);
  switch (route.access) {
    case "public":
      return answered;
    case "protected":
      return identity.known(situation) === "refused" ? 401 : answered;
    case "internal":
      return 404;
    default:
      return route satisfies never;
  }
}

export const backendOf = (route: Route): Backend | null => ("to" in route ? route.to : null);

export interface Arrival {
  readonly server: UpstreamName;
  readonly url: string;
}

/** Where the sample arrives, by the route's matcher and the path that takes its place. */
export const arrivalOf = (name: RouteName, { upstream, path }: Backend, sample: Sample): Arrival => ({
  server: upstream,
  url: arrivalPath(name, path, sample.path),
});

/** Asks past the cache: without it, a route asked before would not reach its backend again. */
export const uncached: HeaderLine = ["X-Cache-Bypass", "1"];

/** Sends the sample as somebody, past the cache; a websocket is closed again. */
export async function ask(
  rig: Rig,
  sample: Sample,
  identity: Identity,
  { mode }: Situation,
  more: readonly HeaderLine[] = [],
): Promise<Response> {
  const { path, method = "GET", body } = sample;
  const headers = [...identity.headers(mode), uncached, ...more];
  const { listener } = identity;
  if (sample.upgrade !== true) {
    return rig.request({ path, method, headers, listener, body });
  }
  const { response, close } = await rig.upgrade({ path, headers, listener });
  close();
  return response;
}
