/** What people have in the rest of their nginx: settings that locations and hosts inherit, or that act before a host is known. */
import type { Authority } from "./configurations.ts";

export interface Setting {
  readonly name: string;
  /** Why people have it. */
  readonly why: string;
  /** Text of a NixOS module. */
  readonly text: string;
  /** Attacks to run: all, or those of these names besides the usual ones (under-setting.ts). */
  readonly attacks?: "all" | readonly string[];
  /** Who is told at evaluation that it cannot be, and in which words. */
  readonly refused?: { readonly authority: Authority["kind"]; readonly saying: RegExp };
  /** The user's own pages take the place of refusals: of those, only what reaches a backend is compared. */
  readonly ownPages?: true;
}

const host = '"frigate.example.com"';
const lines = (text: string): string => `''${text}''`;

/** At http level, before the hosts. */
const http = (text: string): string => `services.nginx.commonHttpConfig = ${lines(text)};`;
/** At http level, behind the hosts. */
const httpEnd = (text: string): string => `services.nginx.appendHttpConfig = ${lines(text)};`;
/** In Frigate's virtual host. */
const vhost = (text: string): string => `services.nginx.virtualHosts.${host}.extraConfig = ${lines(text)};`;
/** Another virtual host that answers whoever names no host, with TLS and without. */
const defaultHost = (text: string): string => `services.nginx.virtualHosts."files.example.com" = {
    default = true; addSSL = true;
    sslCertificate = "/etc/ssl/files.pem"; sslCertificateKey = "/etc/ssl/files.key";
    locations."/".return = "404"; extraConfig = ${lines(text)};
  };`;
/** A page that says that Frigate is down. */
const down = `services.nginx.virtualHosts.${host}.locations."@down".return = "200 'Back soon.'";`;

const nixModule = (...settings: readonly string[]): string => `{ ${settings.join("\n")} }`;

/** A client's address is not counted at home; that of a request over a unix socket is `unix:`, which is not at home. */
const notAtHome = `geo $limited { default 1; 127.0.0.0/8 0; }
  map $limited $limited_address { 0 ""; default $binary_remote_addr; }`;

