/**
 * The nginx directives the module uses: their arguments, and the contexts in which nginx accepts them. Source: the "Syntax" and
 * "Context" lines of https://nginx.org/en/docs/dirindex.html, and the READMEs of nginx-vod-module, nginx-secure-token-module
 * and set-misc-nginx-module.
 */
import type { OptionPath } from "../model/option-path.ts";
import type { Nginx } from "./options.ts";

export type Context = "http" | "server" | "location";

/** Names of module/frigate/common.nix whose values stand in nginx's text. */
export type CommonText =
  | "always"
  | "authCacheKey"
  | "gatewayAddress"
  | "gatewayTlsName"
  | "ownAuthCacheKey"
  | "publicHost"
  | "publicScheme"
  | "refusal"
  | "rolesVariable"
  | "secondVariable"
  | "signInAddress"
  | "signInFromCall"
  | "signInVariable"
  | "urlForFrigate"
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

/** A directive by the contexts in which nginx accepts it. */
interface Known<In extends Context, Arguments extends readonly Argument[]> {
  readonly contexts: readonly In[];
  readonly takes: (...words: Arguments) => Arguments;
}

const acceptedIn =
  <const In extends Context>(...contexts: readonly In[]) =>
  <Arguments extends readonly Argument[]>(): Known<In, Arguments> => ({
    contexts,
    takes: (...words) => words,
  });

const anywhere = acceptedIn("http", "server", "location");
const inServerOrLocation = acceptedIn("server", "location");
const inHttp = acceptedIn("http");
const inLocation = acceptedIn("location");

