/**
 * Facts about Frigate that routes, fragments and the systemd unit share. Sources are files of
 * https://github.com/blakeblackshear/frigate; N/ stands for docker/main/rootfs/usr/local/nginx/conf/.
 */

/** The versions the module tells apart; each stands for its first release. */
export type Version = "0.15" | "0.16" | "0.17" | "0.18" | "0.18.1";

/** First version of which nothing is known yet. */
export const firstUnknownVersion = "0.19";

/** First version whose /auth refuses other cameras' files and streams. Source: frigate/api/media_auth.py. */
export const judgesCamerasSince: Version = "0.18";

/**
 * First version whose nginx sends /auth the path alone. Before, it is a URL, and 0.18.0 reads a path that begins with `//` as a
 * host. Source: N/auth_location.conf (GHSA-935r-r3xx-6gmw).
 */
export const readsPathSince: Version = "0.18.1";

/** Who a request through Frigate's own listener is from. Source: frigate/api/auth.py (GET /auth, X-Server-Port). */
export const ownIdentity = { user: "anonymous", role: "admin" } as const;

/** Frigate's servers, all on loopback. Sources: frigate/app.py, comms/ws.py, output/output.py, go2rtc's api.listen. */
export const upstreams = {
  "frigate-api": { address: "127.0.0.1:5001", serves: "the API" },
  "frigate-go2rtc": { address: "127.0.0.1:1984", serves: "go2rtc" },
  "frigate-jsmpeg": { address: "127.0.0.1:8082", serves: "jsmpeg live view" },
  "frigate-mqtt-ws": { address: "127.0.0.1:5002", serves: "the websocket" },
} as const;

export type UpstreamName = keyof typeof upstreams;

/** Idle connections that each nginx worker keeps per upstream. N/nginx.conf asks for 1024, far above what one host needs. */
export const idleConnections = 32;

/** Directories, as nixpkgs patches them into frigate/const.py. */
export const directories = {
  state: "/var/lib/frigate",
  cache: "/var/cache/frigate",
} as const;

/** The listener Frigate calls itself on, when nothing else is set. Source: frigate/config/network.py. */
export const internalAddress = { host: "127.0.0.1", port: 5000 } as const;

/** First version whose internal port can be set. Source: frigate/config/network.py. */
export const internalPortSettableSince: Version = "0.18";

/** What Frigate's /auth answers with and the backends read, header to variable. Source: N/auth_request.conf. */
export const identity = {
  "Remote-User": "$frigate_user",
  "Remote-Role": "$frigate_role",
  "Remote-Groups": "$frigate_groups",
  "Remote-Email": "$frigate_email",
  "Remote-Name": "$frigate_name",
} as const;

/** Headers by which a proxy in front of nginx may name the user to Frigate's /auth. Source: N/proxy_trusted_headers.conf. */
export const trustedHeaders = [
  "Remote-User",
  "Remote-Groups",
  "Remote-Email",
  "Remote-Name",
  "X-Forwarded-User",
  "X-Forwarded-Groups",
  "X-Forwarded-Email",
  "X-Forwarded-Preferred-Username",
  "X-Auth-Request-User",
  "X-Auth-Request-Groups",
  "X-Auth-Request-Email",
  "X-Auth-Request-Preferred-Username",
  "X-authentik-username",
  "X-authentik-groups",
  "X-authentik-email",
  "X-authentik-name",
  "X-authentik-uid",
] as const;

/** Header with the secret a trusted proxy shares with Frigate. Source: frigate/api/auth.py. */
export const secretHeader = "X-Proxy-Secret";

/** Header that tells Frigate's /auth on which port a request came in. Source: frigate/api/auth.py. */
export const portHeader = "X-Server-Port";

/** Headers in which Frigate's /auth reads what is asked for. Source: frigate/api/auth.py, frigate/api/media_auth.py. */
export const originalUrlHeader = "X-Original-URL";
export const originalMethodHeader = "X-Original-Method";

/** Every header from which some part of Frigate learns who is asking. */
export const identityHeaders: readonly string[] = [
  ...new Set([...Object.keys(identity), ...trustedHeaders, secretHeader, portHeader]),
];

/** Roles every Frigate has, the mightier first; others are those of `auth.roles`. Source: frigate/config/auth.py. */
export const builtInRoles = ["admin", "viewer"] as const;

/** How Frigate's settings (`proxy.header_map`) call the headers in which nginx names user and role. Source: frigate/config/proxy.py. */
export const userHeader = "remote-user";
export const roleHeader = "remote-role";

/** How long nginx keeps a JSON answer of the API. Source: N/nginx.conf. */
export const apiCacheTime = "5s";
