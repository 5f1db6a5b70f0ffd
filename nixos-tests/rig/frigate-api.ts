/**
 * The part of Frigate's API that tests look at: who is asking, as Frigate understood it, and what it lets them do.
 * Sources: frigate/api/auth.py, app.py, media.py and fastapi_app.py.
 */
import { headerOf, json, type Answer, type BackendRequest } from "./double.ts";
import { camerasOf, isRole, since, type FrigateConfig } from "./frigate-config.ts";
import { recordingOf } from "./files.ts";
import { methodsOf, sampleArrivals } from "./sample-path.ts";
import { giveCookie, sessionLength, takeCookie } from "./session.ts";

/** A request, and what the endpoints want to know of it. */
interface Call {
  readonly config: FrigateConfig;
  readonly request: BackendRequest;
  readonly path: string;
  readonly body: string;
  readonly now: number;
  readonly user: string | null;
  readonly role: string | null;
}

interface Endpoint {
  readonly path: RegExp;
  readonly methods: readonly string[];
  /** Who is answered: everybody, whoever has passed /auth, administrators, or those who may see the camera named first. */
  readonly for: "everybody" | "users" | "admins" | "camera";
  readonly since?: FrigateConfig["version"];
  readonly answer: (call: Call) => Answer;
}

const endpoints: readonly Endpoint[] = [
  { path: /^\/profile$/, methods: ["GET"], for: "users", answer: profile },
  { path: /^\/stats$/, methods: ["GET"], for: "users", answer: (call) => json(200, { asked: asked(call) }) },
  { path: /^\/config$/, methods: ["GET"], for: "users", answer: (call) => json(200, { asked: asked(call) }) },
  { path: /^\/version$/, methods: ["GET"], for: "everybody", answer: version },
  { path: /^\/users$/, methods: ["GET"], for: "admins", answer: users },
  { path: /^\/users\/[^/]+\/password$/, methods: ["PUT"], for: "users", answer: changedPassword },
  { path: /^\/events(\/.*)?$/, methods: ["GET", "POST", "PUT", "DELETE"], for: "users", answer: received },
  { path: /^\/login$/, methods: ["POST"], for: "everybody", answer: login },
  { path: /^\/logout$/, methods: ["GET"], for: "everybody", answer: logout },
  {
    path: /^\/auth\/first_time_login$/,
    methods: ["GET"],
    for: "everybody",
    since: "0.17",
    answer: () => json(200, { admin_first_time_login: false }),
  },
  {
    path: /^\/vod\/([^/]+)\/.*$/,
    methods: ["GET"],
    for: "camera",
    answer: (call) => json(200, mapping(call)),
  },
  { path: /^\/([^/]+)\/.*\.(?:jpg|webp|png|gif)$/, methods: ["GET"], for: "camera", answer: picture },
  {
    path: /^\/([^/]+)\/.*$/,
    methods: ["GET"],
    for: "camera",
    answer: (call) => json(200, { asked: asked(call) }),
  },
  // Routes of which nothing else is known here: what they are asked for is there.
  ...sampleArrivals("frigate-api").map(({ path, route }): Endpoint => ({
    path: new RegExp(`^${path.replace(/[^\w/]/g, "\\$&")}$`),
    methods: methodsOf(route) ?? ["GET"],
    for: route.access === "public" ? "everybody" : "users",
    answer: (call) => json(200, { asked: asked(call) }),
  })),
];

/** Everything but `GET /auth`. `now` in seconds since 1970. */
export function answerApi(config: FrigateConfig, request: BackendRequest, body: string, now: number): Answer {
  const path = pathOf(request);
  const [user, role] = [headerOf(request, "Remote-User"), headerOf(request, "Remote-Role")];
  const call: Call = { config, request, path, body, now, user, role };
  if (isForged(request)) return json(401, { detail: "Missing CSRF token" });
  const fitting = endpoints.filter((entry) => entry.path.test(path) && since(config, entry.since ?? "0.15"));
  const endpoint = fitting.find((entry) => entry.for !== "camera" || cameraIn(entry, path) in config.cameras);
  if (endpoint === undefined) return json(404, { detail: "Not Found" });
  const method = request.method === "HEAD" ? "GET" : request.method;
  if (!endpoint.methods.includes(method)) return json(405, { detail: "Method Not Allowed" });
  return refusal(endpoint, call) ?? endpoint.answer(call);
}

const pathOf = ({ url }: BackendRequest): string => url.split("?")[0] ?? url;

