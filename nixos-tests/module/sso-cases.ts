/** Configurations for the assertions of single sign-on: what brings each one up, in which other ways, and what is fine. */
import { asks, client, gateway, hostname, nginx, proxy, tls, virtualHost } from "./sso-support.ts";

export interface Case {
  readonly what: string;
  readonly configuration: string;
  /** Parts of the one message that is expected: the option, and what to do. */
  readonly says: readonly string[];
  /** The next configuration to it that is right. */
  readonly fine: string;
}

const option = "services.frigate.nginx.";
const settings = (text: string): string => `services.frigate.settings = { ${text} };`;
const roles = 'reverseProxy.roleHeader = "Remote-Groups";';
const kids = settings('auth.roles.kids = [ "front" ];');
const secret = (text: string): string => settings(`proxy.auth_secret = "${text}";`);
const headerLines = (lines: string): string => `services.nginx.commonHttpConfig = "${lines}";`;

/** One for each assertion, in their order. */
export const cases: readonly Case[] = [
  {
    what: "Frigate's own sign-in behind a gateway",
    configuration: nginx(gateway, settings("auth.enabled = true;")),
    says: ["services.frigate.settings.auth.enabled is true", "Leave it out, or set it to false"],
    fine: nginx(gateway, settings("auth.enabled = false;")),
  },
  {
    what: "a gateway whose answer names nobody",
    configuration: nginx('authRequestUrl = "http://127.0.0.1:9091/ask";'),
    says: [`${option}authRequestUrl is set`, `Set ${option}reverseProxy.userHeader, or ${option}preset`],
    fine: nginx(gateway),
  },
  {
    what: "a header that anybody can send",
    configuration: nginx('reverseProxy.userHeader = "X-User";'),
    says: [
      `${option}reverseProxy.userHeader is set`,
      `${option}authRequestUrl`,
      `${option}reverseProxy.trustedAddresses`,
      "services.frigate.settings.proxy.auth_secret.",
    ],
    fine: nginx(proxy),
  },
  {
    what: "another spelling of a header taken for the proxy's",
    configuration: nginx(proxy, headerLines("underscores_in_headers on;")),
    says: [
      "services.nginx has underscores_in_headers or ignore_invalid_headers",
      "takes a client's X_User for the X-User of the proxy",
      "Leave them out",
    ],
    fine: nginx(proxy, headerLines("underscores_in_headers off; ignore_invalid_headers on;")),
  },
  {
    what: "groups of no header",
    configuration: nginx('reverseProxy.roleMap.admin = [ "admins" ];'),
    says: [`${option}reverseProxy.roleMap has groups`, `Set ${option}reverseProxy.roleHeader`],
    fine: nginx(`reverseProxy.roleMap.admin = [ "admins" ]; ${roles}`),
  },
  {
    what: "a role that Frigate does not have",
    configuration: nginx('reverseProxy.defaultRole = "kids";'),
    says: ["no role kids", `${option}reverseProxy.defaultRole`, "services.frigate.settings.auth.roles"],
    fine: nginx('reverseProxy.defaultRole = "kids";', kids),
  },
  {
    what: "a group with the separator in it",
    configuration: nginx(`reverseProxy.roleMap.admin = [ "a,b" "c" ]; ${roles}`),
    says: [`${option}reverseProxy.roleMap: a,b holds`, `Set ${option}reverseProxy.separator`],
    fine: nginx(`reverseProxy = { roleMap.admin = [ "a,b" "c" ]; separator = "|"; }; ${roles}`),
  },
  {
    what: "NixOS' helper for oauth2-proxy as well",
    configuration: nginx(gateway, oauth2ProxyHelper(hostname)),
    says: [
      "services.oauth2-proxy.nginx.virtualHosts",
      `Take it out there, and set ${option}preset = "oauth2-proxy"`,
    ],
    fine: nginx(gateway, oauth2ProxyHelper("blog.example.com")),
  },
  {
    what: "NixOS' helper for Tailscale as well",
    configuration: nginx(gateway, tailscaleHelper(hostname)),
    says: [
      "services.nginx.tailscaleAuth.virtualHosts",
      `Take it out there, and set ${option}preset = "tailscale"`,
    ],
    fine: nginx(gateway, tailscaleHelper("blog.example.com")),
  },
  {
    what: "people on Frigate's own port",
    configuration: nginx(gateway, virtualHost('listen = [ { addr = "192.0.2.7"; port = 5000; } ];')),
    says: [`services.nginx.virtualHosts.${hostname}.listen has port 5000`, "Use another port"],
    fine: nginx(gateway, virtualHost('listen = [ { addr = "192.0.2.7"; port = 8080; } ];')),
  },
  {
    what: "a host without a name, where people have to return",
    configuration: nginx(gateway, virtualHost('serverName = "_";')),
    says: [`${option}publicUrl`, "has no name that a browser could call", `Set ${option}publicUrl`],
    fine: nginx(`${gateway} publicUrl = "https://cams.example.com";`, virtualHost('serverName = "_";')),
  },
  {
    what: "a host that listens on no port of its address",
    configuration: nginx(gateway, virtualHost('listen = [ { addr = "unix:/run/frigate.sock"; } ];')),
    says: [`${option}publicUrl is http://${hostname}`, "listens on no such port", `${option}publicUrl`],
    fine: nginx(gateway, virtualHost('listen = [ { addr = "0.0.0.0"; port = 8080; } ];')),
  },
  {
    what: "a gateway over TLS by its address",
    configuration: nginx(
      'authRequestUrl = "https://192.0.2.10:9443/ask"; reverseProxy.userHeader = "X-User";',
    ),
    says: ["https://192.0.2.10:9443/ask", `${option}gatewayTls.serverName`],
    fine: nginx(
      'authRequestUrl = "https://192.0.2.10/ask"; reverseProxy.userHeader = "X-User"; gatewayTls.serverName = "auth.example.com";',
    ),
  },
  {
    what: "a gateway that judges https only, without TLS",
    configuration: nginx('preset = "authelia";'),
    says: [
      `${option}publicUrl is http://${hostname}`,
      "Give the virtual host a certificate (forceSSL)",
      "set publicUrl where",
    ],
    fine: nginx('preset = "authelia";', tls("forceSSL")),
  },
  {
    what: "a sign-in page on another host that is not named",
    configuration: nginx('preset = "vouch-proxy";'),
    says: [`${option}preset is vouch-proxy`, `Set ${option}signIn.url`],
    fine: nginx('preset = "vouch-proxy"; signIn.url = "https://vouch.example.com/login";'),
  },
  {
    what: "lines for an identity server that is no virtual host",
    configuration: nginx(gateway, 'services.nginx.virtualHosts.frigate-identity.extraConfig = "# mine";'),
    says: ["services.nginx.virtualHosts.frigate-identity has no effect", `${option}authRequestConfig`],
    fine: nginx(`${gateway} authRequestConfig = "# mine";`),
  },
  {
    what: "a secret next to a gateway",
    configuration: nginx(gateway, secret("{FRIGATE_PROXY_SECRET}")),
    says: ["services.frigate.settings.proxy.auth_secret is of no use with a gateway", "Leave it out"],
    fine: nginx(gateway),
  },
  {
    what: "clients next to a proxy with a secret",
    configuration: nginx(`${proxy} ${client}`, secret("open sesame")),
    says: [
      `${option}clients do not know services.frigate.settings.proxy.auth_secret`,
      "Leave the secret out",
    ],
    fine: nginx(`${proxy} ${client}`),
  },
  {
    what: "a header that is not for the user to set",
    configuration: nginx(`${gateway} authRequestHeaders = { Cookie = "x"; X-Fine = "x"; };`),
    says: [`${option}authRequestHeaders: Cookie is set by the module`, "Leave it out"],
    fine: nginx(`${gateway} authRequestHeaders = { Authorization = "x"; X-Cookie = "x"; };`),
  },
  {
    what: "a page of the gateway's in the place of Frigate's",
    configuration: nginx(`${gateway} publicLocations."/recordings/" = "http://127.0.0.1:9091";`),
    says: [`${option}publicLocations: /recordings/ is a location of Frigate's`],
    fine: nginx(`${gateway} publicLocations."/sign-in/" = "http://127.0.0.1:9091";`),
  },
  {
    what: "a client from nowhere",
    configuration: nginx('clients.robot = { addresses = [ ]; paths = [ "/api/metrics" ]; user = "robot"; };'),
    says: [`${option}clients: a client needs at least one of addresses, and of paths`],
    fine: nginx(client),
  },
  {
    what: "another user header told to Frigate",
    configuration: nginx(gateway, settings('proxy.header_map.user = "x-forwarded-user";')),
    says: [
      "services.frigate.settings.proxy.header_map.user is x-forwarded-user",
      "needs it to be remote-user",
      `set ${option}reverseProxy.userHeader instead`,
    ],
    fine: nginx(gateway, settings('proxy.header_map.user = "Remote-User";')),
  },
  {
    what: "another role header told to Frigate",
    configuration: nginx(proxy, settings('proxy.header_map.role = "x-forwarded-groups";')),
    says: [
      "services.frigate.settings.proxy.header_map.role is x-forwarded-groups",
      "needs it to be remote-role",
      `set ${option}reverseProxy.roleHeader instead`,
    ],
    fine: nginx(proxy, settings('proxy.header_map.role = "REMOTE-ROLE";')),
  },
  {
    what: "another default role told to Frigate",
    configuration: nginx(gateway, settings('proxy.default_role = "admin";')),
    says: [
      "services.frigate.settings.proxy.default_role is admin",
      "needs it to be viewer",
      `set ${option}reverseProxy.defaultRole instead`,
    ],
    fine: nginx(`${gateway} reverseProxy.defaultRole = "admin";`, settings('proxy.default_role = "admin";')),
  },
  {
    what: "two places to sign out",
    configuration: nginx(`${gateway} signOutUrl = "/out";`, settings('proxy.logout_url = "/elsewhere";')),
    says: ["services.frigate.settings.proxy.logout_url", `${option}signOutUrl`, "Set one of them"],
    fine: nginx(`${gateway} signOutUrl = "/out";`, settings('proxy.logout_url = "/out";')),
  },
  {
    what: "roles mapped once more by Frigate",
    configuration: nginx(`${gateway} ${roles}`, settings('proxy.header_map.role_map.admin = [ "admins" ];')),
    says: [
      "services.frigate.settings.proxy.header_map.role_map",
      `Set ${option}reverseProxy.roleMap instead`,
    ],
    fine: nginx(
      `${gateway} ${roles} reverseProxy.roleMap.admin = [ "admins" ];`,
      settings("proxy.header_map.role_map = { };"),
    ),
  },
  {
    what: "clients, and nobody who says who people are",
    configuration: nginx(client, settings("auth.enabled = false;")),
    says: [`${option}clients are there`, `Set ${option}authRequestUrl`],
    fine: nginx(client),
  },
  {
    what: "a client with a role of few cameras next to Frigate's own sign-in",
    configuration: nginx(`${client} clients.robot.role = "kids";`, kids),
    says: [`${option}clients: the role of robot`, "Choose admin or viewer"],
    fine: nginx(`${gateway} ${client} clients.robot.role = "kids";`, kids),
  },
  {
    what: "a header of the preset's in another spelling",
    configuration: nginx('preset = "oauth2-proxy"; authRequestHeaders.host = "auth.example.com";'),
    says: [`${option}authRequestHeaders names a header twice`, "Use the spelling of the"],
    fine: nginx('preset = "oauth2-proxy"; authRequestHeaders.Host = "auth.example.com";'),
  },
];

