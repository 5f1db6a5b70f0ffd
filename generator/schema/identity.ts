/**
 * Single sign-on: the identity server, which stands behind `/auth` and asks the gateway before Frigate. It is a second
 * server on a unix socket, because nginx runs `auth_request` in main requests only (ngx_http_core_access_phase): to ask two
 * authorities in a row takes a second main request. Nothing on the network reaches it, and within the host only nginx can
 * open the socket.
 */
import { portHeader, secretHeader } from "./frigate.ts";
import { because, inLocation, inServer, returnIfEmpty, when, type Line } from "./nginx.ts";
import type { Argument } from "./directives.ts";

/** The socket is below systemd's RuntimeDirectory of nginx, which nobody else may enter. */
export const identitySocket = "/run/nginx/frigate-identity.sock";

const toBackend = (header: string, value: Argument) => inLocation("proxy_set_header", header, value);

/** What travels from the virtual host to the identity server, header to variable there. */
export const told = {
  url: "X-Original-URL",
  method: "X-Original-Method",
  uri: "X-Frigate-Uri",
  address: "X-Frigate-Address",
  port: "X-Frigate-Port",
  authorization: "Authorization",
} as const;

const resolverComment =
  "Never asked, as all names are upstreams; gixy misses it where proxy_pass has a variable.";

/** `/auth` with single sign-on: what the one who decides is told. */
export const askIdentity: readonly Line<"location">[] = [
  inLocation("internal"),
  because("Nothing the client sent goes along, except for what is listed here."),
  inLocation("proxy_pass_request_headers", "off"),
  inLocation("proxy_pass_request_body", "off"),
  toBackend("Content-Length", ""),
  toBackend("X-Original-Method", "$request_method"),
  because(
    "The public address and the normalised path: neither Host header nor path tricks change what is judged.",
  ),
  toBackend(told.url, [{ option: "publicUrl" }, "$frigate_uri"]),
  toBackend(told.uri, "$frigate_uri"),
  toBackend(told.address, "$remote_addr"),
  toBackend(told.port, "$remote_port"),
  because("Empty, and so not sent, unless the request came in through Frigate's own listener."),
  toBackend(portHeader, "$frigate_internal_port"),
  toBackend("Authorization", "$http_authorization"),
  toBackend("Cookie", "$http_cookie"),
  toBackend("X-CSRF-TOKEN", "1"),
  toBackend("Remote-User", "$frigate_known_user"),
  toBackend("Remote-Role", "$frigate_known_role"),
  when("has secret", toBackend(secretHeader, [{ option: "secret" }])),
  because("Not even where all of nginx has a cache."),
  inLocation("proxy_cache", "off"),
  because("Room for a session cookie in two parts."),
  inLocation("proxy_buffer_size", "32k"),
  because(resolverComment),
  inLocation("resolver", "127.0.0.1"),
];

const toFrigate: readonly Line<"location">[] = [
  inLocation("proxy_cache", "off"),
  inLocation("proxy_pass_request_headers", "off"),
  inLocation("proxy_http_version", "1.1"),
  toBackend("Connection", ""),
  toBackend("X-CSRF-TOKEN", "1"),
  toBackend(told.url, "$http_x_original_url"),
  toBackend(told.method, "$http_x_original_method"),
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
    comment: "The gateway says who it is, then Frigate says what they may see.",
    onlyWithGateway: true,
    asks: "judge",
    lines: [
      because("Rules for all of nginx are about addresses; here there is none."),
      inLocation("allow", "all"),
      inLocation("auth_request", "/gateway"),
      inLocation("auth_request_set", "$frigate_gateway_user", ["$upstream_http_", { option: "user header" }]),
      when(
        "reads roles",
        inLocation("auth_request_set", "$frigate_gateway_groups", [
          "$upstream_http_",
          { option: "role header" },
        ]),
      ),
      inLocation("auth_request_set", "$frigate_gateway_cookie", "$upstream_http_set_cookie"),
      inLocation("auth_request_set", "$frigate_gateway_location", [
        "$upstream_http_",
        { option: "sign-in header" },
      ]),
      when(
        "splits cookie",
        inLocation("auth_request_set", "$frigate_gateway_second_value", [
          "$upstream_cookie_",
          { option: "session cookie" },
          "_1",
        ]),
        inLocation("add_header", "X-Frigate-Cookie", "$frigate_gateway_second_cookie", "always"),
      ),
      inLocation("add_header", "Set-Cookie", "$frigate_gateway_first_cookie", "always"),
      inLocation("add_header", "Location", "$frigate_directions", "always"),
      inLocation("add_header", "X-Frigate-Sign-In", "$frigate_gateway_location", "always"),
      ...toFrigate,
      when("has secret", toBackend(secretHeader, "$http_x_proxy_secret")),
    ],
  },
  "= /gateway": {
    comment: "The question to the gateway: no body, which it would wait for, and no header the client chose.",
    onlyWithGateway: true,
    asks: "gateway",
    lines: [
      inLocation("internal"),
      inLocation("proxy_pass_request_headers", "off"),
      inLocation("proxy_pass_request_body", "off"),
      inLocation("proxy_http_version", "1.1"),
      toBackend("Connection", ""),
      toBackend("Content-Length", ""),
      toBackend("Cookie", "$http_cookie"),
      because("A gateway that hangs must not hang everybody."),
      inLocation("proxy_connect_timeout", "5s"),
      inLocation("proxy_send_timeout", "15s"),
      inLocation("proxy_read_timeout", "15s"),
      because("Tokens and group lists make long headers."),
      inLocation("proxy_buffer_size", "32k"),
      inLocation("proxy_buffers", "8", "32k"),
      when(
        "gateway over TLS",
        inLocation("proxy_ssl_server_name", "on"),
        inLocation("proxy_ssl_name", [{ option: "gateway host" }]),
        inLocation("proxy_ssl_verify", "on"),
        inLocation("proxy_ssl_trusted_certificate", "/etc/ssl/certs/ca-certificates.crt"),
      ),
      when("caches nothing", inLocation("proxy_cache", "off")),
      when(
        "caches answers",
        because(
          "Only a yes that names somebody is remembered, and none that sets a cookie. The key holds all that makes up",
          "a person's credentials.",
        ),
        inLocation("proxy_cache", "frigate_auth_cache"),
        inLocation("proxy_cache_key", ['"', { option: "authCacheKey" }, '"']),
        inLocation("proxy_cache_valid", "200", "202", "204", [{ option: "authCache" }]),
        because(
          "All of a page's requests wait for the first one's answer, but only this long: who waits for a lock is woken",
          "every 500 ms, or when the time is up. Then each asks for itself.",
        ),
        inLocation("proxy_cache_lock", "on"),
        inLocation("proxy_cache_lock_timeout", "10ms"),
        inLocation("proxy_ignore_headers", "Cache-Control", "Expires", "Vary", "X-Accel-Expires"),
        inLocation("proxy_no_cache", "$frigate_nameless"),
      ),
    ],
  },
  "= /client": {
    comment:
      "A named client while Frigate's own sign-in is on: Frigate would look at nothing but its own token, so the answer is given here.",
    onlyWithGateway: false,
    asks: null,
    lines: [
      inLocation("add_header", "Remote-User", "$http_remote_user", "always"),
      inLocation("add_header", "Remote-Role", "$http_remote_role", "always"),
      inLocation("return", "204"),
    ],
  },
  "= /stranger": {
    comment: "Nobody that is known.",
    onlyWithGateway: false,
    asks: null,
    lines: [
      inLocation("add_header", "Location", "$frigate_directions", "always"),
      inLocation("return", "401"),
    ],
  },
  "= /nameless": {
    comment: "The gateway said yes, but to whom?",
    onlyWithGateway: true,
    asks: null,
    lines: [inLocation("return", "403")],
  },
} as const satisfies Record<`= /${string}`, IdentityLocation>;

