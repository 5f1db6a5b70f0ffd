/**
 * Bundles of nginx directives that several locations share. Each becomes one name of module/frigate/directives.nix, so that a
 * reader meets a rule once. Numbers are Frigate's own (N/proxy.conf, N/auth_request.conf, N/nginx.conf; N/ as in frigate.ts)
 * unless a comment says otherwise.
 */
import { apiCacheTime, identity, portHeader } from "./frigate.ts";
import { askIdentity, gatewayAnswer, urlForFrigate } from "./identity.ts";
import { sealedCache, sealedCheck } from "./sealing.ts";
import { gatewayPage } from "./sign-in.ts";
import { comment, inLocation, refuseIf, since, use, when, type Directive, type Line } from "./nginx.ts";

export interface Fragment {
  /** For the reader of the module: what its name does not say. */
  readonly comment: string;
  readonly lines: readonly Line<"location">[];
}

type Variable = `$frigate_${string}`;

/** Takes a header of the answer to the auth subrequest into a variable. */
const capture = (variable: Variable, header: string): Directive<"location"> =>
  inLocation("auth_request_set", variable, `$upstream_http_${header.toLowerCase().replaceAll("-", "_")}`);

const identities = Object.entries(identity) as readonly [string, Variable][];

export const fragments = {
  authorize: {
    comment: "Asks Frigate whether the request may pass, and as whom.",
    lines: [
      // Before anything rewrites the path, and in the location: inside the subrequest $uri is /auth and $args is empty.
      inLocation("set", "$frigate_uri", "$frigate_original_uri"),
      when("hasClients", inLocation("set", "$frigate_path", "$uri")),
      when("judgesCameras", inLocation("set", "$frigate_judged", "0")),
      inLocation("satisfy", "all"),
      inLocation("auth_request", "/auth"),
      ...identities.map(([header, variable]) => capture(variable, header)),
      capture("$frigate_location", "Location"),
      capture("$frigate_cookie", "Set-Cookie"),
      inLocation("add_header", "Set-Cookie", ["$frigate_renewed_cookie", { common: "always" }]),
      when(
        "splitsCookie",
        capture("$frigate_second_cookie", "X-Frigate-Cookie"),
        inLocation("add_header", "Set-Cookie", "$frigate_second_cookie", "always"),
      ),
    ],
  },
  signInLocation: {
    comment: "Where to sign in, for a page whose call gets a 401.",
    lines: [inLocation("add_header", "Location", ["$frigate_location", { common: "always" }])],
  },
  noSignInLocation: {
    comment: "A websocket cannot follow: its 401 has no Location.",
    lines: [inLocation("add_header", "Location", "$frigate_location")],
  },
  sameSite: {
    comment: "Refuses what the page of another site asks for.",
    lines: [refuseIf("$frigate_foreign_page")],
  },
  signInPage: {
    comment: "The page itself asks for a session, so that the browser is sent to sign in before it is shown.",
    lines: [
      capture("$frigate_sign_in", "X-Frigate-Sign-In"),
      when("asksGateway", inLocation("error_page", "401", "=", "@frigate_sign_in")),
      inLocation("error_page", "403", "=", "@frigate_refusal"),
    ],
  },
  proxied: {
    comment: "",
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
    comment: "",
    lines: [inLocation("proxy_http_version", "1.1"), inLocation("proxy_set_header", "Connection", "")],
  },
  apiCache: {
    comment:
      "An answer depends on who asks, so the key holds listener, role and user, with a line break between them.",
    lines: [
      inLocation("proxy_cache", "frigate_api_cache"),
      inLocation(
        "proxy_cache_key",
        "$scheme$proxy_host$request_uri\\n$server_port\\n$frigate_role\\n$frigate_user",
      ),
      comment("nginx wakes who waits for another one's answer every 500 ms, or when this time is up."),
      inLocation("proxy_cache_lock", "on"),
      inLocation("proxy_cache_lock_timeout", "50ms"),
      inLocation("proxy_cache_use_stale", "updating"),
      ...sealedCache("proxy_cache_use_stale"),
      inLocation("proxy_cache_valid", "200", apiCacheTime),
      inLocation("proxy_cache_bypass", "$cookie_session", "$http_x_cache_bypass"),
      inLocation("proxy_no_cache", "$cookie_session", "$frigate_no_cache"),
      inLocation("add_header", "X-Cache-Status", "$upstream_cache_status"),
    ],
  },
  relativeRedirects: {
    comment:
      "nginx redirects to a path's last slash: not by way of the client's Host, or of a port behind a proxy.",
    lines: [inLocation("absolute_redirect", "off")],
  },
  openFileCache: {
    comment: "",
    lines: [
      inLocation("open_file_cache", "max=1000", "inactive=5m"),
      inLocation("open_file_cache_valid", "2m"),
      inLocation("open_file_cache_min_uses", "1"),
      inLocation("open_file_cache_errors", "on"),
    ],
  },
  gzip: {
    comment: "Compression for Frigate's own files; other hosts of this nginx keep what they have.",
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
  noStore: {
    comment: "",
    lines: [inLocation("add_header", "Cache-Control", "no-store"), inLocation("expires", "off")],
  },
  noStoreWithCookie: {
    comment: "",
    lines: [
      inLocation("add_header", "Cache-Control", ["$frigate_cookie_cache_control", { common: "always" }]),
    ],
  },
  keptPrivately: {
    comment: "",
    lines: [
      inLocation("expires", "$frigate_private_time"),
      inLocation("add_header", "Cache-Control", "$frigate_private_cache_control"),
    ],
  },
  forwarded: {
    comment: "Headers of nixpkgs' recommendedProxySettings, for a server that is no virtual host.",
    lines: [
      inLocation("proxy_set_header", "Host", "$host"),
      inLocation("proxy_set_header", "X-Real-IP", "$remote_addr"),
      inLocation("proxy_set_header", "X-Forwarded-For", "$proxy_add_x_forwarded_for"),
      inLocation("proxy_set_header", "X-Forwarded-Proto", "$scheme"),
      inLocation("proxy_set_header", "X-Forwarded-Host", "$host"),
      inLocation("proxy_set_header", "X-Forwarded-Server", "$hostname"),
    ],
  },
  upgrade: {
    comment: "As nixpkgs' proxyWebsockets.",
    lines: [
      inLocation("proxy_http_version", "1.1"),
      inLocation("proxy_set_header", "Upgrade", "$http_upgrade"),
      inLocation("proxy_set_header", "Connection", "$connection_upgrade"),
    ],
  },
  largeBuffers: {
    comment: "",
    lines: [inLocation("proxy_buffer_size", "32k"), inLocation("proxy_buffers", "8", "32k")],
  },
  verifyTls: {
    comment: "",
    lines: [
      inLocation("proxy_ssl_server_name", "on"),
      inLocation("proxy_ssl_verify", "on"),
      inLocation("proxy_ssl_verify_depth", "3"),
      inLocation("proxy_ssl_trusted_certificate", [{ option: "gatewayTls.caFile" }]),
      when(
        { set: "gatewayTls.serverName" },
        inLocation("proxy_ssl_name", [{ option: "gatewayTls.serverName" }]),
      ),
    ],
  },
  ask: {
    comment:
      "`/auth` passes on of the client's request what is listed here. It asks Frigate, or the identity server.",
    lines: [
      inLocation("internal"),
      inLocation("proxy_pass_request_headers", "off"),
      inLocation("proxy_set_header", "Authorization", "$http_authorization"),
      inLocation("proxy_set_header", "Content-Length", ""),
      inLocation("proxy_set_header", "Cookie", "$http_cookie"),
      inLocation("proxy_set_header", "X-CSRF-TOKEN", "1"),
      inLocation("proxy_set_header", "X-Original-Method", "$request_method"),
    ],
  },
  askFrigate: {
    comment: "",
    lines: [
      use("ask"),
      urlForFrigate("$frigate_uri"),
      comment("By this port Frigate knows its own requests, and lets them in."),
      inLocation("proxy_set_header", portHeader, "$server_port"),
    ],
  },
  askIdentity: {
    comment: "",
    lines: askIdentity,
  },
  gatewayPage: {
    comment: "The gateway's own pages. What a client says of the address it came to is not passed on.",
    lines: gatewayPage,
  },
  gatewayAnswer: {
    comment: "What the gateway's answer means to the browser; with each answer of the identity server.",
    lines: gatewayAnswer,
  },
  authCached: {
    comment:
      "A page's requests wait for the first one's answer, but only this long. Then each asks for itself. An old answer is never used.",
    lines: [
      inLocation("proxy_cache_lock", "on"),
      inLocation("proxy_cache_lock_timeout", "10ms"),
      ...sealedCache("proxy_ignore_headers"),
      inLocation("proxy_ignore_headers", "Cache-Control", "Expires", "Vary", "X-Accel-Expires"),
    ],
  },
  ownAuthCache: {
    comment:
      "Cached: that Frigate lets somebody in, and sets no cookie. The key holds all of the credentials.",
    lines: [
      inLocation("proxy_cache", "frigate_auth_cache"),
      inLocation("proxy_cache_key", ['"', { common: "ownAuthCacheKey" }, '"']),
      inLocation("proxy_cache_valid", "202", "204", [{ option: "authCache" }]),
      use("authCached"),
    ],
  },
  sealed: {
    comment: "What the rest of nginx is told must not change what /auth answers.",
    lines: sealedCheck,
  },
  vod: {
    comment:
      "Recordings as HLS, cut by nginx-vod-module, which fetches the list of files from Frigate through `/api/vod/`.",
    lines: [
      inLocation("aio", "threads"),
      inLocation("vod", "hls"),
      inLocation("vod_mode", "mapped"),
      inLocation("vod_upstream_location", "/api"),
      comment("The module caches by this address, so it holds role and user. /api/vod/ drops them."),
      inLocation("vod_media_set_map_uri", "$vod_suburi\\n$frigate_role\\n$frigate_user"),
      inLocation("vod_max_mapping_response_size", "1m"),
      inLocation("vod_base_url", ""),
      inLocation("vod_segments_base_url", ""),
      inLocation("vod_hls_version", "6"),
      since(
        "0.17",
        comment("Fragmented MP4: smaller segments, which browsers play without repackaging."),
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
      inLocation("secure_token", "$args"),
      inLocation("secure_token_types", "application/vnd.apple.mpegurl"),
      inLocation("keepalive_disable", "safari"),
      since(
        "0.16",
        comment("The vod module answers 502 for a recording that does not exist."),
        inLocation("error_page", "502", "=404", "/vod-not-found"),
      ),
    ],
  },
} as const satisfies Record<string, Fragment>;

export type FragmentName = keyof typeof fragments;
