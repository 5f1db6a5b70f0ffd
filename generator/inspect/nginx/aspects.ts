/** Which side of a route a directive speaks about, and when it has any effect there. */

export type Aspect =
  | "matcher"
  | "level"
  | "auth"
  | "header-to-backend"
  | "header-to-browser"
  | "cache"
  | "backend"
  | "http-version"
  | "files"
  | "body"
  | "vod"
  | "methods"
  | "limits"
  | "errors"
  | "log"
  | "compression"
  | "rewrite"
  | "listen"
  | "server"
  | "upstream"
  | "http-level"
  | "other";

/**
 * A condition under which directives have an effect in a route. `content`: the request gets as far as access checks and
 * a content handler, that is, no `return` ends it before. `read`: files are read, by the static handler or by vod.
 */
export type Gate = "always" | "content" | "proxied" | "cached" | "files" | "read" | "vod" | "gzip";

/** How the directives of one name become one text. */
export type Collect =
  /** The last one's arguments, in order. */
  | "value"
  /** All arguments of all of them, as a set. */
  | "words"
  /** The same without regard to case: header names. */
  | "names"
  /** One entry each, order without meaning. */
  | "lines"
  /** One entry each, tried in order. */
  | "ordered";

export interface Reading {
  readonly aspect: Aspect;
  readonly gate: Gate;
  readonly collect: Collect;
  readonly unit: "size" | "time" | null;
  /** What nginx does without the directive; null where the absence has no name. */
  readonly standard: string | null;
}

