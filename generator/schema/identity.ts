/**
 * Single sign-on: the identity server, which stands behind `/auth` and asks the gateway before Frigate. It is a second
 * server on a unix socket, because nginx runs `auth_request` in main requests only (ngx_http_core_access_phase): to ask two
 * authorities in a row takes a second main request. Nothing on the network reaches it, and within the host only nginx can
 * open the socket.
 */
import { portHeader, secretHeader } from "./frigate.ts";
import type { Argument } from "./directives.ts";
import {
  comment,
  inLocation,
  inServer,
  mapTo,
  returnIfEmpty,
  use,
  when,
  type Condition,
  type Directive,
  type Line,
} from "./nginx.ts";

/** The socket is below systemd's RuntimeDirectory of nginx, which nobody else may enter. */
export const identitySocket = "/run/nginx/frigate-identity.sock";

const toBackend = (header: string, value: Argument) => inLocation("proxy_set_header", header, value);

/** Headers to the gateway that {@link identityLocations} sets, in lower case. */
export const reservedHeaders = ["connection", "content-length", "cookie"] as const;

/** Headers that carry what is known of a request from the virtual host to the identity server. */
export const headersToIdentity = {
  url: "X-Original-URL",
  method: "X-Original-Method",
  uri: "X-Frigate-Uri",
  address: "X-Frigate-Address",
  port: "X-Frigate-Port",
  authorization: "Authorization",
} as const;

const resolverComment = "Never asked, as all names are upstreams; gixy wants it.";

/** `/auth` with single sign-on: what the identity server is asked. */
export const askIdentity: readonly Line<"location">[] = [
  use("ask"),
  inLocation("proxy_pass_request_body", "off"),
  comment("Neither Host header nor path tricks change what is judged."),
  toBackend(headersToIdentity.url, [{ option: "publicUrl" }, "$frigate_uri"]),
  toBackend(headersToIdentity.uri, "$frigate_uri"),
  toBackend(headersToIdentity.address, "$remote_addr"),
  toBackend(headersToIdentity.port, "$remote_port"),
  comment("Empty, and so not sent, but for Frigate's own requests."),
  toBackend(portHeader, "$frigate_internal_port"),
  toBackend("Remote-User", "$frigate_known_user"),
  toBackend("Remote-Role", "$frigate_known_role"),
  comment("Not even where all of nginx has a cache."),
  inLocation("proxy_cache", "off"),
  inLocation("proxy_buffer_size", "32k"),
  comment(resolverComment),
  inLocation("resolver", "127.0.0.1"),
  when("sendsSecret", toBackend(secretHeader, [{ common: "secret" }])),
];

const toFrigate: readonly Line<"location">[] = [
  inLocation("proxy_cache", "off"),
  inLocation("proxy_pass_request_headers", "off"),
  use("keepAlive"),
  toBackend("X-CSRF-TOKEN", "1"),
  toBackend(headersToIdentity.url, "$http_x_original_url"),
  toBackend(headersToIdentity.method, "$http_x_original_method"),
  toBackend("Remote-User", "$frigate_gateway_user"),
  toBackend("Remote-Role", "$frigate_gateway_role"),
];

export interface IdentityLocation {
  readonly comment: string;
  readonly onlyWithGateway: boolean;
  /** Where the question goes on to; null where the location answers itself. */
  readonly asks: "judge" | "gateway" | null;
  readonly lines: readonly Line<"location">[];
}

