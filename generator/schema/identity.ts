/**
 * Single sign-on: the identity server, which stands behind `/auth` and asks the gateway before Frigate. It is a second
 * server on a unix socket, because nginx runs `auth_request` in main requests only (ngx_http_core_access_phase): to ask two
 * authorities in a row takes a second main request. Nothing on the network reaches it, and within the host only nginx can
 * open the socket.
 */
import { identity, originalMethodHeader, originalUrlHeader, ownIdentity, secretHeader } from "./frigate.ts";
import type { Argument } from "./directives.ts";
import { comment, inLocation, inServer, refuseIf, use, when, type Condition, type Line } from "./nginx.ts";
import { sealing } from "./sealing.ts";

/** The socket is below systemd's RuntimeDirectory of nginx, which nobody else may enter. */
export const identitySocket = "/run/nginx/frigate-identity.sock";

const toBackend = (header: string, value: Argument) => inLocation("proxy_set_header", header, value);

/** Headers to the gateway that {@link identityLocations} sets, in lower case. */
export const reservedHeaders = ["connection", "content-length", "cookie"] as const;

/** Headers that carry what is known of a request from the virtual host to the identity server. */
export const headersToIdentity = {
  url: "X-Frigate-Url",
  method: originalMethodHeader,
  uri: "X-Frigate-Uri",
  address: "X-Frigate-Address",
  port: "X-Frigate-Port",
  authorization: "Authorization",
} as const;

/** Says that Frigate, too, is to be asked: about a file or stream of one camera. */
const judgedHeader = "X-Frigate-Judged";

/** What Frigate's /auth looks in for the camera. Nothing in it may be of the client's choice (`Host: a?b`, `//`). */
export const urlForFrigate = (uri: Argument & string) =>
  toBackend(originalUrlHeader, [{ common: "urlForFrigate" }, uri]);

/** `/auth` with single sign-on: what the identity server is told. */
export const askIdentity: readonly Line<"location">[] = [
  use("ask"),
  inLocation("proxy_pass_request_body", "off"),
  urlForFrigate("$frigate_uri"),
  when(
    "asksGateway",
    comment("Neither Host header nor path tricks change what the gateway judges."),
    toBackend(headersToIdentity.url, [{ option: "publicUrl" }, "$frigate_uri"]),
    toBackend(headersToIdentity.uri, "$frigate_uri"),
    toBackend(headersToIdentity.address, "$remote_addr"),
    toBackend(headersToIdentity.port, "$remote_port"),
  ),
  when("judgesCameras", toBackend(judgedHeader, "$frigate_judged")),
  when(
    "knowsSome",
    toBackend("Remote-User", "$frigate_known_user"),
    toBackend("Remote-Role", "$frigate_known_role"),
  ),
  inLocation("proxy_buffer_size", "32k"),
  when(
    "choosesWhomToAsk",
    comment("Never used, as all names are upstreams; gixy wants it."),
    inLocation("resolver", "127.0.0.1"),
  ),
  when("sendsSecret", toBackend(secretHeader, "$http_x_proxy_secret")),
];

/** What the gateway's answer means to the browser; with each answer of the identity server. */
export const gatewayAnswer: readonly Line<"location">[] = [
  inLocation("add_header", "Set-Cookie", "$frigate_gateway_first_cookie", "always"),
  when(
    "splitsCookie",
    inLocation("add_header", "X-Frigate-Cookie", "$frigate_gateway_second_cookie", "always"),
  ),
  inLocation("add_header", "Location", "$frigate_directions", "always"),
  inLocation("add_header", "X-Frigate-Sign-In", "$frigate_gateway_location", "always"),
];

const relayed = when<"location">("asksGateway", use("gatewayAnswer"));

/**
 * Rules for all of nginx are about addresses, and here there is none. Not at server level: what is returned does not heed
 * such rules, and gixy takes that for a mistake.
 */
const notByAddress = inLocation("allow", "all");

export interface IdentityLocation {
  readonly comment: string;
  /** Only there when this holds. */
  readonly when?: Condition;
  readonly lines: readonly Line<"location">[];
}

