/** Configurations of single sign-on, and what each adds to nginx.conf. */
import { words } from "../../generator/inspect/collections.ts";
import { gateways, type Gateway, type GatewayName } from "../../generator/schema/gateways.ts";
import { maps } from "../../generator/schema/maps.ts";
import { asks, client, gateway, hostname, nginx, proxy, tls, withVersion } from "./sso-support.ts";

const secret = 'services.frigate.settings.proxy.auth_secret = "open sesame";';
const cameras = 'services.frigate.settings.auth.roles.kids = [ "front" ];';
const preset = (name: GatewayName, more = "", others = ""): string => {
  const { signIn }: Gateway = gateways[name];
  const page = signIn.kind === "elsewhere" ? `signIn.url = "${signIn.example}";` : "";
  return nginx(`preset = "${name}"; publicUrl = "https://${hostname}"; ${page} ${more}`, others);
};
const names = Object.keys(gateways) as readonly GatewayName[];
const everyPreset = (suffix: string, more: string): Record<string, string> =>
  Object.fromEntries(names.map((name) => [`${name}${suffix}`, preset(name, more)]));

export const configurations = {
  nothing: nginx(""),
  gateway: nginx(gateway),
  "gateway with TLS": nginx(gateway, tls("forceSSL")),
  "gateway with clients": nginx(`${gateway} ${client}`),
  "gateway without roles": nginx(asks("http://127.0.0.1:9091/ask")),
  "gateway, cameras by role": withVersion("0.18.2", gateway, cameras),
  "gateway, cameras by role before 0.18": withVersion("0.17.2", gateway, cameras),
  "gateway, no cameras by role": withVersion(
    "0.18.2",
    gateway,
    "services.frigate.settings.auth.roles.all = [ ];",
  ),
  "gateway, unknown version": withVersion("0.19.0", gateway),
  "gateway, version without a number": withVersion("0-unstable-2026-01-01", gateway),
  proxy: nginx(`${proxy} reverseProxy.roleHeader = "X-Groups";`),
  "proxy that refuses": nginx(`${proxy} reverseProxy.defaultRole = null;`),
  "proxy with secret": nginx('reverseProxy.userHeader = "X-User";', secret),
  "proxy with clients": nginx(`${proxy} ${client}`),
  clients: nginx(client),
  "nothing, remembered": nginx('authCache = "5s";'),
  "nothing, 0.18, remembered": withVersion("0.18.1", 'authCache = "5s";'),
  "clients, remembered": nginx(`${client} authCache = "5s";`, secret),
  "no listener": nginx(`${gateway} internalListen = null;`),
  "another cookie": preset("oauth2-proxy", "", 'services.oauth2-proxy.cookie.name = "_frigate";'),
  "a cookie no variable can be called like": preset(
    "oauth2-proxy",
    "",
    'services.oauth2-proxy.cookie.name = "__Host-session";',
  ),
  "sign-in page": nginx(
    `${gateway} signIn.url = "https://auth.example.com/in?app=frigate"; signIn.redirectParameter = "back";`,
  ),
  "pages of the gateway's": nginx(
    `${gateway} publicLocations."/in/" = "https://auth.example.com"; authCache = "1m";`,
  ),
  ...everyPreset("", ""),
  ...everyPreset(", remembered", 'authCache = "5s";'),
} as const satisfies Record<string, string>;

/** Those that are there without single sign-on. */
export const mapsOfFrigate = [
  ...maps.filter(({ when }) => when === undefined).map(({ map }) => String(map.args[1]).slice(1)),
  ...words("frigate_unknown_host frigate_unknown_page"),
];
const mapsOfSignOn = words("frigate_admitted_role frigate_admitted_user frigate_directions frigate_entry");
const mapsOfGateway = words(`
  frigate_gateway_first_cookie frigate_gateway_role frigate_nameless frigate_navigation frigate_shown_user
  frigate_verdict
`);
const mapsOfKnown = words("frigate_decider frigate_known_role frigate_known_user");
const mapsOfProxy = words("frigate_proxy_is_trusted frigate_person frigate_proxy_role frigate_proxy_user");
const mapsOfClient = ["frigate_client_from_robot", "frigate_client", "frigate_client_is_robot"];
const mapsOfSplitting = ["frigate_cookie_attributes", "frigate_gateway_second_cookie"];

