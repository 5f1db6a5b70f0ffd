/**
 * Single sign-on: the identity server, which stands behind `/auth` and asks the gateway before Frigate. It is a second
 * server on a unix socket, because nginx runs `auth_request` in main requests only (ngx_http_core_access_phase): to ask two
 * authorities in a row takes a second main request. Nothing on the network reaches it, and within the host only nginx can
 * open the socket.
 */
import { identity, originalMethodHeader, originalUrlHeader, ownIdentity, secretHeader } from "./frigate.ts";
import type { Argument, Context } from "./directives.ts";
import { sealsOf, type Place as SealedPlace } from "./inherited.ts";
import {
  comment,
  inLocation,
  inServer,
  mapTo,
  refuseIf,
  returnIfEmpty,
  use,
  when,
  type Condition,
  type Directive,
  type DirectiveIn,
  type Line,
} from "./nginx.ts";

/** The socket is below systemd's RuntimeDirectory of nginx, which nobody else may enter. */
export const identitySocket = "/run/nginx/frigate-identity.sock";

/** Certificates of the authorities that NixOS trusts. */
const certificates = "/etc/ssl/certs/ca-certificates.crt";

/** How long browsers may keep pictures of clips, from "private, 7 days" in routes.ts. Source: N/nginx.conf (N/ as in frigate.ts). */
const privateTime = "7d";

/** Lines that keep the rest of nginx out of a place; `has` are directives that it has already, as nginx refuses one twice. */
const sealing = <C extends Context>(
  context: C,
  place: SealedPlace,
  ...has: readonly DirectiveIn<C>[]
): readonly Line<C>[] =>
  sealsOf(place, ...has).map(({ name, args }) => ({
    kind: "directive",
    context,
    name: name as DirectiveIn<C>,
    args,
    block: null,
  }));

/** `/auth` is a location as the others that pass requests on, and brings its own cache or none. */
export const sealedCheck = sealing(
  "location",
  "check",
  "proxy_cache",
  "proxy_http_version",
  "proxy_next_upstream",
);

/** For a location with a cache of its own; see fragments.ts. */
export const sealedCache = (...has: readonly DirectiveIn<"location">[]): readonly Line<"location">[] =>
  sealing("location", "cached", ...has);

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
  when("sendsSecret", toBackend(secretHeader, [{ common: "secret" }])),
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
      inLocation("auth_request", "/gateway"),
      inLocation("auth_request_set", "$frigate_gateway_user", [{ common: "userVariable" }]),
      when(
        "readsRoles",
        inLocation("auth_request_set", "$frigate_gateway_groups", [{ common: "rolesVariable" }]),
      ),
      inLocation("auth_request_set", "$frigate_gateway_cookie", "$upstream_http_set_cookie"),
      when(
        "splitsCookie",
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
    lines: [inLocation("try_files", "", "$frigate_entry")],
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
  ...sealing("server", "identity"),
  comment("try_files looks for nothing here."),
  inServer("root", "/var/empty"),
  when(
    "asksGateway",
    comment("A gateway that hangs must not hang everybody."),
    inServer("proxy_connect_timeout", "5s"),
    inServer("proxy_send_timeout", "15s"),
    inServer("proxy_read_timeout", "15s"),
    inServer("proxy_buffer_size", "32k"),
    inServer("proxy_buffers", "8", "32k"),
  ),
  when(
    "gatewayOverTls",
    inServer("proxy_ssl_server_name", "on"),
    inServer("proxy_ssl_verify", "on"),
    inServer("proxy_ssl_trusted_certificate", certificates),
    inServer("proxy_ssl_name", [{ common: "gatewayHost" }]),
  ),
];

