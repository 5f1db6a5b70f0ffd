/**
 * Bundles of nginx directives that several locations share. Each becomes one name in the module, so that a reader meets a
 * rule once. Numbers are Frigate's own (N/proxy.conf, N/auth_request.conf, N/nginx.conf; N/ as in frigate.ts) unless a
 * comment says otherwise.
 */
import { identity, identityHeaders, portHeader, secretHeader, trustedHeaders } from "./frigate.ts";
import { because, inLocation, mapTo, since, when, type Directive, type Line } from "./nginx.ts";
import type { Argument } from "./directives.ts";

export interface Fragment {
  /** For the reader of the module: what the bundle is for. */
  readonly comment: readonly string[];
  readonly lines: readonly Line<"location">[];
}

type Variable = `$frigate_${string}`;
type AnswerHeader = `$upstream_http_${string}`;

/** nginx's variable for a header of the subrequest's answer (`$upstream_http_…`) or of the request (`$http_…`). */
const variableOf = (header: string): string => header.toLowerCase().replaceAll("-", "_");
const fromAnswer = (header: string): AnswerHeader => `$upstream_http_${variableOf(header)}`;
const fromRequest = (header: string): Argument => `$http_${variableOf(header)}`;

const capture = (variable: Variable, header: string): Directive<"location"> =>
  inLocation("auth_request_set", variable, fromAnswer(header));

const toBackend = (header: string, value: Argument): Directive<"location"> =>
  inLocation("proxy_set_header", header, value);

const identities = Object.entries(identity) as readonly [string, Variable][];

/**
 * The path and query as Frigate's camera check must see them, see {@link maps}. Set before anything rewrites the path, and
 * in the location, because inside the subrequest `$uri` is `/auth` and `$args` is empty.
 */
const rememberUri = inLocation("set", "$frigate_uri", "$frigate_original_uri");

/** Headers that only /auth takes for an identity; no backend gets to see them. */
const claims = identityHeaders.filter((header) => !(header in identity));

const filesKeptOpen: readonly Line<"location">[] = [
  inLocation("open_file_cache", "max=1000", "inactive=5m"),
  inLocation("open_file_cache_valid", "2m"),
  inLocation("open_file_cache_min_uses", "1"),
  inLocation("open_file_cache_errors", "on"),
];