export const settings: readonly Setting[] = [
  {
    name: "a maintenance page with status 200",
    why: "apps that read only answers of 200 show it",
    text: nixModule(
      vhost("error_page 500 502 503 504 =200 /maintenance.html;"),
      `services.nginx.virtualHosts.${host}.locations."= /maintenance.html".return = "200 'Back soon.'";`,
    ),
    attacks: "all",
    ownPages: true,
  },
  {
    name: "a maintenance page with the status of its location, for all hosts",
    why: "one page for every service",
    text: nixModule(http("error_page 500 502 503 504 = @down;"), down),
    attacks: "all",
    ownPages: true,
  },
  {
    name: "a maintenance page in place of what backends say themselves",
    why: "nobody reads a stack trace",
    text: nixModule(vhost("proxy_intercept_errors on; error_page 500 502 503 504 = @down;"), down),
    attacks: "all",
    ownPages: true,
  },
  {
    name: "the start page in place of 403 and 404",
    why: "apps of one page have their routes in the browser",
    text: nixModule(vhost("proxy_intercept_errors on; error_page 403 404 =200 /index.html;")),
    attacks: "all",
    ownPages: true,
  },
  {
    name: "the start page in place of every error, for all hosts",
    why: "the same, written once",
    text: nixModule(http("proxy_intercept_errors on; error_page 401 403 404 500 502 503 504 = /index.html;")),
    attacks: "all",
    ownPages: true,
  },
  {
    name: "pages of one's own for 401, 403 and 404, for all hosts",
    why: "errors in the house's colours",
    text: nixModule(http("error_page 401 403 404 /custom.html;")),
    ownPages: true,
  },
  {
    name: "a cache for all hosts",
    why: "pages load faster",
    text: nixModule(
      http(`proxy_cache_path /var/cache/nginx/everything keys_zone=everything:1m;
        proxy_cache everything; proxy_cache_valid any 1m;`),
    ),
  },
  {
    name: "stale answers for all hosts, next to remembered ones of the gateway",
    why: "pages load although a backend restarts",
    text: `{ config, lib, ... }: {
      services.frigate.nginx.authCache = lib.mkIf (config.services.frigate.nginx.preset != null) "1m";
      ${http(`proxy_cache_background_update on;
        proxy_cache_use_stale error timeout updating http_403 http_500 http_502 http_503 http_504;`)}
    }`,
  },
  {
    name: "a limit of requests by address, for all hosts",
    why: "nobody guesses passwords all day",
    text: nixModule(
      http(`${notAtHome} limit_req_zone $limited_address zone=requests:1m rate=1r/m;
      limit_req zone=requests burst=2 nodelay;`),
    ),
  },
  {
    name: "a limit of connections by address, for all hosts",
    why: "nobody takes all connections",
    text: nixModule(
      http(`${notAtHome} limit_conn_zone $limited_address zone=connections:1m;
      limit_conn connections 1;`),
    ),
  },
  {
    name: "any of several rules is enough, for all hosts",
    why: "at home nobody needs the password of the hosts that have one",
    text: nixModule(http("satisfy any;")),
  },
  {
    name: "a password for all hosts but this one",
    why: "what has no sign-in of its own is not left open",
    text: nixModule(
      http('auth_basic "at home"; auth_basic_user_file /etc/nginx/htpasswd;'),
      vhost("auth_basic off;"),
    ),
  },
  {
    name: "underscores in headers, for all hosts",
    why: "some programs need them",
    text: nixModule(http("underscores_in_headers on;")),
    attacks: "all",
    refused: { authority: "proxy", saying: /underscores_in_headers/ },
  },
  {
    name: "odd headers at another host that answers by default",
    why: "MinIO's documentation says so",
    text: nixModule(defaultHost("ignore_invalid_headers off;")),
    attacks: ["identity headers with underscores, before Host"],
    refused: { authority: "proxy", saying: /ignore_invalid_headers/ },
  },
  {
    name: "expressions compiled to machine code",
    why: "in collections of settings for servers",
    text: nixModule('services.nginx.appendConfig = "pcre_jit on;";'),
    attacks: ["a face, in a path with a blank"],
  },
  {
    name: "the address that a proxy on this machine says",
    why: "a tunnel or a load balancer stands in front",
    text: nixModule(
      http(`set_real_ip_from 127.0.0.1; set_real_ip_from unix:; real_ip_header X-Forwarded-For;
        real_ip_recursive on;`),
    ),
    attacks: ["somebody else's address"],
  },
  {
    name: "another host that answers by default, with other rules for paths and headers",
    why: "a host for unknown names, or for another program",
    text: nixModule(defaultHost("merge_slashes off; large_client_header_buffers 8 64k;")),
  },
  {
    name: "everything that NixOS recommends",
    why: "NixOS recommends it",
    text: nixModule(
      ...["Brotli", "Gzip", "Tls", "Proxy"].map(
        (what) => `services.nginx.recommended${what}Settings = true;`,
      ),
      "services.nginx.recommendedOptimisation = true;",
    ),
  },
  {
    name: "headers of requests and answers, for all hosts",
    why: "a line from a guide to proxies",
    text: nixModule(
      http(`proxy_set_header X-Real-IP $remote_addr; proxy_set_header Remote-User $http_remote_user;
        proxy_set_header X-Server-Port 5000; proxy_hide_header X-Powered-By; proxy_pass_header Server;
        proxy_pass_header X-Accel-Redirect; proxy_buffering off;`),
    ),
  },
  {
    name: "headers, redirects and ranges of answers, for all hosts",
    why: "a line from a guide to security",
    text: nixModule(
      httpEnd(`add_header X-Frame-Options DENY always; charset utf-8; etag off; max_ranges 1;
        absolute_redirect on; port_in_redirect on; server_name_in_redirect on; merge_slashes off;`),
    ),
  },
];
