/** What is asked for in the access matrix: a path for every route, and more where one is not enough. */
import { words } from "../../generator/inspect/collections.ts";
import { identityLocations } from "../../generator/schema/identity.ts";
import { routes, type Matcher, type Route } from "../../generator/schema/routes.ts";
import { samplePathOf } from "../rig/sample-path.ts";
import { samples, type Sample } from "../runtime/samples.ts";
import { methods, type Method } from "./expectation.ts";
import { factsOf } from "./expect-location.ts";
import type { Subject } from "./subject.ts";

export interface Row {
  /** The route, or the path where it is another one of a route. */
  readonly name: string;
  /** Path and query. */
  readonly path: string;
  /** Sent with POST and PUT. */
  readonly body: string;
  readonly methods: readonly Method[];
}

const usual = { body: "{}", methods } as const;

/** Another path of a route that has been asked with every method. */
const also = (path: string): Row => ({ ...usual, name: path, path, methods: ["GET", "POST", "websocket"] });

const bodyOf = ({ body }: Partial<Sample> = {}): Partial<Row> => (body === undefined ? {} : { body });

/** One for each route of any version: those a subject does not have are a path like any other. */
const ofRoutes: readonly Row[] = (Object.entries(routes) as readonly (readonly [Matcher, Route])[]).map(
  ([name, route]) => ({
    name,
    path: samplePathOf(name, route),
    ...usual,
    ...bodyOf(Object.entries(samples).find(([sampled]) => sampled === name)?.[1]),
  }),
);

/** The identity server's locations are not the virtual host's. */
const ofIdentityServer = Object.keys(identityLocations)
  .map((matcher) => matcher.replace(/^= /, ""))
  .filter((path) => !(path in routes))
  .map(also);

/** Of the other camera, for administrators, with a change; and paths that only begin like a route. */
const more = words(`
  /api/users /api/events/1.2-abc/retain /api/metrics /api/login_cam/recordings /api/garden/latest.jpg
  /api/vod/garden/start/1/end/2 /vod/garden/start/1/end/2/index.m3u8 /clips/garden-1.jpg
  /clips/previews/front_door/1.mp4 /recordings/2024-05-01/10/garden/00.00.mp4 /recordings/2024-05-01/10/
  /exports/garden.mp4 /exports/?list=1 /api/go2rtc/webrtc?src=garden /live/mse/api/ws?src=garden
  /live/mse/api/ws/?src=front_door /live/jsmpeg/garden
`).map(also);

export const rowsOf = (subject: Subject): readonly Row[] => [
  ...ofRoutes,
  ...Object.keys(factsOf(subject)?.publicLocations ?? {}).map((name) => ({
    name,
    path: `${name}start`,
    ...usual,
  })),
  ...ofIdentityServer,
  ...more,
];