/** Server-level lines: an address of the length nginx allows must fit in with its prefix. */
export const identityServer: readonly Line<"server">[] = [
  inServer("access_log", "off"),
  inServer("large_client_header_buffers", "4", "32k"),
  because(resolverComment),
  inServer("resolver", "127.0.0.1"),
];

/** `/` with a gateway: the page, too, wants a session, so that the browser is sent to sign in before it is shown. */
export const pageLines: readonly Line<"location">[] = [
  inLocation("auth_request_set", "$frigate_sign_in", "$upstream_http_x_frigate_sign_in"),
  inLocation("error_page", "401", "=", "@frigate_sign_in"),
];

/** Where a page goes for which there is no session. */
export const signInLines: readonly Line<"location">[] = [
  inLocation("internal"),
  because("Icons and the like that a page asks for begin no sign-in of their own."),
  returnIfEmpty("$frigate_navigation", "401"),
  // Where a 401 stays one, too, a browser hears that its session has ended.
  inLocation("add_header", "Set-Cookie", "$frigate_cookie", "always"),
  when("splits cookie", inLocation("add_header", "Set-Cookie", "$frigate_second_cookie", "always")),
  inLocation("add_header", "Cache-Control", "no-store"),
  when(
    "has sign-in page",
    because("Encoded, or the query of the page would end at its first &."),
    inLocation("set_escape_uri", "$frigate_return", ['"', { option: "publicUrl" }, '$request_uri"']),
    inLocation("return", "302", ['"', { option: "sign-in address" }, '$frigate_return"']),
  ),
  when(
    "no sign-in page",
    because("The gateway has said where to go; a redirect to nowhere would be worse than its 401."),
    returnIfEmpty("$frigate_sign_in", "401"),
    inLocation("return", "302", "$frigate_sign_in"),
  ),
];

/** `/login`: Frigate's own sign-in page is of no use then. */
export const loginLines: readonly Line<"location">[] = [
  inLocation("add_header", "Cache-Control", "no-store"),
  inLocation("return", "302", [{ option: "directions" }]),
];

/** The gateway's own pages. What the client says about the address it came to is not passed on. */
export const gatewayPageLines: readonly Line<"location">[] = [
  toBackend("Host", [{ option: "public host" }]),
  toBackend("X-Real-IP", "$remote_addr"),
  toBackend("X-Forwarded-For", "$remote_addr"),
  toBackend("X-Forwarded-Proto", [{ option: "public scheme" }]),
  toBackend("X-Forwarded-Host", [{ option: "public host" }]),
  toBackend("X-Forwarded-Uri", "$request_uri"),
  toBackend("X-Forwarded-Server", ""),
  toBackend("X-Auth-Request-Redirect", ""),
  toBackend("Connection", ""),
  inLocation("proxy_http_version", "1.1"),
  inLocation("proxy_ssl_server_name", "on"),
  inLocation("proxy_ssl_verify", "on"),
  inLocation("proxy_ssl_trusted_certificate", "/etc/ssl/certs/ca-certificates.crt"),
  inLocation("proxy_buffer_size", "32k"),
  inLocation("proxy_buffers", "8", "32k"),
  because("nginx adds a last slash by a redirect, which is not to lead to the client's Host."),
  inLocation("absolute_redirect", "off"),
];