/** Defaults are those of the "Default" lines in nginx's documentation (https://nginx.org/en/docs/dirindex.html). */
const READINGS: ReadonlyMap<string, Reading> = new Map(
  Object.entries({
    internal: reading("auth", "always", { standard: "no" }),
    satisfy: reading("auth", "content", { standard: "all" }),
    auth_basic: reading("auth", "content", { standard: "off" }),
    auth_basic_user_file: reading("auth", "content"),

    expires: reading("header-to-browser", "always", { standard: "off", unit: "time" }),
    proxy_hide_header: reading("header-to-browser", "proxied", { collect: "names" }),
    proxy_pass_header: reading("header-to-browser", "proxied", { collect: "names" }),
    proxy_redirect: reading("header-to-browser", "proxied", { collect: "ordered", standard: "default" }),
    proxy_cookie_domain: reading("header-to-browser", "proxied", { collect: "ordered", standard: "off" }),
    proxy_cookie_path: reading("header-to-browser", "proxied", { collect: "ordered", standard: "off" }),
    proxy_cookie_flags: reading("header-to-browser", "proxied", { collect: "ordered", standard: "off" }),
    server_tokens: reading("header-to-browser", "always", { standard: "on" }),
    etag: reading("files", "files", { standard: "on" }),
    absolute_redirect: reading("header-to-browser", "always", { standard: "on" }),

    proxy_pass_request_headers: reading("header-to-backend", "proxied", { standard: "on" }),
    proxy_pass_request_body: reading("header-to-backend", "proxied", { standard: "on" }),
    proxy_http_version: reading("http-version", "proxied", { standard: "1.0" }),
    proxy_next_upstream: reading("backend", "proxied", { collect: "words", standard: "error timeout" }),
    proxy_intercept_errors: reading("errors", "proxied", { standard: "off" }),

    proxy_cache: reading("cache", "proxied", { standard: "off" }),
    proxy_cache_key: reading("cache", "cached", { standard: "$scheme$proxy_host$request_uri" }),
    proxy_cache_lock: reading("cache", "cached", { standard: "off" }),
    proxy_cache_lock_age: reading("cache", "cached", { standard: "5s", unit: "time" }),
    proxy_cache_lock_timeout: reading("cache", "cached", { standard: "5s", unit: "time" }),
    proxy_cache_use_stale: reading("cache", "cached", { collect: "words", standard: "off" }),
    proxy_cache_valid: reading("cache", "cached", { collect: "lines", unit: "time" }),
    proxy_cache_bypass: reading("cache", "cached", { collect: "words", standard: "never" }),
    proxy_no_cache: reading("cache", "cached", { collect: "words", standard: "never" }),
    proxy_cache_methods: reading("cache", "cached", { collect: "words", standard: "GET HEAD" }),
    proxy_cache_min_uses: reading("cache", "cached", { standard: "1" }),
    proxy_cache_revalidate: reading("cache", "cached", { standard: "off" }),
    proxy_cache_background_update: reading("cache", "cached", { standard: "off" }),
    proxy_ignore_headers: reading("cache", "proxied", { collect: "names" }),

    proxy_connect_timeout: reading("limits", "proxied", { standard: "60s", unit: "time" }),
    proxy_read_timeout: reading("limits", "proxied", { standard: "60s", unit: "time" }),
    proxy_send_timeout: reading("limits", "proxied", { standard: "60s", unit: "time" }),
    proxy_buffers: reading("limits", "proxied", { standard: "8 4k", unit: "size" }),
    proxy_buffer_size: reading("limits", "proxied", { standard: "4k", unit: "size" }),
    proxy_busy_buffers_size: reading("limits", "proxied", { standard: "8k", unit: "size" }),
    proxy_buffering: reading("limits", "proxied", { standard: "on" }),
    proxy_request_buffering: reading("limits", "proxied", { standard: "on" }),
    proxy_max_temp_file_size: reading("limits", "proxied", { standard: "1g", unit: "size" }),
    client_body_buffer_size: reading("limits", "proxied", { standard: "16k", unit: "size" }),
    client_body_timeout: reading("limits", "proxied", { standard: "60s", unit: "time" }),
    client_max_body_size: reading("limits", "proxied", { standard: "1m", unit: "size" }),
    send_timeout: reading("limits", "always", { standard: "60s", unit: "time" }),
    keepalive_disable: reading("limits", "always", { collect: "words", standard: "msie6" }),
    keepalive_timeout: reading("limits", "always", { standard: "75s", unit: "time" }),
    types_hash_max_size: reading("limits", "files", { standard: "1k", unit: "size" }),

    index: reading("files", "files", { collect: "ordered", standard: "index.html" }),
    autoindex: reading("files", "files", { standard: "off" }),
    autoindex_format: reading("files", "files", { standard: "html" }),
    default_type: reading("files", "files", { standard: "text/plain" }),
    try_files: reading("files", "content"),
    aio: reading("files", "read", { standard: "off" }),
    sendfile: reading("files", "read", { standard: "off" }),
    tcp_nopush: reading("files", "read", { standard: "off" }),
    open_file_cache: reading("files", "read", { standard: "off" }),
    open_file_cache_errors: reading("files", "read", { standard: "off" }),
    open_file_cache_min_uses: reading("files", "read", { standard: "1" }),
    open_file_cache_valid: reading("files", "read", { standard: "60s", unit: "time" }),
    gzip_static: reading("compression", "files", { standard: "off" }),

    sub_filter: reading("body", "always", { collect: "ordered" }),
    sub_filter_once: reading("body", "always", { standard: "on" }),
    sub_filter_types: reading("body", "always", { collect: "words", standard: "text/html" }),

    gzip: reading("compression", "always", { standard: "off" }),
    gzip_types: reading("compression", "gzip", { collect: "words", standard: "text/html" }),
    gzip_proxied: reading("compression", "gzip", { collect: "words", standard: "off" }),
    gzip_comp_level: reading("compression", "gzip", { standard: "1" }),
    gzip_min_length: reading("compression", "gzip", { standard: "20", unit: "size" }),
    gzip_vary: reading("compression", "gzip", { standard: "off" }),
    gzip_http_version: reading("compression", "gzip", { standard: "1.1" }),

    access_log: reading("log", "always", { collect: "lines" }),
    error_log: reading("log", "always", { collect: "lines" }),

    secure_token_types: reading("vod", "vod", { collect: "words" }),
    vod_metadata_cache: reading("vod", "vod", { unit: "size" }),
    vod_max_mapping_response_size: reading("vod", "vod", { unit: "size" }),
  }),
);

/** How to read a directive, known or not: one that is not in the table is compared word by word. */
export function readingOf(name: string): Reading {
  const known = READINGS.get(name);
  if (known !== undefined) return known;
  if (/^(vod|secure_token)(_|$)/.test(name)) return reading("vod", "vod");
  if (name.startsWith("proxy_cache_")) return reading("cache", "cached", { collect: "ordered" });
  if (name.startsWith("proxy_")) return reading("backend", "proxied", { collect: "ordered" });
  if (name.startsWith("gzip_")) return reading("compression", "gzip");
  return reading("other", "content", { collect: "ordered" });
}

function reading(
  aspect: Aspect,
  gate: Gate,
  {
    collect = "value",
    unit = null,
    standard = null,
  }: Partial<Pick<Reading, "collect" | "unit" | "standard">> = {},
): Reading {
  return { aspect, gate, collect, unit, standard };
}
