/**
 * The nginx directives the module uses: their arguments, and the contexts in which nginx accepts them. Source: the "Syntax" and
 * "Context" lines of https://nginx.org/en/docs/dirindex.html, and the READMEs of nginx-vod-module, nginx-secure-token-module
 * and set-misc-nginx-module.
 */
import type { OptionPath } from "../model/option-path.ts";
import type { Nginx } from "./options.ts";

export type Context = "http" | "server" | "location" | "upstream";

/** Names of module/frigate/common.nix whose values stand in nginx's text. */
export type CommonText =
  | "always"
  | "authCacheKey"
  | "gatewayHost"
  | "publicHost"
  | "publicScheme"
  | "rolesVariable"
  | "secret"
  | "secondVariable"
  | "signInAddress"
  | "signInFromCall"
  | "signInVariable"
  | "userVariable";

/** A value of the configuration: an option, or a name of common.nix. */
export type Inserted =
  | { readonly option: OptionPath<Nginx> | "hostname" }
  | { readonly common: CommonText }
  /** An option with the tag `@directive`, by its path below services.frigate. */
  | { readonly path: string };

/** One word of a directive, as nginx reads it; quoting is the printer's business. */
export type Argument = string | readonly (string | Inserted)[];

type Switch = "on" | "off";
type Method = "GET" | "POST";

/** Arguments by directive. */
export interface Arguments {
  access_log: ["off"];
  add_header: [name: string, value: Argument] | [name: string, value: Argument, when: "always"];
  allow: ["all"];
  aio: [Switch | "threads"];
  auth_request: [`/${string}`];
  auth_request_set: [variable: `$frigate_${string}`, value: Argument];
  autoindex: [Switch];
  autoindex_format: ["html" | "json"];
  client_body_buffer_size: [string];
  client_max_body_size: [string];
  default_type: [string];
  error_page: [status: string, answer: `=${string}`, uri: `${"/" | "@"}${string}`];
  expires: ["off" | `${number}${"d" | "y"}`];
  geo: [source: `$${string}`, variable: `$frigate_${string}`];
  gzip: [Switch];
  gzip_comp_level: [string];
  gzip_min_length: [string];
  gzip_proxied: string[];
  gzip_static: [Switch];
  gzip_types: string[];
  gzip_vary: [Switch];
  if: [condition: string];
  internal: [];
  keepalive: [string];
  keepalive_disable: [string];
  limit_except: [Method];
  large_client_header_buffers: [count: string, size: string];
  listen: [string];
  map: [source: `$${string}`, variable: `$frigate_${string}`];
  open_file_cache: string[];
  open_file_cache_errors: [Switch];
  open_file_cache_min_uses: [string];
  open_file_cache_valid: [string];
  proxy_buffer_size: [string];
  proxy_buffers: [count: string, size: string];
  proxy_cache: [zone: "frigate_api_cache" | "frigate_auth_cache" | "off"];
  proxy_cache_bypass: `$${string}`[];
  proxy_cache_key: [Argument];
  absolute_redirect: [Switch];
  proxy_cache_lock: [Switch];
  proxy_cache_lock_timeout: [string];
  proxy_cache_use_stale: string[];
  proxy_cache_valid: [status: string, ...statusesAndTime: Argument[]];
  proxy_connect_timeout: [string];
  proxy_http_version: ["1.1"];
  proxy_ignore_headers: string[];
  proxy_next_upstream: string[];
  proxy_no_cache: `$${string}`[];
  proxy_pass_request_body: [Switch];
  proxy_pass_request_headers: [Switch];
  proxy_read_timeout: [string];
  proxy_redirect: [from: string, to: string];
  proxy_send_timeout: [string];
  proxy_set_header: [name: string, value: Argument];
  proxy_ssl_name: [Argument];
  proxy_ssl_server_name: [Switch];
  proxy_ssl_trusted_certificate: [string];
  proxy_ssl_verify: [Switch];
  return: [status: string] | [status: string, address: Argument];
  resolver: [string];
  rewrite: [pattern: string, replacement: string, flag: "break"];
  secure_token: [string];
  secure_token_types: string[];
  send_timeout: [string];
  set: [variable: `$frigate_${string}`, value: Argument];
  set_escape_uri: [variable: `$frigate_${string}`, value: Argument];
  types: [];
  vod: ["hls"];
  vod_align_segments_to_key_frames: [Switch];
  vod_base_url: [string];
  vod_hls_container_format: ["fmp4" | "mpegts"];
  vod_hls_mpegts_align_frames: [Switch];
  vod_hls_mpegts_interleave_frames: [Switch];
  vod_hls_version: [string];
  vod_ignore_edit_list: [Switch];
  vod_manifest_segment_durations_mode: ["accurate" | "estimate"];
  vod_mapping_cache: [zone: string, size: string, expires: string];
  vod_max_mapping_response_size: [string];
  vod_media_set_map_uri: [Argument];
  vod_metadata_cache: [zone: string, size: string];
  vod_mode: ["mapped"];
  vod_open_file_thread_pool: [string];
  vod_segment_duration: [string];
  vod_segments_base_url: [string];
  vod_upstream_location: [`/${string}`];
}