/** The locations of the identity server. */
export const identityLocations = {
  "= /auth": {
    comment: "The gateway says who the user is, and the map whether that user may come in.",
    when: "asksGateway",
    lines: [
      notByAddress,
      inLocation("auth_request", "/gateway"),
      inLocation("auth_request_set", "$frigate_gateway_user", [{ common: "userVariable" }]),
      when(
        "readsRoles",
        inLocation("auth_request_set", "$frigate_gateway_groups", [{ common: "rolesVariable" }]),
      ),
      inLocation("auth_request_set", "$frigate_gateway_cookie", "$upstream_http_set_cookie"),
      when(
        "splitsCookie",
        comment("A large session comes in two cookies."),
        inLocation("auth_request_set", "$frigate_gateway_second_value", [{ common: "secondVariable" }]),
      ),
      inLocation("auth_request_set", "$frigate_gateway_location", [{ common: "signInVariable" }]),
      relayed,
      comment("Not return, which nginx runs before it asks."),
      inLocation("try_files", "", "$frigate_verdict"),
    ],
  },
  "= /gateway": {
    comment:
      "The gateway is asked without a body, which it would wait for, and without headers of the client's choice.",
    when: "asksGateway",
    lines: [
      inLocation("internal"),
      inLocation("proxy_pass", [{ common: "gatewayAddress" }]),
      inLocation("proxy_pass_request_headers", "off"),
      inLocation("proxy_pass_request_body", "off"),
      toBackend("Content-Length", ""),
      toBackend("Cookie", "$http_cookie"),
      use("keepAlive"),
      when(
        "gatewayOverTls",
        inLocation("proxy_ssl_server_name", "on"),
        inLocation("proxy_ssl_verify", "on"),
        inLocation("proxy_ssl_verify_depth", "3"),
        inLocation("proxy_ssl_trusted_certificate", [{ option: "gatewayTls.caFile" }]),
        inLocation("proxy_ssl_name", [{ common: "gatewayTlsName" }]),
      ),
      when(
        { set: "authCache" },
        comment(
          "Cached: answers that let a named user in and set no cookie. The key holds all of the user's credentials.",
        ),
        inLocation("proxy_cache", "frigate_auth_cache"),
        inLocation("proxy_cache_key", ['"', { common: "authCacheKey" }, '"']),
        inLocation("proxy_cache_valid", "200", "202", "204", [{ option: "authCache" }]),
        use("authCached"),
        inLocation("proxy_no_cache", "$frigate_nameless"),
      ),
    ],
  },
  "= /known": {
    comment: "A client or a trusted proxy's user: nginx knows the name already.",
    when: "knowsSome",
    lines: [notByAddress, inLocation("try_files", "", "$frigate_entry")],
  },
  "= /admitted": {
    comment: "May come in.",
    lines: [
      inLocation("internal"),
      relayed,
      inLocation("add_header", "Remote-User", "$frigate_admitted_user"),
      inLocation("add_header", "Remote-Role", "$frigate_admitted_role"),
      inLocation("return", "204"),
    ],
  },
  "= /frigate": {
    comment: "May come in, if Frigate agrees: it knows whose camera a file or stream belongs to.",
    when: "asksFrigate",
    lines: [
      inLocation("internal"),
      notByAddress,
      inLocation("proxy_pass", "http://frigate-api/auth"),
      inLocation("proxy_pass_request_headers", "off"),
      inLocation("proxy_pass_request_body", "off"),
      inLocation("proxy_read_timeout", "60s"),
      toBackend("Content-Length", ""),
      use("keepAlive"),
      toBackend("X-CSRF-TOKEN", "1"),
      toBackend(originalUrlHeader, "$http_x_original_url"),
      toBackend(headersToIdentity.method, "$http_x_original_method"),
      toBackend("Remote-User", "$frigate_admitted_user"),
      toBackend("Remote-Role", "$frigate_admitted_role"),
      when("sendsSecret", toBackend(secretHeader, "$http_x_proxy_secret")),
      relayed,
    ],
  },
  "= /stranger": {
    comment: "Has no name: is to sign in.",
    when: "trustsProxy",
    lines: [
      inLocation("add_header", "Location", "$frigate_directions", "always"),
      inLocation("return", "401"),
    ],
  },
  "= /refused": {
    comment:
      "Has no name though the gateway has let them in, or has no role, or comes by way of another site's page.",
    lines: [
      relayed,
      inLocation("add_header", "Remote-User", "$frigate_admitted_user", "always"),
      inLocation("return", "403"),
    ],
  },
} as const satisfies Record<`= /${string}`, IdentityLocation>;

const ownIdentityOf = (header: string): string =>
  ({ "Remote-User": ownIdentity.user, "Remote-Role": ownIdentity.role })[header] ?? "";

/** Server-level lines; what a location has of the same kind takes their place. */
export const identityServer: readonly Line<"server">[] = [
  ...sealing("server", "identity", "allow"),
  comment("try_files looks for nothing here, and once."),
  inServer("root", "/var/empty"),
  inServer("open_file_cache", "max=10"),
  inServer("open_file_cache_errors", "on"),
  inServer("open_file_cache_valid", "1h"),
  when(
    "asksGateway",
    comment("A gateway that hangs must not hang everybody."),
    inServer("proxy_connect_timeout", "5s"),
    inServer("proxy_send_timeout", "15s"),
    inServer("proxy_read_timeout", "15s"),
    inServer("proxy_buffer_size", "32k"),
    inServer("proxy_buffers", "8", "32k"),
  ),
];

/** Frigate's own listener: who comes through it is known. */
export const internalServer: readonly Line<"server">[] = [
  ...sealing("server", "internal", "allow", "proxy_http_version", "proxy_next_upstream"),
  ...Object.entries(identity).map(([header, variable]) => inServer("set", variable, ownIdentityOf(header))),
  comment("A page of another site, in a browser on this host, must not use it."),
  refuseIf<"server">("$frigate_foreign"),
];
