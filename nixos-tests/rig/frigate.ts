/** Frigate's double: the servers behind nginx, per version, and everything they were asked. */
import { upstreams, type UpstreamName } from "../../generator/schema/frigate.ts";
import {
  headerOf,
  json,
  startDouble,
  type Answer,
  type BackendRequest,
  type Double,
  type Handler,
} from "./double.ts";
import { answerApi } from "./frigate-api.ts";
import { sampleArrivals } from "./sample-path.ts";
import { answerAuth } from "./frigate-auth.ts";
import type { FrigateConfig } from "./frigate-config.ts";

export interface FrigateRequest extends BackendRequest {
  readonly server: UpstreamName;
}

export interface Frigate {
  readonly config: FrigateConfig;
  /** Address in the configuration to the address of the double that plays it. */
  readonly backends: ReadonlyMap<string, string>;
  /** What was asked since the last reset, oldest first. */
  requests(): readonly FrigateRequest[];
  /** Without the questions of `/auth`. */
  proxied(): readonly FrigateRequest[];
  /** Only those. */
  questions(): readonly FrigateRequest[];
  reset(): void;
  /** Answers every question of `/auth` like this from now on; null: as Frigate would. */
  answerQuestions(answer: Answer | null): void;
  /** Connections since the start. */
  connections(server: UpstreamName): number;
  stop(): Promise<void>;
}

/** Whether Frigate is asked who somebody is. */
export const isQuestion = ({ server, url }: BackendRequest): boolean =>
  server === "frigate-api" && /^\/auth(\?|$)/.test(url);

/** Starts one double for each of Frigate's servers. */
export async function startFrigate(config: FrigateConfig): Promise<Frigate> {
  let requests: FrigateRequest[] = [];
  let answerToQuestions: Answer | null = null;
  const answerAs = (name: UpstreamName): Handler => {
    const usual = handlers[name](config);
    return (request, body) => (isQuestion(request) ? answerToQuestions : null) ?? usual(request, body);
  };
  const start = async (name: UpstreamName): Promise<readonly [UpstreamName, Double]> => {
    const answer = answerAs(name);
    const double = await startDouble({ name, answer, echoesWebsocket: name !== "frigate-api" }, (request) =>
      requests.push({ ...request, server: name }),
    );
    return [name, double];
  };
  const doubles = new Map(await Promise.all(names.map(start)));
  return {
    config,
    backends: new Map([...doubles].map(([name, { address }]) => [upstreams[name].address, address])),
    requests: () => requests,
    proxied: () => requests.filter((request) => !isQuestion(request)),
    questions: () => requests.filter(isQuestion),
    reset: () => {
      requests = [];
    },
    answerQuestions: (answer) => {
      answerToQuestions = answer;
    },
    connections: (server) => doubles.get(server)?.connections() ?? 0,
    stop: async () => {
      await Promise.all([...doubles.values()].map((double) => double.stop()));
    },
  };
}

const names = Object.keys(upstreams) as UpstreamName[];

const now = (): number => Math.floor(Date.now() / 1000);

const handlers: Readonly<Record<UpstreamName, (config: FrigateConfig) => Handler>> = {
  "frigate-api": (config) => (request, start) =>
    isQuestion(request) ? answerAuth(config, request, now()) : answerApi(config, request, start, now()),
  "frigate-go2rtc": () => (request) => answerGo2rtc(request),
  "frigate-jsmpeg": () => websocketOnly,
  "frigate-mqtt-ws": () => websocketOnly,
};

/** RFC 6455 §4.2.1: both headers, or it is no handshake. */
const websocketOnly = (request: BackendRequest): Answer => {
  const asks =
    headerOf(request, "Upgrade")?.toLowerCase() === "websocket" &&
    headerOf(request, "Connection")?.toLowerCase() === "upgrade";
  return { status: asks ? 101 : 426 };
};

/** Streams, the player and the exchange of WebRTC addresses; the websocket. */
function answerGo2rtc(request: BackendRequest): Answer {
  const [path] = request.url.split("?");
  switch (path) {
    case "/api/ws":
      return websocketOnly(request);
    case "/api/streams":
      return json(200, { front_door: { producers: [{ url: "rtsp://camera:secret@192.0.2.1/main" }] } });
    case "/api/webrtc":
      return { status: 201, headers: [["Content-Type", "application/sdp"]], body: "v=0\r\n" };
    case "/webrtc.html":
      return { status: 200, headers: [["Content-Type", "text/html"]], body: "<title>player</title>" };
    default:
      return sampleArrivals("frigate-go2rtc").some((sample) => sample.path === path)
        ? json(200, {})
        : { status: 404, body: "404 page not found\n" };
  }
}