export type DirectiveName = keyof Arguments;

const httpServerLocation = ["http", "server", "location"] as const;
const serverLocation = ["server", "location"] as const;
const location = ["location"] as const;
const upstream = ["upstream"] as const;
const http = ["http"] as const;

/** Contexts by directive. */
export const contexts = {
  access_log: httpServerLocation,
  add_header: httpServerLocation,
  allow: httpServerLocation,
  aio: httpServerLocation,
  auth_request: httpServerLocation,
  auth_request_set: httpServerLocation,
  autoindex: httpServerLocation,
  autoindex_format: httpServerLocation,
  client_body_buffer_size: httpServerLocation,
  client_max_body_size: httpServerLocation,
  default_type: httpServerLocation,
  error_page: httpServerLocation,
  expires: httpServerLocation,
  geo: http,
  gzip: httpServerLocation,
  gzip_comp_level: httpServerLocation,
  gzip_min_length: httpServerLocation,
  gzip_proxied: httpServerLocation,
  gzip_static: httpServerLocation,
  gzip_types: httpServerLocation,
  gzip_vary: httpServerLocation,
  if: serverLocation,
  internal: location,
  keepalive: upstream,
  keepalive_disable: httpServerLocation,
  limit_except: location,
  large_client_header_buffers: ["http", "server"],
  listen: ["server"],
  map: http,
  open_file_cache: httpServerLocation,
  open_file_cache_errors: httpServerLocation,
  open_file_cache_min_uses: httpServerLocation,
  open_file_cache_valid: httpServerLocation,
  proxy_buffer_size: httpServerLocation,
  proxy_buffers: httpServerLocation,
  proxy_cache: httpServerLocation,
  proxy_cache_bypass: httpServerLocation,
  proxy_cache_key: httpServerLocation,
  absolute_redirect: httpServerLocation,
  proxy_cache_lock: httpServerLocation,
  proxy_cache_lock_timeout: httpServerLocation,
  proxy_cache_use_stale: httpServerLocation,
  proxy_cache_valid: httpServerLocation,
  proxy_connect_timeout: httpServerLocation,
  proxy_http_version: httpServerLocation,
  proxy_ignore_headers: httpServerLocation,
  proxy_next_upstream: httpServerLocation,
  proxy_no_cache: httpServerLocation,
  proxy_pass_request_body: httpServerLocation,
  proxy_pass_request_headers: httpServerLocation,
  proxy_read_timeout: httpServerLocation,
  proxy_redirect: httpServerLocation,
  proxy_send_timeout: httpServerLocation,
  proxy_set_header: httpServerLocation,
  proxy_ssl_name: httpServerLocation,
  proxy_ssl_server_name: httpServerLocation,
  proxy_ssl_trusted_certificate: httpServerLocation,
  proxy_ssl_verify: httpServerLocation,
  resolver: httpServerLocation,
  return: serverLocation,
  rewrite: serverLocation,
  secure_token: httpServerLocation,
  secure_token_types: httpServerLocation,
  send_timeout: httpServerLocation,
  set: serverLocation,
  set_escape_uri: serverLocation,
  types: httpServerLocation,
  vod: location,
  vod_align_segments_to_key_frames: httpServerLocation,
  vod_base_url: httpServerLocation,
  vod_hls_container_format: httpServerLocation,
  vod_hls_mpegts_align_frames: httpServerLocation,
  vod_hls_mpegts_interleave_frames: httpServerLocation,
  vod_hls_version: httpServerLocation,
  vod_ignore_edit_list: httpServerLocation,
  vod_manifest_segment_durations_mode: httpServerLocation,
  vod_mapping_cache: httpServerLocation,
  vod_max_mapping_response_size: httpServerLocation,
  vod_media_set_map_uri: httpServerLocation,
  vod_metadata_cache: httpServerLocation,
  vod_mode: httpServerLocation,
  vod_open_file_thread_pool: httpServerLocation,
  vod_segment_duration: httpServerLocation,
  vod_segments_base_url: httpServerLocation,
  vod_upstream_location: httpServerLocation,
} as const satisfies Record<DirectiveName, readonly Context[]>;