export const fragments = {
  authorize: {
    comment: ["Asks Frigate whether the request may pass, and as whom."],
    lines: [
      rememberUri,
      when("has clients", inLocation("set", "$frigate_path", "$uri")),
      inLocation("auth_request", "/auth"),
      ...identities.map(([header, variable]) => capture(variable, header)),
      because("The session cookie is renewed in the answer to the question."),
      capture("$frigate_cookie", "Set-Cookie"),
      inLocation("add_header", "Set-Cookie", ["$frigate_cookie", { option: "always" }]),
      when(
        "splits cookie",
        capture("$frigate_second_cookie", "X-Frigate-Cookie"),
        inLocation("add_header", "Set-Cookie", "$frigate_second_cookie", "always"),
      ),
    ],
  },
  directions: {
    comment: [
      "Where to sign in, for a page that gets a 401 for its call. nginx adds headers to a 401 only if told always; with",
      "Frigate's own sign-in the page knows its way.",
    ],
    lines: [
      capture("$frigate_location", "Location"),
      inLocation("add_header", "Location", ["$frigate_location", { option: "always" }]),
    ],
  },
  noDirections: {
    comment: ["The same for websockets, which cannot follow: a 401 without further ado."],
    lines: [
      capture("$frigate_location", "Location"),
      inLocation("add_header", "Location", "$frigate_location"),
    ],
  },
  identify: {
    comment: ["Tells the backend who is asking, in place of everything the client claims."],
    lines: [
      ...identities.map(([header, variable]) => toBackend(header, variable)),
      ...claims.map((header) => toBackend(header, "")),
    ],
  },
  anonymous: {
    comment: [
      "Drops every header that could name a user: these paths are answered without asking who it is, so what a client",
      "claims must not reach Frigate.",
    ],
    lines: identityHeaders.map((header) => toBackend(header, "")),
  },
  proxied: {
    comment: ["How requests are handed to a backend."],
    lines: [
      inLocation("client_max_body_size", "20M"),
      inLocation("client_body_buffer_size", "128k"),
      inLocation(
        "proxy_next_upstream",
        "error",
        "timeout",
        "invalid_header",
        "http_500",
        "http_502",
        "http_503",
      ),
      inLocation("proxy_redirect", "http://", "$scheme://"),
      inLocation("proxy_buffers", "64", "256k"),
      inLocation("send_timeout", "5m"),
      inLocation("proxy_read_timeout", "360"),
      inLocation("proxy_send_timeout", "360"),
      inLocation("proxy_connect_timeout", "360"),
    ],
  },
  keepAlive: {
    comment: [
      "Keeps the connection to the backend open: with HTTP/1.0, or a Connection header that says close, every request",
      "would open its own.",
    ],
    lines: [inLocation("proxy_http_version", "1.1"), toBackend("Connection", "")],
  },
  apiCache: {
    comment: [
      "Remembers JSON answers for a moment. The key holds listener, role and user: an answer depends on who asked, and with",
      "nginx's own key the next person would be shown an administrator's. A line break is between the parts, since it is",
      "in none of them.",
    ],
    lines: [
      inLocation("proxy_cache", "frigate_api_cache"),
      inLocation(
        "proxy_cache_key",
        "$scheme$proxy_host$request_uri\\n$server_port\\n$frigate_role\\n$frigate_user",
      ),
      because("Who waits for another one's answer is woken every 500 ms, or when the time is up."),
      inLocation("proxy_cache_lock", "on"),
      inLocation("proxy_cache_lock_timeout", "50ms"),
      inLocation("proxy_cache_use_stale", "updating"),
      inLocation("proxy_cache_valid", "200", "5s"),
      inLocation("proxy_cache_bypass", "$cookie_session", "$http_x_cache_bypass"),
      inLocation("proxy_no_cache", "$cookie_session", "$frigate_no_cache"),
      inLocation("add_header", "X-Cache-Status", "$upstream_cache_status"),
      ...filesKeptOpen,
    ],
  },
  slashAdded: {
    comment: [
      "To a path without its last slash nginx answers with a redirect: not to the client's Host, nor to a port that a proxy",
      "hides.",
    ],
    lines: [inLocation("absolute_redirect", "off")],
  },
  openFiles: {
    comment: ["Keeps files that are asked for often open."],
    lines: [...filesKeptOpen, inLocation("aio", "on")],
  },
  compressed: {
    comment: ["Compression, for Frigate's own files only: other hosts of this nginx keep what they have."],
    lines: [
      inLocation("gzip", "on"),
      inLocation("gzip_static", "on"),
      inLocation("gzip_vary", "on"),
      inLocation("gzip_comp_level", "5"),
      inLocation("gzip_min_length", "256"),
      inLocation("gzip_proxied", "expired", "no-cache", "no-store", "private", "auth"),
      inLocation(
        "gzip_types",
        "application/javascript",
        "application/json",
        "application/manifest+json",
        "application/vnd.apple.mpegurl",
        "image/svg+xml",
        "text/css",
        "text/javascript",
      ),
    ],
  },
  notKept: {
    comment: ["For answers that browsers must ask for again."],
    lines: [inLocation("add_header", "Cache-Control", "no-store"), inLocation("expires", "off")],
  },
} as const satisfies Record<string, Fragment>;

export type FragmentName = keyof typeof fragments;

/** `/auth` without single sign-on: what Frigate is asked. Nothing of the client's request goes along but what is listed here. */
export const authCheck: readonly Line<"location">[] = [
  inLocation("internal"),
  because("Nothing the client sent goes along, except for what is listed here."),
  inLocation("proxy_pass_request_headers", "off"),
  toBackend("X-Original-Method", "$request_method"),
  because(
    "Frigate judges by this address whether a role may see a camera's files, so it is built from the configured host",
    "and the normalised path: with the client's Host header and raw path, `Host: a?b` and `//` would hide the camera.",
  ),
  toBackend("X-Original-URL", ["$scheme://", { option: "hostname" }, "$frigate_uri"]),
  because("Frigate lets everybody in who comes through the internal listener, which it knows by its port."),
  toBackend(portHeader, "$server_port"),
  toBackend("Content-Length", ""),
  toBackend("Authorization", "$http_authorization"),
  toBackend("Cookie", "$http_cookie"),
  toBackend("X-CSRF-TOKEN", "1"),
  because("A proxy in front of nginx may name the user; the secret shows Frigate that it was that proxy."),
  toBackend(secretHeader, fromRequest(secretHeader)),
  ...trustedHeaders.map((header) => toBackend(header, fromRequest(header))),
];