/** The locations of the identity server. */
export const identityLocations = {
  "= /auth": {
    comment: "The gateway says who the user is. Then Frigate says what they may see.",
    onlyWithGateway: true,
    asks: "judge",
    lines: [
      comment("Rules for all of nginx are about addresses; here there is none."),
      inLocation("allow", "all"),
      inLocation("auth_request", "/gateway"),
      inLocation("auth_request_set", "$frigate_gateway_user", [{ common: "userVariable" }]),
      when(
        "readsRoles",
        inLocation("auth_request_set", "$frigate_gateway_groups", [{ common: "rolesVariable" }]),
      ),
      inLocation("auth_request_set", "$frigate_gateway_cookie", "$upstream_http_set_cookie"),
      inLocation("auth_request_set", "$frigate_gateway_location", [{ common: "signInVariable" }]),
      inLocation("add_header", "Set-Cookie", "$frigate_gateway_first_cookie", "always"),
      inLocation("add_header", "Location", "$frigate_directions", "always"),
      inLocation("add_header", "X-Frigate-Sign-In", "$frigate_gateway_location", "always"),
      ...toFrigate,
      when(
        "splitsCookie",
        inLocation("auth_request_set", "$frigate_gateway_second_value", [{ common: "secondVariable" }]),
        inLocation("add_header", "X-Frigate-Cookie", "$frigate_gateway_second_cookie", "always"),
      ),
      when("sendsSecret", toBackend(secretHeader, "$http_x_proxy_secret")),
    ],
  },
  "= /gateway": {
    comment:
      "The gateway is asked without a body, which it would wait for, and without headers of the client's choice.",
    onlyWithGateway: true,
    asks: "gateway",
    lines: [
      inLocation("internal"),
      inLocation("proxy_pass_request_headers", "off"),
      inLocation("proxy_pass_request_body", "off"),
      toBackend("Content-Length", ""),
      toBackend("Cookie", "$http_cookie"),
      comment("A gateway that hangs must not hang everybody."),
      inLocation("proxy_connect_timeout", "5s"),
      inLocation("proxy_send_timeout", "15s"),
      inLocation("proxy_read_timeout", "15s"),
      use("keepAlive"),
      use("largeBuffers"),
      when("gatewayOverTls", use("verifyTls"), inLocation("proxy_ssl_name", [{ common: "gatewayHost" }])),
      when({ unset: "authCache" }, inLocation("proxy_cache", "off")),
      when(
        { set: "authCache" },
        comment(
          "Cached: answers that let a named user in and set no cookie. The key holds all of the user's credentials.",
        ),
        inLocation("proxy_cache", "frigate_auth_cache"),
        inLocation("proxy_cache_key", ['"', { common: "authCacheKey" }, '"']),
        inLocation("proxy_cache_valid", "200", "202", "204", [{ option: "authCache" }]),
        comment(
          "A page's requests wait for the first one's answer, but only this long. Then each asks for itself.",
        ),
        inLocation("proxy_cache_lock", "on"),
        inLocation("proxy_cache_lock_timeout", "10ms"),
        inLocation("proxy_ignore_headers", "Cache-Control", "Expires", "Vary", "X-Accel-Expires"),
        inLocation("proxy_no_cache", "$frigate_nameless"),
      ),
    ],
  },
  "= /client": {
    comment: "A client while Frigate's own sign-in is on, which looks at nothing but its token.",
    onlyWithGateway: false,
    asks: null,
    lines: [
      inLocation("add_header", "Remote-User", "$http_remote_user", "always"),
      inLocation("add_header", "Remote-Role", "$http_remote_role", "always"),
      inLocation("return", "204"),
    ],
  },
  "= /stranger": {
    comment: "Who is not known.",
    onlyWithGateway: false,
    asks: null,
    lines: [
      inLocation("add_header", "Location", "$frigate_directions", "always"),
      inLocation("return", "401"),
    ],
  },
  "= /nameless": {
    comment: "The gateway let somebody in, but named nobody.",
    onlyWithGateway: true,
    asks: null,
    lines: [inLocation("return", "403")],
  },
} as const satisfies Record<`= /${string}`, IdentityLocation>;

/** Server-level lines: an address of the length nginx allows must fit in with its prefix. */
export const identityServer: readonly Line<"server">[] = [
  inServer("access_log", "off"),
  inServer("large_client_header_buffers", "4", "32k"),
  comment(resolverComment),
  inServer("resolver", "127.0.0.1"),
];

/** Where a page goes for which there is no session. */
export const signInLines: readonly Line<"location">[] = [
  inLocation("internal"),
  comment("Only a page begins a sign-in, not the icons that it asks for."),
  returnIfEmpty("$frigate_navigation", "401"),
  // Where a 401 stays one, too, a browser hears that its session has ended.
  inLocation("add_header", "Set-Cookie", "$frigate_cookie", "always"),
  when("splitsCookie", inLocation("add_header", "Set-Cookie", "$frigate_second_cookie", "always")),
  inLocation("add_header", "Cache-Control", "no-store"),
  when(
    { set: "signIn.url" },
    comment("Encoded, or the query of the page would end at its first &."),
    inLocation("set_escape_uri", "$frigate_return", ['"', { option: "publicUrl" }, '$request_uri"']),
    inLocation("return", "302", ['"', { common: "signInAddress" }, '$frigate_return"']),
  ),
  when(
    { unset: "signIn.url" },
    comment("The gateway has said where to go. Where it has not, its 401 stays."),
    returnIfEmpty("$frigate_sign_in", "401"),
    inLocation("return", "302", "$frigate_sign_in"),
  ),
];