/** The same assertions by other ways. */
export const variants: readonly (readonly [what: string, configuration: string, part: string])[] = [
  ...[
    headerLines("ignore_invalid_headers  off;"),
    'services.nginx.appendHttpConfig = "underscores_in_headers on;";',
    virtualHost('extraConfig = "ignore_invalid_headers off;";'),
    'services.nginx.virtualHosts."blog.example.com".extraConfig = "underscores_in_headers on;";',
  ].map(
    (lines) =>
      [
        `another spelling of a header taken for the proxy's: ${lines}`,
        nginx(proxy, lines),
        "Leave them out",
      ] as const,
  ),
  [
    "Frigate's own sign-in behind a proxy",
    nginx(proxy, settings("auth.enabled = true;")),
    "auth.enabled is true",
  ],
  [
    "a header of a preset whose gateway is taken away",
    nginx('preset = "tailscale"; authRequestUrl = null;'),
    "userHeader is set",
  ],
  [
    "a secret of null is none",
    nginx('reverseProxy.userHeader = "X-User";', settings("proxy.auth_secret = null;")),
    "userHeader is set",
  ],
  ["an unknown role in the map", nginx(`reverseProxy.roleMap.kids = [ "a" ]; ${roles}`), "no role kids"],
  ["an unknown role of a client", nginx(`${client} clients.robot.role = "kids";`), "no role kids"],
  [
    "a group with authentik's separator",
    nginx('preset = "authentik"; reverseProxy.roleMap.admin = [ "a|b" ];'),
    "a|b holds",
  ],
  [
    "the helper of oauth2-proxy next to clients",
    nginx(client, oauth2ProxyHelper(hostname)),
    "services.oauth2-proxy.nginx",
  ],
  [
    "the helper of Tailscale behind a proxy",
    nginx(proxy, tailscaleHelper(hostname)),
    "services.nginx.tailscaleAuth",
  ],
  ["VoidAuth without TLS", nginx('preset = "voidauth";'), "publicUrl is http://"],
  [
    "a gateway that judges https only, publicUrl",
    nginx('preset = "authelia"; publicUrl = "http://frigate";', tls("onlySSL")),
    "publicUrl is http://frigate,",
  ],
  [
    "Connection, in capitals",
    nginx(`${gateway} authRequestHeaders.CONNECTION = "x";`),
    "CONNECTION is set by the module",
  ],
  [
    "Content-Length, in small letters",
    nginx(`${gateway} authRequestHeaders.content-length = "1";`),
    "content-length is set by",
  ],
  [
    "a client that may go nowhere",
    nginx(`${client} clients.lost = { addresses = [ "192.0.2.8" ]; paths = [ ]; user = "x"; };`),
    "a client needs",
  ],
  [
    "sign-out of a preset and of a setting",
    nginx('preset = "oauth2-proxy";', settings('proxy.logout_url = "/out";')),
    "logout_url",
  ],
];

