/**
 * What the rest of an nginx could hand down to the places that decide who gets in. Every directive that nginx accepts at http level
 * is judged: sealed with words of ours, or left because inheriting it can neither open nor lock. Sources: the "Context" lines of
 * https://nginx.org/en/docs/dirindex.html, and of nginx itself (1.22 to 1.31) the `commands` and the merge function of each module.
 */

/**
 * - `check`: the virtual host's location `/auth`, a subrequest that is proxied.
 * - `identity`: the identity server, whose locations answer themselves or ask somebody else.
 * - `internal`: the server that Frigate calls, with all of its locations and nobody who is asked.
 * - `cached`: in any of them, or in the virtual host, a location with a `proxy_cache` of its own.
 */
export type Place = "check" | "identity" | "internal" | "cached";

/** Why a directive is left as it is. */
export const reasons = {
  address: "Says whose address counts. Neither server looks at one, and the check comes after that.",
  answersItself:
    "Only for redirects and pages that nginx makes itself. These locations make none that count.",
  asWished:
    "Does no harm to a question or to Frigate's own calls. Who says it for all hosts means these, too.",
  askedAnew: "Has no effect without a cache, and with one it only lets nginx ask more often.",
  backendTls:
    "Only for TLS to a backend, which only the gateway has. The locations that ask it name what they rely on; the rest can only refuse.",
  body: "Changes what an answer looks like. Whether somebody gets in depends on its status and headers.",
  clientTls:
    "Only for TLS, HTTP/2 or HTTP/3 with a client. Both servers speak plain HTTP, and a subrequest has no client.",
  copies: "Writes copies of answers to disk. What the client gets stays the same.",
  defines: "Only gives a value to something that has to be used by name.",
  files:
    "Only for locations that serve files, which only Frigate's listener has. Who gets to it may do anything there.",
  headers:
    "Adds headers to answers, or changes them, for the client. Who is let in, and as whom, is read from others.",
  httpOnly: "Valid at http level only: servers and locations do not inherit it.",
  log: "Only says what is written to a log.",
  mainRequestOnly: "nginx does this in main requests only, and the check is a subrequest.",
  named: "Each location for which it matters names it itself.",
  nobodyAsked: "Nobody is asked there, so nothing depends on it.",
  noWord:
    "Cannot be sealed: nginx has no word that takes it back, or not every nginx here knows the directive.",
  otherHandler:
    "Only for handlers that these locations do not have, or, with recordings, name all they need.",
  overruled: "Has no effect next to what is sealed, or in a subrequest.",
  rewrites: "Runs where it is written. Nothing inherits it.",
  serverOnly:
    "No location can say it. The virtual host blanks such headers, and who reaches Frigate's listener needs none.",
  size: "Only says how much memory, and how many files and connections, something takes.",
  thrownAway: "Makes a further request, whose answer nobody reads.",
  time: "Only says how long something may take, or how it is sent. What takes too long is an error, which is no yes.",
  uncached: "Only for locations with a cache.",
  useless: "For all of nginx, it would make every proxied host useless.",
} as const;

export type Reason = keyof typeof reasons;

/** Words that keep a directive of the rest of nginx out. */
export interface Seal {
  readonly name: string;
  readonly args: readonly string[];
}

interface Sealed extends Seal {
  readonly in: readonly Place[];
  /** Why it is left in the other places; null where there is no other one. */
  readonly elsewhere: Reason | null;
}

const everywhere = ["check", "identity", "internal"] as const;
const servers = ["identity", "internal"] as const;

const seal = (line: string, places: readonly Place[], elsewhere: Reason | null = null): Sealed => {
  const [name = "", ...args] = line.split(" ");
  return { name, args, in: places, elsewhere };
};

