/** One request for every route of the schema, and where it should end up. */
import { standingRoutes, type Backend, type Route, type RouteName } from "../../generator/schema/routes.ts";
import type { UpstreamName, Version } from "../../generator/schema/frigate.ts";
import type { HeaderLine } from "../rig/client.ts";
import { since } from "../rig/frigate-config.ts";
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

const page = { status: 200 };
const websocket = { upgrade: true, status: 101 } as const;
const alice = JSON.stringify({ user: "alice", password: "alice's password" });

/** Signing in with Frigate, where that is switched off: 0.18 says that there is no such thing. */
const loginStatus = ({ mode, version }: Situation): number => {
  if (mode === "native") return 200;
  return since({ version }, "0.18") ? 404 : 401;
};

export const samples: Readonly<Record<RouteName, Sample>> = {
  "/": { path: "/review?id=1", ...page },
  "/assets/": { path: "/assets/app.js", ...page },
  "/fonts": { path: "/fonts/inter.woff2", ...page },
  "/locales/": { path: "/locales/en/common.json", ...page },
  "~ ^/.*-([A-Za-z0-9]+)\\.webmanifest$": { path: "/site-abc123.webmanifest", ...page },
  "/auth": { path: "/auth", ...page },
  "/api/": { path: "/api/config", ...page },
  "/api/stats": { path: "/api/stats", ...page },
  "/api/version": { path: "/api/version", ...page },
  "/api/vod/": { path: "/api/vod/front_door/start/1/end/2?padding=1", ...page },
  "~* /api/.*\\.(jpg|jpeg|png|webp|gif)$": { path: "/api/front_door/latest.jpg?h=300", ...page },
  "= /api/login": { path: "/api/login", method: "POST", body: alice, status: loginStatus },
  "= /api/logout": { path: "/api/logout", status: 303 },
  "= /api/auth/first_time_login": { path: "/api/auth/first_time_login", ...page },
  "/api/go2rtc/api": { path: "/api/go2rtc/api/streams?src=front_door", ...page },
  "= /api/go2rtc/webrtc": {
    path: "/api/go2rtc/webrtc?src=front_door",
    method: "POST",
    body: "v=0",
    status: 201,
  },
  "= /live/mse/api/ws": { path: "/live/mse/api/ws?src=front_door", ...websocket },
  "= /live/webrtc/api/ws": { path: "/live/webrtc/api/ws?src=front_door", ...websocket },
  "= /live/webrtc/webrtc.html": { path: "/live/webrtc/webrtc.html?src=front_door", ...page },
  "/live/jsmpeg": { path: "/live/jsmpeg/front_door", ...websocket },
  "/ws": { path: "/ws", ...websocket },
  "/vod/": { path: "/vod/front_door/start/1/end/2/index.m3u8", ...page },
  "/vod-not-found": { path: "/vod-not-found", status: 404 },
  "/recordings/": { path: "/recordings/2024-05-01/10/front_door/00.00.mp4", ...page },
  "/clips/": { path: "/clips/front_door-1.jpg", ...page },
  "/exports/": { path: "/exports/front_door.mp4", ...page },
  "/stream/": { path: "/stream/index.m3u8", ...page },
  "/cache/": { path: "/cache/secret.mp4", ...page },
};

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
export function arrivalOf(name: RouteName, { upstream, path }: Backend, sample: Sample): Arrival {
  if (path === "without /api") return { server: upstream, url: sample.path.replace(/^\/api/, "") };
  const matched = name.replace(/^= /, "");
  return { server: upstream, url: `${path}${sample.path.slice(matched.length)}` };
}

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