const cameraIn = ({ path: pattern }: Endpoint, path: string): string => pattern.exec(path)?.[1] ?? "";

/** A page of another site may not have things changed; Frigate's own pages send the token. */
const isForged = (request: BackendRequest): boolean =>
  !["GET", "HEAD", "OPTIONS", "TRACE"].includes(request.method) &&
  headerOf(request, "Origin") !== null &&
  headerOf(request, "X-CSRF-Token") === null;

function refusal(endpoint: Endpoint, call: Call): Answer | null {
  const { config, user, role } = call;
  switch (endpoint.for) {
    case "everybody":
      return null;
    case "users": {
      // Before 0.17 everything behind /auth was for everybody who got through.
      if (!since(config, "0.17") || role === "admin") return null;
      const isNobody = user === null || (since(config, "0.18") && user === "anonymous");
      return isNobody ? json(401, { detail: "Authentication required" }) : null;
    }
    case "admins":
      return since(config, "0.16") && role !== "admin" ? json(403, { detail: "Not authorized" }) : null;
    case "camera": {
      if (!since(config, "0.17")) return null;
      if (user === null || role === null) return json(401, { detail: "No authorization headers." });
      const cameras = isRole(config, role) ? camerasOf(config, role) : [];
      const isAllowed = cameras === null || cameras.includes(cameraIn(endpoint, call.path));
      return isAllowed ? null : json(403, { detail: "Access denied to camera" });
    }
    default:
      return endpoint.for satisfies never;
  }
}

/** What only this user may learn: a cached copy in other hands is seen by it. */
const asked = ({ user, role }: Call): unknown => ({ user, role });

function profile({ config, user, role }: Call): Answer {
  if (!since(config, "0.16")) return json(200, { username: user });
  const nobody = since(config, "0.17") ? "viewer" : "anonymous";
  const known = { username: user ?? nobody, role: role ?? "viewer" };
  if (!since(config, "0.17")) return json(200, known);
  return json(200, { ...known, allowed_cameras: camerasOf(config, role) ?? Object.keys(config.cameras) });
}

function version({ config }: Call): Answer {
  return {
    status: 200,
    headers: [["Content-Type", "text/plain; charset=utf-8"]],
    body: `${config.version}.0`,
  };
}

function users({ config }: Call): Answer {
  const list = Object.entries(config.users).map(([username, { role }]) => ({ username, role }));
  return json(200, list);
}

function received(call: Call): Answer {
  return json(200, { asked: asked(call), method: call.request.method, received: call.request.bodyBytes });
}

/** Recordings as the vod module wants to be told of them (frigate/api/media.py); what is older than an hour may be kept. */
const mapping = (call: Call): unknown => ({
  cache: true,
  discontinuity: false,
  consistentSequenceMediaInfo: true,
  durations: [2_000],
  sequences: [
    {
      clips: [
        { type: "source", path: `${call.config.recordings}/${recordingOf(call.path.split("/")[2] ?? "")}` },
      ],
    },
  ],
  asked: asked(call),
});

function picture(): Answer {
  return {
    status: 200,
    headers: [["Content-Type", "image/jpeg"]],
    body: Buffer.from([0xff, 0xd8, 0xff, 0xd9]),
  };
}

function login({ config, body, now }: Call): Answer {
  const failed = json(401, { message: "Login failed" });
  if (!config.authEnabled) {
    return since(config, "0.18") ? json(404, { message: "Authentication is disabled" }) : failed;
  }
  const { user, password } = credentials(body);
  const entry = config.users[user];
  if (entry === undefined || entry.password !== password) return failed;
  const session = { user, role: entry.role, expires: now + sessionLength };
  return { status: 200, headers: [["Set-Cookie", giveCookie(session)]] };
}

/** Other sessions of theirs end with the old password, so that this browser is given a new one. */
function changedPassword({ user, role, now }: Call): Answer {
  const session = { user: user ?? "", role: role ?? "viewer", expires: now + sessionLength };
  return json(200, { success: true }, [["Set-Cookie", giveCookie(session)]]);
}

function credentials(body: string): { readonly user: string; readonly password: string } {
  try {
    const { user = "", password = "" } = JSON.parse(body) as { user?: string; password?: string };
    return { user, password };
  } catch {
    return { user: "", password: "" };
  }
}

function logout(): Answer {
  return {
    status: 303,
    headers: [
      ["Location", "/login"],
      ["Set-Cookie", takeCookie],
    ],
  };
}