const sealed: readonly Sealed[] = [
  // A page of somebody's own would turn a no into a 200. Who has a page inherits none, and nothing answers 418.
  seal("error_page 418 /418", everywhere),
  // For the pages that a location has itself: they are for nginx's own answers.
  seal("proxy_intercept_errors off", everywhere),
  // A limit's key may be the address, which is the same for everybody here, or be made of $uri, which is /auth.
  seal("limit_conn_dry_run on", everywhere),
  seal("limit_req_dry_run on", everywhere),
  // A cache's key knows nothing of who asks.
  seal("proxy_cache off", everywhere),
  // A socket cannot be bound to an address, and Frigate does not speak HTTP/2.
  seal("proxy_bind off", everywhere),
  seal("proxy_http_version 1.1", everywhere),
  // With `off` a connection that was kept, and has ended meanwhile, is an error.
  seal("proxy_next_upstream error timeout", everywhere),
  seal("proxy_method GET", ["check", "identity"], "useless"),
  seal("proxy_pass_request_body on", ["internal"], "named"),
  seal("proxy_pass_request_headers on", ["internal"], "named"),

  seal("allow all", servers, "mainRequestOnly"),
  seal("auth_basic off", servers, "mainRequestOnly"),
  seal("auth_request off", servers, "mainRequestOnly"),
  // `any` would take the `allow all` above for a yes.
  seal("satisfy all", ["identity"], "nobodyAsked"),
  seal("auth_delay 0", ["identity"], "nobodyAsked"),
  // Headers of the question are read as variables, which do not tell X_Original_URL from X-Original-URL.
  seal("ignore_invalid_headers on", ["identity"], "serverOnly"),
  seal("underscores_in_headers off", ["identity"], "serverOnly"),
  // A question has more in its headers than the request that it is about.
  seal("large_client_header_buffers 4 32k", ["identity"], "size"),
  seal("access_log off", ["identity"], "log"),
  // Set-Cookie, Location and the identity come through as they are. Who hides a header inherits no other; this one is never shown.
  seal("proxy_hide_header X-Accel-Expires", ["identity"], "headers"),
  seal("proxy_redirect off", ["identity"], "headers"),
  seal("userid off", ["identity"], "headers"),
  // Frigate fetches whole recordings, and pages of HTML must not make requests.
  seal("limit_rate 0", ["internal"], "time"),
  seal("ssi off", ["internal"], "body"),

  // Without these, somebody who is signed out could stay in, or a POST be answered from memory.
  seal("proxy_cache_background_update off", ["cached"], "uncached"),
  seal("proxy_cache_convert_head on", ["cached"], "uncached"),
  seal("proxy_cache_methods GET HEAD", ["cached"], "uncached"),
  seal("proxy_cache_revalidate off", ["cached"], "uncached"),
  seal("proxy_cache_use_stale off", ["cached"], "uncached"),
  // Who ignores one header inherits no other; this one says nothing about a cache.
  seal("proxy_ignore_headers X-Accel-Charset", ["cached"], "uncached"),
];

