/** What Frigate says to somebody it knows: its rules are those of its doubles (rig/frigate-*.ts), from frigate/api/*.py. */
import type { UpstreamName } from "../../generator/schema/frigate.ts";
import type { Answer } from "../rig/double.ts";
import { frigateOf } from "../rig/fixtures.ts";
import { answerApi } from "../rig/frigate-api.ts";
import type { FrigateConfig } from "../rig/frigate-config.ts";
import { since } from "../rig/frigate-config.ts";
import { forbidsMedia, forbidsStream } from "../rig/frigate-media.ts";
import type { Known } from "./askers.ts";
import { publicUrl } from "./expect-gateway.ts";
import { hasCustomRoles, type Subject } from "./subject.ts";

/** Frigate, as the subject's own words make it. */
function configOf({ authority, version }: Subject): FrigateConfig {
  return {
    ...frigateOf(version),
    authEnabled: authority.kind === "frigate",
    headerMap: { user: null, role: null },
    roleMap: {},
    defaultRole: "viewer",
    separator: ",",
    roles: hasCustomRoles(version) ? { gardener: ["garden"] } : {},
    cameras: { front_door: [], garden: [], login_cam: [] },
    recordings: "/recordings",
    authSecret: null,
    internalPort: 0,
  };
}

/** Whether Frigate's /auth keeps the file or stream from somebody whose role is limited to some cameras: from 0.18 on. */
export function forbids(subject: Subject, { role }: Known, path: string): boolean {
  const config = configOf(subject);
  const url = `${publicUrl}${path}`;
  return since(subject, "0.18") && (forbidsMedia(config, url, role) || forbidsStream(config, url, role));
}

/** A request as it should reach a backend. */
export interface Handed {
  readonly method: string;
  readonly url: string;
  readonly body: string;
  /** The connection is to become a websocket. */
  readonly upgrade: boolean;
  readonly known: Known;
}

/** What one of Frigate's servers answers. */
export function frigateSays(subject: Subject, server: UpstreamName, request: Handed): Answer {
  switch (server) {
    case "frigate-api":
      return apiSays(subject, request);
    case "frigate-go2rtc":
      return go2rtcSays(request);
    case "frigate-jsmpeg":
    case "frigate-mqtt-ws":
      return websocketOnly(request);
    default:
      return server satisfies never;
  }
}

function apiSays(subject: Subject, { method, url, body, known: { user, role } }: Handed): Answer {
  const rawHeaders = [
    ...(user === null ? [] : ["Remote-User", user]),
    ...(role === null ? [] : ["Remote-Role", role]),
  ];
  const request = { server: "frigate-api", method, url, rawHeaders, bodyBytes: body.length, connection: 0 };
  return answerApi(configOf(subject), request, body, 0);
}

const websocketOnly = ({ upgrade }: Handed): Answer => ({ status: upgrade ? 101 : 426 });

/** go2rtc/internal/api and webrtc: the websocket, the exchange of WebRTC addresses, pages and lists. */
function go2rtcSays(request: Handed): Answer {
  const [path] = request.url.split("?");
  if (path === "/api/ws") return websocketOnly(request);
  return { status: path === "/api/webrtc" ? 201 : 200 };
}