/** The directives: where nginx accepts each one, and its arguments. */
export const directives = {
  absolute_redirect: anywhere<[Switch]>(),
  access_log: anywhere<["off"]>(),
  add_header: anywhere<[name: string, value: Argument] | [name: string, value: Argument, when: "always"]>(),
  aio: anywhere<[Switch | "threads"]>(),
  allow: anywhere<["all"]>(),
  auth_basic: anywhere<["off"]>(),
  auth_request: anywhere<[`/${string}` | "off"]>(),
  auth_request_set: anywhere<[variable: `$frigate_${string}`, value: Argument]>(),
  client_body_buffer_size: anywhere<[string]>(),
  charset: anywhere<[string]>(),
  client_max_body_size: anywhere<[string]>(),
  default_type: anywhere<[string]>(),
  error_page: anywhere<
    [status: string, uri: `/${string}`] | [status: string, answer: `=${string}`, uri: `${"/" | "@"}${string}`]
  >(),
  expires: anywhere<["off" | `${number}${"d" | "y"}` | `$frigate_${string}`]>(),
  gzip: anywhere<[Switch]>(),
  gzip_comp_level: anywhere<[string]>(),
  gzip_min_length: anywhere<[string]>(),
  gzip_proxied: anywhere<string[]>(),
  gzip_static: anywhere<[Switch]>(),
  gzip_types: anywhere<string[]>(),
  gzip_vary: anywhere<[Switch]>(),
  if: inServerOrLocation<[condition: string]>(),
  internal: inLocation<[]>(),
  keepalive_disable: anywhere<[string]>(),
  large_client_header_buffers: acceptedIn("http", "server")<[count: string, size: string]>(),
  limit_conn_dry_run: anywhere<[Switch]>(),
  limit_req_dry_run: anywhere<[Switch]>(),
  map: inHttp<[source: `$${string}`, variable: `$frigate_${string}`]>(),
  open_file_cache: anywhere<string[]>(),
  open_file_cache_errors: anywhere<[Switch]>(),
  open_file_cache_min_uses: anywhere<[string]>(),
  open_file_cache_valid: anywhere<[string]>(),
  proxy_buffer_size: anywhere<[string]>(),
  proxy_buffers: anywhere<[count: string, size: string]>(),
  proxy_cache: anywhere<[zone: "frigate_api_cache" | "frigate_auth_cache" | "off"]>(),
  proxy_cache_background_update: anywhere<[Switch]>(),
  proxy_cache_bypass: anywhere<`$${string}`[]>(),
  proxy_cache_key: anywhere<[Argument]>(),
  proxy_cache_lock: anywhere<[Switch]>(),
  proxy_cache_lock_timeout: anywhere<[string]>(),
  proxy_cache_use_stale: anywhere<string[]>(),
  proxy_cache_valid: anywhere<[status: string, ...statusesAndTime: Argument[]]>(),
  proxy_connect_timeout: anywhere<[string]>(),
  proxy_http_version: anywhere<["1.1"]>(),
  proxy_ignore_headers: anywhere<string[]>(),
  proxy_intercept_errors: anywhere<[Switch]>(),
  proxy_next_upstream: anywhere<string[]>(),
  proxy_no_cache: anywhere<`$${string}`[]>(),
  proxy_pass: inLocation<[address: Argument]>(),
  proxy_pass_request_body: anywhere<[Switch]>(),
  proxy_pass_request_headers: anywhere<[Switch]>(),
  proxy_read_timeout: anywhere<[string]>(),
  proxy_redirect: anywhere<[from: string, to: string]>(),
  proxy_send_timeout: anywhere<[string]>(),
  proxy_set_header: anywhere<[name: string, value: Argument]>(),
  proxy_ssl_name: anywhere<[Argument]>(),
  proxy_ssl_server_name: anywhere<[Switch]>(),
  proxy_ssl_trusted_certificate: anywhere<[Argument]>(),
  proxy_ssl_verify: anywhere<[Switch]>(),
  proxy_ssl_verify_depth: anywhere<[string]>(),
  resolver: anywhere<[string]>(),
  root: anywhere<[`/${string}`]>(),
  return: inServerOrLocation<[status: string] | [status: string, address: Argument]>(),
  rewrite: inServerOrLocation<[pattern: string, replacement: string, flag: "break"]>(),
  satisfy: anywhere<["all"]>(),
  secure_token: anywhere<[string]>(),
  secure_token_types: anywhere<string[]>(),
  send_timeout: anywhere<[string]>(),
  set: inServerOrLocation<[variable: `$frigate_${string}`, value: Argument]>(),
  set_escape_uri: inServerOrLocation<[variable: `$frigate_${string}`, value: Argument]>(),
  try_files: inServerOrLocation<[file: string, target: Argument]>(),
  vod: inLocation<["hls"]>(),
  vod_align_segments_to_key_frames: anywhere<[Switch]>(),
  vod_base_url: anywhere<[string]>(),
  vod_hls_container_format: anywhere<["fmp4" | "mpegts"]>(),
  vod_hls_mpegts_align_frames: anywhere<[Switch]>(),
  vod_hls_mpegts_interleave_frames: anywhere<[Switch]>(),
  vod_hls_version: anywhere<[string]>(),
  vod_ignore_edit_list: anywhere<[Switch]>(),
  vod_manifest_segment_durations_mode: anywhere<["accurate" | "estimate"]>(),
  vod_mapping_cache: anywhere<[zone: string, size: string, expires: string]>(),
  vod_max_mapping_response_size: anywhere<[string]>(),
  vod_media_set_map_uri: anywhere<[Argument]>(),
  vod_metadata_cache: anywhere<[zone: string, size: string]>(),
  vod_mode: anywhere<["mapped"]>(),
  vod_open_file_thread_pool: anywhere<[string]>(),
  vod_segment_duration: anywhere<[string]>(),
  vod_segments_base_url: anywhere<[string]>(),
  vod_upstream_location: anywhere<[`/${string}`]>(),
};

export type DirectiveName = keyof typeof directives;

export type Arguments = {
  readonly [Name in DirectiveName]: ReturnType<(typeof directives)[Name]["takes"]>;
};