/**
 * `/vod/`: recordings as HLS, cut by nginx-vod-module, which fetches the list of files from Frigate through
 * `/api/vod/`. Everything stands inside the location, so that replacing the virtual host's extraConfig loses nothing.
 */
export const vod: readonly Line<"location">[] = [
  inLocation("aio", "threads"),
  inLocation("vod", "hls"),
  inLocation("vod_mode", "mapped"),
  inLocation("vod_upstream_location", "/api"),
  because(
    "What Frigate has said of a camera's recordings is found again by this address. Without the role in it, a camera out of",
    "bounds is shown to whoever comes after somebody who may see it; /api/vod/ drops what is behind the line break.",
  ),
  inLocation("vod_media_set_map_uri", "$vod_suburi\\n$frigate_role\\n$frigate_user"),
  inLocation("vod_max_mapping_response_size", "1m"),
  inLocation("vod_base_url", ""),
  inLocation("vod_segments_base_url", ""),
  inLocation("vod_hls_version", "6"),
  since(
    "0.17",
    because(
      "Fragmented MP4 instead of MPEG-TS: smaller segments, and browsers play them without repackaging.",
    ),
    inLocation("vod_hls_container_format", "fmp4"),
  ),
  inLocation("vod_hls_mpegts_align_frames", "off"),
  inLocation("vod_hls_mpegts_interleave_frames", "on"),
  inLocation("vod_align_segments_to_key_frames", "on"),
  inLocation("vod_manifest_segment_durations_mode", "accurate"),
  inLocation("vod_ignore_edit_list", "on"),
  inLocation("vod_segment_duration", "10000"),
  inLocation("vod_open_file_thread_pool", "default"),
  inLocation("vod_metadata_cache", "metadata_cache", "512m"),
  inLocation("vod_mapping_cache", "mapping_cache", "5m", "10m"),
  ...filesKeptOpen,
  inLocation("secure_token", "$args"),
  inLocation("secure_token_types", "application/vnd.apple.mpegurl"),
  inLocation("keepalive_disable", "safari"),
  since(
    "0.16",
    because("The vod module answers 502 for a recording that does not exist."),
    inLocation("error_page", "502", "=404", "/vod-not-found"),
  ),
];

/** Maps at http level; their variables are ours by prefix. */
export const maps: readonly { readonly comment: readonly string[]; readonly map: Directive<"http"> }[] = [
  {
    comment: ["Only JSON is remembered; FastAPI names that type without parameters."],
    map: mapTo("$sent_http_content_type", "$frigate_no_cache", [
      ["application/json", "0"],
      ["default", "1"],
    ]),
  },
  {
    comment: [
      "The address asked for, safe to put into a header: $uri is normalised but decoded, so a path with %0a in it would",
      "end the header line and start one of the client's choice. A path of harmless characters is passed on normalised,",
      "any other one as it came. \\z, because $ would also match before a final line break.",
    ],
    map: mapTo("$uri", "$frigate_original_uri", [
      ["~^[A-Za-z0-9_/.~!&'()*+,:=@-]+\\z", "$uri$is_args$args"],
      ["default", "$frigate_raw_uri"],
    ]),
  },
  {
    comment: [
      "As it came, unless there are dot segments in it: Frigate would not look at what lies behind them. No browser sends",
      "such a path; this address is one that Frigate shows to nobody (extract_path in frigate/api/media_auth.py).",
    ],
    map: mapTo("$request_uri", "$frigate_raw_uri", [
      ["~*^[^?]*(?:/|%2f)(?:\\.|%2e)+(?:/|%2f|\\?|\\z)", "/clips/../"],
      ["default", "$request_uri"],
    ]),
  },
];
