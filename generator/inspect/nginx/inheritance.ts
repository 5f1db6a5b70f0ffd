/**
 * How a directive travels from http to server to location to nested location. Each row names the nginx source file
 * whose merge function decides it. The rows that surprise (`internal` and `alias` do reach nested locations;
 * `limit_except`, `try_files`, `set` and `return` do not) were also tried in nginx 1.22.1.
 */

import { words } from "../collections.ts";

export type Inheritance =
  /** One value: the innermost level that has the directive decides. */
  | "value"
  /** All or nothing: the innermost level that has any of the group gives all of them, outer ones are lost. */
  | "list"
  /** Only the location it is written in: content handlers and what is not merged at all. */
  | "own"
  /** Runs in a rewrite phase: the server's own run first, then the location's; an outer location's do not. */
  | "rewrite"
  /** Shapes http or server, and means nothing inside a location. */
  | "frame";

interface Row {
  readonly rule: Inheritance;
  readonly source: string;
  readonly names: readonly string[];
  /** Directives that fill one and the same list or value, such as `allow` and `deny`. */
  readonly group: string | undefined;
}

const row = (rule: Inheritance, source: string, names: string, group?: string): Row => ({
  rule,
  source,
  names: words(names),
  group,
});

const ROWS: readonly Row[] = [
  row("list", "ngx_http_headers_filter_module.c", "add_header"),
  row("list", "ngx_http_headers_filter_module.c", "add_trailer"),
  row("value", "ngx_http_headers_filter_module.c", "expires"),

  row("list", "ngx_http_proxy_module.c", "proxy_set_header proxy_redirect"),
  row("list", "ngx_http_proxy_module.c", "proxy_cookie_domain proxy_cookie_path proxy_cookie_flags"),
  row("list", "ngx_http_proxy_module.c", "proxy_cache_bypass proxy_no_cache proxy_cache_valid"),
  row("list", "ngx_http_upstream.c", "proxy_hide_header proxy_pass_header"),
  row(
    "value",
    "ngx_http_proxy_module.c",
    `
    proxy_buffer_size proxy_buffering proxy_buffers proxy_busy_buffers_size proxy_cache
    proxy_cache_background_update proxy_cache_key proxy_cache_lock proxy_cache_lock_age
    proxy_cache_lock_timeout proxy_cache_methods proxy_cache_min_uses proxy_cache_revalidate
    proxy_cache_use_stale proxy_connect_timeout proxy_http_version proxy_ignore_client_abort
    proxy_ignore_headers proxy_intercept_errors proxy_max_temp_file_size proxy_method proxy_next_upstream
    proxy_next_upstream_timeout proxy_next_upstream_tries proxy_pass_request_body proxy_pass_request_headers
    proxy_read_timeout proxy_request_buffering proxy_send_timeout proxy_set_body proxy_socket_keepalive
    proxy_ssl_server_name proxy_ssl_verify
  `,
  ),

  row("value", "ngx_http_auth_request_module.c", "auth_request"),
  row("list", "ngx_http_auth_request_module.c", "auth_request_set"),
  row("list", "ngx_http_access_module.c", "allow deny", "access rules"),
  row("value", "ngx_http_auth_basic_module.c", "auth_basic auth_basic_user_file"),

  row("value", "ngx_http_core_module.c", "root alias", "document root"),
  row("value", "ngx_http_core_module.c", "internal satisfy"),
  row("list", "ngx_http_core_module.c", "error_page types"),
  row(
    "value",
    "ngx_http_core_module.c",
    `
    absolute_redirect aio client_body_buffer_size client_body_timeout client_max_body_size default_type
    directio etag keepalive_disable keepalive_requests keepalive_timeout open_file_cache
    open_file_cache_errors open_file_cache_min_uses open_file_cache_valid output_buffers resolver
    resolver_timeout send_timeout sendfile server_tokens tcp_nodelay tcp_nopush types_hash_max_size
  `,
  ),
  row("list", "ngx_http_log_module.c", "access_log"),
  row("list", "ngx_log.c", "error_log"),
  row("value", "ngx_http_gzip_filter_module.c", "gzip gzip_comp_level gzip_min_length"),
  row("value", "ngx_http_core_module.c", "gzip_proxied gzip_vary gzip_http_version"),
  row("list", "ngx_http_gzip_filter_module.c", "gzip_types"),
  row("value", "ngx_http_gzip_static_module.c", "gzip_static"),
  row("list", "ngx_http_sub_filter_module.c", "sub_filter sub_filter_types"),
  row("value", "ngx_http_sub_filter_module.c", "sub_filter_once sub_filter_last_modified"),
  row("value", "ngx_http_autoindex_module.c", "autoindex autoindex_format"),
  row("list", "ngx_http_index_module.c", "index"),
  row("list", "ngx_http_limit_req_module.c", "limit_req"),
  row("list", "ngx_http_limit_conn_module.c", "limit_conn"),
  row("list", "ngx_http_mirror_module.c", "mirror"),

  row("own", "ngx_http_core_module.c", "limit_except"),
  row("own", "ngx_http_try_files_module.c", "try_files"),
  row("own", "ngx_http_proxy_module.c", "proxy_pass"),
  row("own", "ngx_http_fastcgi_module.c", "fastcgi_pass"),
  row("own", "ngx_http_uwsgi_module.c", "uwsgi_pass"),
  row("own", "ngx_http_grpc_module.c", "grpc_pass"),
  row("own", "ngx_http_stub_status_module.c", "stub_status"),
  row("own", "ngx_http_vod_conf.c (nginx-vod-module)", "vod vod_status"),
  row("own", "ngx_conf_file.c", "include"),

  row("rewrite", "ngx_http_rewrite_module.c", "rewrite return set break if"),
  row("rewrite", "ngx_http_set_misc_module.c (set-misc)", "set_escape_uri set_unescape_uri"),

  row(
    "frame",
    "ngx_http_core_module.c",
    `
    server location listen server_name server_names_hash_bucket_size variables_hash_max_size
    merge_slashes underscores_in_headers
    ignore_invalid_headers client_header_buffer_size large_client_header_buffers
  `,
  ),
  row("frame", "ngx_http_upstream.c", "upstream"),
  row("frame", "ngx_http_map_module.c", "map map_hash_bucket_size map_hash_max_size"),
  row("frame", "ngx_http_geo_module.c", "geo"),
  row("frame", "ngx_http_split_clients_module.c", "split_clients"),
  row("frame", "ngx_http_log_module.c", "log_format"),
  row("frame", "ngx_http_file_cache.c", "proxy_cache_path"),
  row("frame", "ngx_http_limit_req_module.c", "limit_req_zone"),
  row("frame", "ngx_http_limit_conn_module.c", "limit_conn_zone"),
  row("frame", "ngx_http_v2_module.c", "http2"),
  row(
    "frame",
    "ngx_http_ssl_module.c",
    `
    ssl_certificate ssl_certificate_key ssl_ciphers ssl_conf_command ssl_dhparam ssl_ecdh_curve
    ssl_prefer_server_ciphers ssl_protocols ssl_session_cache ssl_session_tickets ssl_session_timeout
    ssl_stapling ssl_stapling_verify ssl_trusted_certificate
  `,
  ),
];

interface Rule {
  readonly rule: Inheritance;
  readonly group: string;
}

const RULES: ReadonlyMap<string, Rule> = new Map(
  ROWS.flatMap((row) =>
    row.names.map((name) => [name, { rule: row.rule, group: row.group ?? name }] as const),
  ),
);

/**
 * How the directive is inherited, and which others it replaces when it stands further in. A directive the table does
 * not know is taken as a list of its own name, which for a single value comes out the same.
 */
export function inheritanceOf(name: string): Rule {
  return RULES.get(name) ?? { rule: "list", group: name };
}