/** Names that end with `*` stand for all that begin so: whatever a new nginx adds there, the reason holds. */
const left: { readonly [why in Reason]?: string } = {
  address: "real_ip_header real_ip_recursive set_real_ip_from",
  answersItself:
    "absolute_redirect msie_padding msie_refresh port_in_redirect server_name_in_redirect server_tokens",
  askedAnew: "proxy_cache_bypass proxy_cache_max_range_offset proxy_cache_min_uses",
  asWished: "if_modified_since max_ranges merge_slashes proxy_force_ranges",
  backendTls: "proxy_ssl_*",
  body: `add_after_body add_before_body addition_types brotli brotli_buffers brotli_comp_level brotli_min_length
    brotli_static brotli_types brotli_window charset charset_types chunked_transfer_encoding default_type gunzip
    gunzip_buffers gzip gzip_buffers gzip_comp_level gzip_disable gzip_hash gzip_http_version gzip_min_length
    gzip_no_buffer gzip_proxied gzip_static gzip_types gzip_vary gzip_window override_charset postpone_gzipping
    source_charset ssi_ignore_recycled_buffers ssi_last_modified ssi_min_file_chunk ssi_silent_errors ssi_types
    ssi_value_length sub_filter sub_filter_last_modified sub_filter_once sub_filter_types types xml_entities
    xml_external_entities xslt_last_modified xslt_param xslt_string_param xslt_types zstd zstd_buffers zstd_comp_level
    zstd_min_length zstd_static zstd_types`,
  clientTls: "http2* http3* quic_* ssl_*",
  copies: "proxy_store proxy_store_access",
  defines: `ancient_browser ancient_browser_value auth_request_set modern_browser modern_browser_value secure_link
    secure_link_md5 secure_link_secret set_base32_alphabet set_base32_padding set_misc_base32_padding slice upstream_list`,
  files: `autoindex autoindex_exact_size autoindex_format autoindex_localtime create_full_put_path dav_access dav_ext_lock
    dav_ext_methods dav_methods disable_symlinks index min_delete_depth`,
  headers: `add_header add_header_inherit add_trailer add_trailer_inherit early_hints etag expires proxy_cookie_domain
    proxy_cookie_flags proxy_cookie_path proxy_pass_header proxy_pass_trailers userid_domain userid_expires userid_flags userid_mark
    userid_name userid_p3p userid_path userid_service`,
  httpOnly: `charset_map dav_ext_lock_zone degradation fastcgi_cache_path geo geoip_city geoip_country geoip_org geoip_proxy
    geoip_proxy_recursive http2_recv_buffer_size limit_conn_zone limit_req_zone log_format map map_hash_bucket_size
    map_hash_max_size perl_modules perl_require perl_set proxy_cache_path scgi_cache_path secure_token_akamai
    secure_token_broadpeak secure_token_cdnvideo secure_token_chinacache secure_token_cht secure_token_cloudfront
    secure_token_iijpta server server_names_hash_bucket_size server_names_hash_max_size split_clients upstream
    uwsgi_cache_path variables_hash_bucket_size variables_hash_max_size zstd_dict_file`,
  log: `error_log limit_conn_log_level limit_req_log_level log_not_found log_subrequest open_log_file_cache rewrite_log
    uninitialized_variable_warn`,
  named: `client_max_body_size proxy_cache_key proxy_cache_lock proxy_cache_lock_age proxy_cache_lock_timeout
    proxy_cache_valid proxy_no_cache proxy_set_header resolver root`,
  noWord: `degrade max_headers more_clear_headers more_clear_input_headers more_set_headers more_set_input_headers ssl`,
  otherHandler: `fastcgi_* grpc_* image_filter_* memcached_* mp4_* rtmp_* scgi_* secure_token* tunnel_* uwsgi_* vod_*`,
  overruled: `auth_basic_user_file deny limit_conn limit_conn_status limit_req limit_req_status recursive_error_pages`,
  rewrites: `set_decode_base32 set_decode_base64 set_decode_base64url set_decode_hex set_encode_base32 set_encode_base64
    set_encode_base64url set_encode_hex set_escape_uri set_formatted_gmt_time set_formatted_local_time
    set_hashed_upstream set_hmac_sha1 set_hmac_sha256 set_if_empty set_local_today set_md5 set_quote_json_str
    set_quote_pgsql_str set_quote_sql_str set_random set_rotate set_secure_random_alphanum set_secure_random_lcalpha
    set_sha1 set_unescape_uri`,
  size: `client_body_buffer_size client_body_in_file_only client_body_in_single_buffer client_body_temp_path
    client_header_buffer_size connection_pool_size keepalive_requests open_file_cache open_file_cache_errors
    open_file_cache_events open_file_cache_min_uses open_file_cache_valid output_buffers proxy_buffer_size proxy_buffering
    proxy_buffers proxy_busy_buffers_size proxy_headers_hash_bucket_size proxy_headers_hash_max_size
    proxy_max_temp_file_size proxy_request_buffering proxy_socket_rcvbuf proxy_socket_sndbuf proxy_temp_file_write_size
    proxy_temp_path request_pool_size subrequest_output_buffer_size types_hash_bucket_size types_hash_max_size`,
  thrownAway: "mirror mirror_request_body post_action",
  time: `aio aio_write client_body_early_read client_body_timeout client_header_timeout directio directio_alignment
    keepalive_disable keepalive_min_timeout keepalive_time keepalive_timeout limit_rate_after lingering_close
    lingering_time lingering_timeout postpone_output proxy_connect_timeout proxy_ignore_client_abort proxy_limit_rate
    proxy_next_upstream_timeout proxy_next_upstream_tries proxy_read_timeout proxy_send_lowat proxy_send_timeout
    proxy_socket_keepalive read_ahead reset_timedout_connection resolver_timeout send_lowat send_timeout sendfile
    sendfile_max_chunk tcp_nodelay tcp_nopush`,
  useless: "proxy_set_body",
};

/** What has been judged of a directive: the words that keep it out of some places, and why it is left in the others. */
export interface Judgement {
  /** As in nginx; a `*` at its end stands for any rest. */
  readonly name: string;
  readonly sealed: Seal | null;
  readonly in: readonly Place[];
  /** Null where it is sealed in all places that it concerns. */
  readonly reason: Reason | null;
}

/** Of every directive, by name: the table of the documentation. */
export const judgements: readonly Judgement[] = [
  ...sealed.map(({ name, args, in: places, elsewhere }) => ({
    name,
    sealed: { name, args },
    in: places,
    reason: elsewhere,
  })),
  ...(Object.entries(left) as [Reason, string][]).flatMap(([reason, names]) =>
    names.split(/\s+/).map((name) => ({ name, sealed: null, in: [], reason })),
  ),
].sort((one, other) => (one.name < other.name ? -1 : 1));

/** What has been judged of a directive; null when it is new. A name of its own comes before one with `*`. */
export const judgementOf = (directive: string): Judgement | null =>
  judgements.find(({ name }) => name === directive) ??
  judgements.find(({ name }) => name.endsWith("*") && directive.startsWith(name.slice(0, -1))) ??
  null;

/** The lines that keep the rest of nginx out of a place, without those that it has already: nginx refuses a line twice. */
export const sealsOf = (place: Place, ...has: readonly string[]): readonly Seal[] =>
  sealed
    .filter((one) => one.in.includes(place) && !has.includes(one.name))
    .map(({ name, args }) => ({ name, args }));