/** Frigate's own listener: who comes through it is known. */
export const internalServer: readonly Line<"server">[] = [
  ...sealing("server", "internal", "proxy_http_version", "proxy_next_upstream"),
  ...Object.entries(identity).map(([header, variable]) => inServer("set", variable, ownIdentityOf(header))),
  comment("A page of another site, in a browser on this host, must not use it."),
  refuseIf<"server">("$frigate_foreign"),
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

/** `/` for somebody who may not come in: who they are signed in as, and how to sign out. */
export const refusalLines: readonly Line<"location">[] = [
  inLocation("internal"),
  inLocation("default_type", "text/html"),
  inLocation("charset", "utf-8"),
  inLocation("add_header", "Set-Cookie", "$frigate_cookie", "always"),
  inLocation("add_header", "Cache-Control", "no-store", "always"),
  inLocation("return", "403", ['"', { common: "refusal" }, '"']),
];

/** Maps at http level without a user's values; their variables are ours by prefix. */
export interface HttpMap {
  readonly comment: string;
  readonly map: Directive<"http">;
  /** Only there when this holds. */
  readonly when?: Condition;
}

/**
 * Where no name leads: none at all, and one of tabs, which nginx leaves in a header. An expression alone would not do, as nginx
 * tries none for an empty value (ngx_http_map_find in src/http/ngx_http_variables.c).
 */
const nameless = (target: string) =>
  [
    ["", target],
    ["~^\\s+\\z", target],
  ] as const;

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
      ["~^/(?!/)[A-Za-z0-9_/.~!&'()*+,:=@-]*\\z", "$uri$is_args$args"],
      ["default", "$frigate_raw_uri"],
    ]),
  },
  {
    comment:
      "Frigate does not look behind dot segments, and shows /clips/../ to nobody (frigate/api/media_auth.py). It is the default, as nginx takes that when an expression fails.",
    map: mapTo("$request_uri", "$frigate_raw_uri", [
      [`~*^[^?]*(?:/|%2f)(?:(?:\\.|%2e){1,2}(?:/|%2f|\\?|#|\\z)|/|%2f)`, "/clips/../"],
      ["~.", "$request_uri"],
      ["default", "/clips/../"],
    ]),
  },
  {
    comment:
      "The cookie that /auth renews, unless Frigate sets one itself: after a new password, or to sign out.",
    map: mapTo("$upstream_http_set_cookie", "$frigate_renewed_cookie", [
      ["", "$frigate_cookie"],
      ["default", ""],
    ]),
  },
  {
    comment: "An answer that sets a cookie is for nobody's cache.",
    map: mapTo("$frigate_renewed_cookie", "$frigate_cookie_cache_control", [
      ["", ""],
      ["default", "no-store"],
    ]),
  },
  {
    comment: "Of other answers, browsers may keep some, and shared caches none.",
    map: mapTo("$frigate_renewed_cookie", "$frigate_private_cache_control", [
      ["", "private"],
      ["default", "no-store"],
    ]),
  },
  {
    comment: "",
    map: mapTo("$frigate_renewed_cookie", "$frigate_private_time", [
      ["", privateTime],
      ["default", "off"],
    ]),
  },
  {
    comment:
      "Host of the page that a browser asks from. A page without a host, such as a local file, is none of Frigate's.",
    map: mapTo("$http_origin", "$frigate_page", [
      ["", ""],
      ["~*^https?://(?<frigate_page_host>[a-z0-9._-]+|\\[[0-9a-f:.]+])(?::[0-9]+)?\\z", "$frigate_page_host"],
      ["default", "-"],
    ]),
  },
  {
    comment: "Whether that page is another site's. Ports do not count, as proxies change them.",
    map: mapTo("$frigate_page $host", "$frigate_foreign_page", [
      ["~^ ", "0"],
      ["~*^(\\S+) \\1\\z", "0"],
      ["default", "$frigate_unknown_page"],
    ]),
  },
  {
    comment:
      "Whether a request comes by way of another site: by its page, or by a name of its own for this address.",
    map: mapTo("$frigate_foreign_page$frigate_unknown_host", "$frigate_foreign", [
      ["00", "0"],
      ["default", "1"],
    ]),
  },
  {
    when: "trustsProxy",
    comment: "A comma: nginx joins two headers of one name, of which one may be the client's.",
    map: mapTo("$frigate_proxy_user", "$frigate_person", [
      ...nameless("frigate-identity/stranger"),
      ["~,", "frigate-identity/stranger"],
      ["default", "frigate-identity/known"],
    ]),
  },
  {
    when: "judgesCameras",
    comment: "Frigate is asked about files and streams of single cameras, and about nothing else.",
    map: mapTo("$http_x_frigate_judged", "$frigate_judge", [
      ["1", "/frigate"],
      ["default", "/admitted"],
    ]),
  },
  {
    when: "asksGateway",
    comment: "Who has no name is refused.",
    map: mapTo("$frigate_gateway_user", "$frigate_verdict", [
      ...nameless("/refused"),
      ["default", "$frigate_entry"],
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
    when: "asksForPages",
    comment: "A name that is safe in HTML.",
    map: mapTo("$frigate_user", "$frigate_shown_user", [
      ["~^[A-Za-z0-9_.@+-][A-Za-z0-9_.@+ -]*\\z", "$frigate_user"],
      ["default", "(another name)"],
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