/**
 * By name of a configuration: tables, upstreams, locations of the identity server, and locations of the
 * host that are new.
 */
export const parts: readonly (readonly [
  name: string,
  tables: readonly string[],
  upstreams: readonly string[],
  asked: readonly string[],
  added: readonly string[],
])[] = [
  ["nothing", [], [], [], []],
  [
    "gateway",
    [...mapsOfSignOn, ...mapsOfGateway],
    ["frigate-gateway", "frigate-identity"],
    ["= /admitted", "= /auth", "= /gateway", "= /refused"],
    ["= /login", "@frigate_sign_in", "@frigate_refusal"],
  ],
  [
    "gateway with clients",
    [...mapsOfSignOn, ...mapsOfGateway, ...mapsOfKnown, ...mapsOfClient],
    ["frigate-gateway", "frigate-identity"],
    ["= /admitted", "= /auth", "= /gateway", "= /known", "= /refused"],
    ["= /login", "@frigate_sign_in", "@frigate_refusal"],
  ],
  [
    "gateway, cameras by role",
    [...mapsOfSignOn, ...mapsOfGateway, "frigate_judge"],
    ["frigate-gateway", "frigate-identity"],
    ["= /admitted", "= /auth", "= /frigate", "= /gateway", "= /refused"],
    ["= /login", "@frigate_sign_in", "@frigate_refusal"],
  ],
  [
    "gateway, unknown version",
    [...mapsOfSignOn, ...mapsOfGateway],
    ["frigate-gateway", "frigate-identity"],
    ["= /admitted", "= /auth", "= /frigate", "= /gateway", "= /refused"],
    ["= /login", "@frigate_sign_in", "@frigate_refusal"],
  ],
  [
    "proxy",
    [...mapsOfSignOn, ...mapsOfKnown, ...mapsOfProxy],
    ["frigate-identity"],
    ["= /admitted", "= /known", "= /refused", "= /stranger"],
    [],
  ],
  [
    "proxy that refuses",
    [...mapsOfSignOn, ...mapsOfKnown, ...mapsOfProxy, "frigate_shown_user"],
    ["frigate-identity"],
    ["= /admitted", "= /known", "= /refused", "= /stranger"],
    ["@frigate_refusal"],
  ],
  [
    "proxy with secret",
    [...mapsOfSignOn, ...mapsOfKnown, ...mapsOfProxy],
    ["frigate-identity"],
    ["= /admitted", "= /frigate", "= /known", "= /refused", "= /stranger"],
    [],
  ],
  [
    "clients",
    [...mapsOfSignOn, ...mapsOfKnown, ...mapsOfClient],
    ["frigate-identity"],
    ["= /admitted", "= /known", "= /refused"],
    [],
  ],
  [
    "oauth2-proxy",
    [...mapsOfSignOn, ...mapsOfGateway, ...mapsOfSplitting],
    ["frigate-gateway", "frigate-identity"],
    ["= /admitted", "= /auth", "= /gateway", "= /refused"],
    ["/oauth2/", "= /login", "@frigate_sign_in", "@frigate_refusal"],
  ],
  [
    "tailscale",
    [...mapsOfSignOn, ...mapsOfGateway, "frigate_decider", "frigate_neighbour"],
    ["frigate-gateway", "frigate-identity"],
    ["= /admitted", "= /auth", "= /gateway", "= /refused"],
    ["= /login", "@frigate_sign_in", "@frigate_refusal"],
  ],
];