export const quiet: readonly (readonly [what: string, configuration: string])[] = [
  [
    "a proxy that brings Frigate's secret",
    nginx('reverseProxy.userHeader = "X-User";', secret("{FRIGATE_PROXY_SECRET}")),
  ],
  ["clients next to Frigate's own sign-in", nginx(client, settings("auth.enabled = true;"))],
  [
    "a sign-in of one's own told to Frigate, without ours",
    nginx(
      "",
      settings('auth.enabled = false; proxy = { header_map.user = "x-user"; default_role = "admin"; };'),
    ),
  ],
  [
    "underscores where no header of a proxy's counts",
    nginx(gateway, headerLines("underscores_in_headers on; ignore_invalid_headers off;")),
  ],
  ["people without a role, who are refused", nginx(`${gateway} reverseProxy.defaultRole = null;`)],
  [
    "no default role, whatever Frigate's own is",
    nginx(`${gateway} reverseProxy.defaultRole = null;`, settings('proxy.default_role = "viewer";')),
  ],
  ["the helper of oauth2-proxy without ours", nginx("", oauth2ProxyHelper(hostname))],
  [
    "all settings in agreement",
    nginx(
      `${gateway} signOutUrl = "/out";`,
      settings(
        'auth.enabled = false; proxy = { header_map = { user = "Remote-User"; role = "Remote-Role"; }; default_role = "viewer"; logout_url = "/out"; };',
      ),
    ),
  ],
  ["sign-out in Frigate's settings alone", nginx(gateway, settings('proxy.logout_url = "/elsewhere";'))],
  [
    "a socket next to a gateway",
    nginx(
      `${gateway} publicUrl = "https://cams.example.com";`,
      virtualHost('listen = [ { addr = "unix:/run/frigate.sock"; } ];'),
    ),
  ],
  [
    "a path below one of Frigate's",
    nginx(`${gateway} publicLocations."/apiary/" = "http://127.0.0.1:9091";`),
  ],
  ["https by the virtual host: addSSL", nginx('preset = "voidauth";', tls("addSSL"))],
  ["https by the virtual host: onlySSL", nginx('preset = "voidauth";', tls("onlySSL"))],
  ["https by something in front", nginx(`preset = "authelia"; publicUrl = "https://${hostname}";`)],
  ["a gateway of one's own over plain http", nginx(asks("http://auth.example.com/verify"))],
  ...["oauth2-proxy", "authentik", "tinyauth", "tailscale"].map(
    (name) => [`preset ${name}`, nginx(`preset = "${name}";`)] as const,
  ),
];

function oauth2ProxyHelper(host: string): string {
  return `services.oauth2-proxy = {
    enable = true; provider = "oidc"; clientID = "x"; keyFile = "/x"; cookie.domain = ".example.com";
    nginx = { domain = "auth.example.com"; virtualHosts."${host}" = { }; };
  };`;
}

function tailscaleHelper(host: string): string {
  return `services.nginx.tailscaleAuth = { enable = true; virtualHosts = [ "${host}" ]; };`;
}