/** `/login`: Frigate's own sign-in page is of no use then. */
export const loginLines: readonly Line<"location">[] = [
  inLocation("add_header", "Cache-Control", "no-store"),
  inLocation("return", "302", [{ common: "signInFromCall" }]),
];

/** The gateway's own pages. What the client says about the address it came to is not passed on. */
export const gatewayPage: readonly Line<"location">[] = [
  toBackend("Host", [{ common: "publicHost" }]),
  toBackend("X-Real-IP", "$remote_addr"),
  toBackend("X-Forwarded-For", "$remote_addr"),
  toBackend("X-Forwarded-Proto", [{ common: "publicScheme" }]),
  toBackend("X-Forwarded-Host", [{ common: "publicHost" }]),
  toBackend("X-Forwarded-Uri", "$request_uri"),
  toBackend("X-Forwarded-Server", ""),
  toBackend("X-Auth-Request-Redirect", ""),
  use("keepAlive"),
  use("largeBuffers"),
  use("relativeRedirects"),
  use("verifyTls"),
];

/** Maps at http level without a user's values; their variables are ours by prefix. */
export interface HttpMap {
  readonly comment: string;
  readonly map: Directive<"http">;
  /** Only there when this holds. */
  readonly when?: Condition | "signsOn";
}

/** In the order of the rendered configuration. */
export const maps: readonly HttpMap[] = [
  {
    comment: "Only JSON is remembered; FastAPI names that type without parameters.",
    map: mapTo("$sent_http_content_type", "$frigate_no_cache", [
      ["application/json", "0"],
      ["default", "1"],
    ]),
  },
  {
    comment:
      "The URI, safe for a header: $uri is decoded, and a %0a would end the line. \\z, as $ matches before a last line break.",
    map: mapTo("$uri", "$frigate_original_uri", [
      ["~^[A-Za-z0-9_/.~!&'()*+,:=@-]+\\z", "$uri$is_args$args"],
      ["default", "$frigate_raw_uri"],
    ]),
  },
  {
    comment:
      "Frigate does not look behind dot segments, and shows /clips/../ to nobody (frigate/api/media_auth.py).",
    map: mapTo("$request_uri", "$frigate_raw_uri", [
      ["~*^[^?]*(?:/|%2f)(?:\\.|%2e)+(?:/|%2f|\\?|\\z)", "/clips/../"],
      ["default", "$request_uri"],
    ]),
  },
  {
    when: "signsOn",
    comment: "Who decides: Frigate lets its own requests in, which know no gateway.",
    map: mapTo("$frigate_internal_port", "$frigate_decider", [
      ["", "$frigate_outside"],
      ["default", "frigate-api/auth"],
    ]),
  },
  {
    when: "trustsProxy",
    comment: "A comma: nginx joins two headers of one name, of which one may be the client's.",
    map: mapTo("$frigate_proxy_user", "$frigate_person", [
      ["", "frigate-identity/stranger"],
      ["~,", "frigate-identity/stranger"],
      ["default", "frigate-api/auth"],
    ]),
  },
  {
    when: "asksGateway",
    comment: "Who has no name is refused. A map, as nginx runs set and if before it asks.",
    map: mapTo("$frigate_gateway_user", "$frigate_judge", [
      ["", "frigate-identity/nameless"],
      ["default", "frigate-api/auth"],
    ]),
  },
  {
    when: "asksGateway",
    comment: "Whether a browser goes to a page; older ones do not say.",
    map: mapTo("$http_sec_fetch_mode", "$frigate_navigation", [
      ["", "1"],
      ["navigate", "1"],
      ["default", ""],
    ]),
  },
  {
    when: "splitsCookie",
    comment: "The attributes of a session cookie, for its second part.",
    map: mapTo("$frigate_gateway_first_cookie", "$frigate_cookie_attributes", [
      ["~^[^;]*(?<frigate_attributes>;.*)", "$frigate_attributes"],
      ["default", ""],
    ]),
  },
];
