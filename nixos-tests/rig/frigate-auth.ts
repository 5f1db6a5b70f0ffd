/** What Frigate's `GET /auth` decides, per version. Source: frigate/api/auth.py. */
import { readsPathSince } from "../../generator/schema/frigate.ts";
import { headerOf, type Answer, type BackendRequest } from "./double.ts";
import { since, isRole, type FrigateConfig } from "./frigate-config.ts";
import { forbidsMedia, forbidsStream } from "./frigate-media.ts";
import { cookieIn, giveCookie, readToken, sessionLength } from "./session.ts";

/** Seconds before its end at which a cookie is renewed. Source: frigate/config/auth.py (refresh_time). */
const renewal = (config: FrigateConfig): number => (since(config, "0.17") ? 1_800 : 43_200);

/** `now` in seconds since 1970. */
export function answerAuth(config: FrigateConfig, request: BackendRequest, now: number): Answer {
  const port = readPort(headerOf(request, "X-Server-Port"));
  if (port === null) return { status: 500 };
  if (port === config.internalPort)
    return since(config, "0.16") ? known("anonymous", "admin") : { status: 202 };
  if (config.authSecret !== null && headerOf(request, "X-Proxy-Secret") !== config.authSecret)
    return { status: 401 };
  return config.authEnabled ? answerSession(config, request, now) : answerProxy(config, request);
}

/** Python's int(): anything else is an error of the program. */
function readPort(header: string | null): number | null {
  const text = (header ?? "0").trim();
  return /^[+-]?\d+$/.test(text) ? Number(text) : null;
}

const known = (user: string, role: string | null, headers: Answer["headers"] = []): Answer => ({
  status: 202,
  headers: [["Remote-User", user], ...(role === null ? [] : [["Remote-Role", role] as const]), ...headers],
});

/** Native login is off: nobody is turned away, a proxy may say who it is. */
function answerProxy(config: FrigateConfig, request: BackendRequest): Answer {
  const nobody = since(config, "0.17") ? "viewer" : "anonymous";
  const { user: header } = config.headerMap;
  const user = (header === null ? null : headerOf(request, header)) ?? nobody;
  const role = resolveRole(
    config,
    config.headerMap.role === null ? null : headerOf(request, config.headerMap.role),
  );
  return refusal(config, request, role) ?? known(user, role);
}

/** The role that a header value stands for; null before there were roles. */
export function resolveRole(config: FrigateConfig, header: string | null): string | null {
  if (!since(config, "0.16")) return null;
  const listed = (header ?? "").split(config.separator).map((entry) => entry.trim());
  if (!since(config, "0.17")) {
    return ["admin", "viewer"].find((role) => listed.includes(role)) ?? config.defaultRole;
  }
  const fallback = isRole(config, config.defaultRole) ? config.defaultRole : "viewer";
  if (Object.keys(config.roleMap).length > 0) {
    const matched = inFrigatesOrder(config).filter((role) =>
      config.roleMap[role]?.some((group) => listed.includes(group)),
    );
    return matched.includes("admin") ? "admin" : (matched[0] ?? fallback);
  }
  const lowered = listed.map((entry) => entry.toLowerCase());
  return inFrigatesOrder(config).find((role) => lowered.includes(role)) ?? fallback;
}

/** Frigate's own order changes with every start. This one is the least welcome: who relies on any other fails. */
const inFrigatesOrder = (config: FrigateConfig): readonly string[] => [
  ...Object.keys(config.roles).sort().reverse(),
  "viewer",
  "admin",
];

/** Native login: a session, in the Authorization header or in the cookie. */
function answerSession(config: FrigateConfig, request: BackendRequest, now: number): Answer {
  const refused: Answer = { status: 401, headers: [["Location", "/login"]] };
  const authorization = headerOf(request, "Authorization");
  const bearer = authorization?.startsWith("Bearer ") === true ? authorization.slice("Bearer ".length) : null;
  const token = bearer ?? cookieIn(headerOf(request, "Cookie"));
  const session = token === null ? null : readToken(token);
  if (session === null || session.expires <= now) return refused;

  const renewed: Answer["headers"] =
    bearer === null && session.expires - renewal(config) <= now
      ? [["Set-Cookie", giveCookie({ ...session, expires: now + sessionLength })]]
      : [];
  const role = since(config, "0.16") ? session.role : null;
  return refusal(config, request, role) ?? known(session.user, role, renewed);
}

function refusal(config: FrigateConfig, request: BackendRequest, role: string | null): Answer | null {
  if (!since(config, "0.18")) return null;
  const url = addressIn(config, headerOf(request, "X-Original-URL"));
  return forbidsMedia(config, url, role) || forbidsStream(config, url, role) ? { status: 403 } : null;
}

/**
 * What is judged. Since 0.18.1 Frigate's nginx sends the path alone (auth_location.conf). What a URL would mean to it is not
 * known; nothing is the least welcome, as nothing is refused then.
 */
const addressIn = (config: FrigateConfig, header: string | null): string | null =>
  since(config, readsPathSince) && header?.startsWith("/") !== true ? null : header;
