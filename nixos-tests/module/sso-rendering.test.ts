/** What single sign-on adds to nginx.conf, and that nothing of it is there without. */
import { words } from "../../generator/inspect/collections.ts";
import { describe, expect, test } from "vitest";
import { maps } from "../../generator/schema/identity.ts";
import { gateways, type Gateway, type GatewayName } from "../../generator/schema/gateways.ts";
import { routes, type Route as SchemaRoute } from "../../generator/schema/routes.ts";
import { serversOf } from "../../generator/inspect/nginx/effective.ts";
import { everyDirective, valuesOf, type NginxFile } from "../../generator/inspect/nginx/parse.ts";
import { everyNixpkgs } from "../support/nixpkgs.ts";
import { asks, client, gateway, hostname, linesOf, nginx, proxy, tls, viewsOf } from "./sso-support.ts";

const secret = 'services.frigate.settings.proxy.auth_secret = "open sesame";';
const preset = (name: GatewayName, more = "", others = ""): string => {
  const { signIn }: Gateway = gateways[name];
  const page = signIn.kind === "elsewhere" ? `signIn.url = "${signIn.example}";` : "";
  return nginx(`preset = "${name}"; publicUrl = "https://${hostname}"; ${page} ${more}`, others);
};
const names = Object.keys(gateways) as readonly GatewayName[];
const everyPreset = (suffix: string, more: string): Record<string, string> =>
  Object.fromEntries(names.map((name) => [`${name}${suffix}`, preset(name, more)]));

const configurations = {
  nothing: nginx(""),
  gateway: nginx(gateway),
  "gateway with TLS": nginx(gateway, tls("forceSSL")),
  "gateway with secret": nginx(gateway, secret),
  "gateway with clients": nginx(`${gateway} ${client}`),
  "gateway without roles": nginx(asks("http://127.0.0.1:9091/ask")),
  proxy: nginx(`${proxy} reverseProxy.roleHeader = "X-Groups";`),
  "proxy with secret": nginx('reverseProxy.userHeader = "X-User";', secret),
  "proxy with clients": nginx(`${proxy} ${client}`),
  clients: nginx(client),
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
const mapsOfFrigate = maps
  .filter(({ when }) => when === undefined)
  .map(({ map }) => String(map.args[1]).slice(1));
const mapsOfSignOn = words(`
  frigate_decider frigate_directions frigate_internal_port frigate_known_role frigate_known_user
  frigate_outside
`);
const mapsOfGateway = words(`
  frigate_gateway_first_cookie frigate_gateway_role frigate_judge frigate_nameless frigate_navigation
`);
const mapsOfProxy = words("frigate_proxy_is_trusted frigate_person frigate_proxy_role frigate_proxy_user");
const mapsOfClient = ["frigate_client_from_robot", "frigate_client", "frigate_client_is_robot"];
const mapsOfSplitting = ["frigate_cookie_attributes", "frigate_gateway_second_cookie"];

/** Parts by configuration: tables, upstreams, locations of the identity server, and locations of the host that are new. */
const parts: readonly (readonly [
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
    ["= /auth", "= /client", "= /gateway", "= /nameless", "= /stranger"],
    ["= /login", "@frigate_sign_in"],
  ],
  ["proxy", [...mapsOfSignOn, ...mapsOfProxy], ["frigate-identity"], ["= /client", "= /stranger"], []],
  ["clients", [...mapsOfSignOn, ...mapsOfClient], ["frigate-identity"], ["= /client", "= /stranger"], []],
  [
    "oauth2-proxy",
    [...mapsOfSignOn, ...mapsOfGateway, ...mapsOfSplitting],
    ["frigate-gateway", "frigate-identity"],
    ["= /auth", "= /client", "= /gateway", "= /nameless", "= /stranger"],
    ["/oauth2/", "= /login", "@frigate_sign_in"],
  ],
];

const sorted = (values: Iterable<string>): readonly string[] => [...values].toSorted();
const zonesOf = (file: NginxFile): readonly string[] =>
  everyDirective(file.body)
    .flatMap((directive) => (directive.name === "proxy_cache_path" ? valuesOf(directive) : []))
    .flatMap((value) => /^keys_zone=([^:]*)/.exec(value)?.[1] ?? []);
const upstreamsOf = (file: NginxFile): readonly string[] =>
  everyDirective(file.body).flatMap((directive) =>
    directive.name === "upstream" ? valuesOf(directive) : [],
  );

describe.each(everyNixpkgs)("with the %s", (_, nixpkgs) => {
  const of = viewsOf(nixpkgs, configurations);
  const everyName = Object.keys(configurations);
  const signingOn = everyName.filter((name) => name !== "nothing");

  test.each(parts)("what is there: %s", (name, tables, upstreams, asked, added) => {
    const found = [...of(name).tables.keys()].filter((variable) => variable !== "connection_upgrade");
    expect(sorted(found)).toEqual(sorted([...mapsOfFrigate, ...tables]));
    const backends = ["frigate-api", "frigate-go2rtc", "frigate-jsmpeg", "frigate-mqtt-ws"];
    expect(sorted(upstreamsOf(of(name).file))).toEqual(sorted([...backends, ...upstreams]));
    expect(sorted(of(name).identity.keys())).toEqual(sorted(asked));
    const before = of("nothing").host;
    expect(sorted([...of(name).host.keys()].filter((matcher) => !before.has(matcher)))).toEqual(
      sorted(added),
    );
    expect(zonesOf(of(name).file)).toEqual(["frigate_api_cache"]);
  });

  test("/auth asks Frigate, or who decides", () => {
    expect(linesOf(of("nothing").host.get("/auth"), "proxy_pass")).toEqual(["http://frigate-api"]);
    for (const name of signingOn) {
      expect(linesOf(of(name).host.get("/auth"), "proxy_pass"), name).toEqual(["http://$frigate_decider"]);
    }
  });

  test("the identity server is on a socket, and on nothing else", () => {
    for (const name of signingOn) {
      const server = serversOf(of(name).file).find((one) => one.names.includes("frigate-identity"));
      expect(server?.listens, name).toEqual(["unix:/run/nginx/frigate-identity.sock"]);
      expect(linesOf(of(name).identity.get("= /stranger"), "return"), name).toEqual(["401"]);
    }
  });

  test("only a gateway's page asks for a session, and leads to sign in", () => {
    for (const name of everyName) {
      const page = of(name).host.get("/");
      const hasGateway = of(name).host.has("@frigate_sign_in");
      expect(linesOf(page, "auth_request"), name).toEqual(hasGateway ? ["/auth"] : []);
      expect(linesOf(page, "error_page"), name).toEqual(hasGateway ? ["401 = @frigate_sign_in"] : []);
    }
  });

  test("every name of ours begins with frigate", () => {
    for (const [name, file] of everyName.map((name) => [name, of(name).file] as const)) {
      const assigned = everyDirective(file.body).flatMap((directive) => {
        const values = valuesOf(directive);
        switch (directive.name) {
          case "set":
          case "set_escape_uri":
          case "auth_request_set":
            return values.slice(0, 1);
          case "map":
          case "geo":
            return values.slice(-1);
          default:
            return [...directive.name.matchAll(/\(\?<(\w+)>/g)].map(([, capture]) => `$${capture}`);
        }
      });
      const others = assigned.filter((variable) => !variable.startsWith("$frigate_"));
      expect(new Set(others), name).toEqual(new Set(["$connection_upgrade"]));
      const locations = everyDirective(file.body).flatMap((directive) =>
        directive.name === "location" ? valuesOf(directive) : [],
      );
      const named = locations.filter((matcher) => matcher.startsWith("@"));
      for (const word of [...zonesOf(file), ...named]) expect(word, name).toMatch(/^@?frigate_/);
      for (const word of upstreamsOf(file)) expect(word, name).toMatch(/^frigate-/);
      const hosts = serversOf(file).flatMap((server) => server.names);
      expect(new Set(hosts.filter((host) => host !== hostname && host !== "frigate-identity")), name).toEqual(
        new Set(),
      );
    }
  });

  test("nothing reads the client's Host header but NixOS' own lines", () => {
    const usual = [
      "proxy_set_header Host $host",
      "proxy_set_header X-Forwarded-Host $host",
      "return 301 https://$host$request_uri",
    ];
    for (const [name, file] of everyName.map((name) => [name, of(name).file] as const)) {
      const lines = everyDirective(file.body).map((directive) =>
        [directive.name, ...valuesOf(directive)].join(" "),
      );
      expect(
        lines.filter((line) => /\$\{?http_host\b/.test(line)),
        name,
      ).toEqual([]);
      expect(
        lines.filter((line) => /\$\{?host\b/.test(line) && !usual.includes(line)),
        name,
      ).toEqual([]);
    }
    for (const name of signingOn) {
      const [, ...others] = [
        "",
        ...of(name).identity.values(),
        of(name).host.get("/auth"),
        of(name).host.get("/oauth2/"),
      ];
      const read = others.flatMap((route) => (typeof route === "object" ? route.directives : []));
      const texts = read.map(({ directive }) => valuesOf(directive).join(" "));
      expect(
        texts.filter((text) => /\$\{?(http_)?host\b/.test(text)),
        name,
      ).toEqual([]);
    }
  });

  test("websockets get a 401 without directions; everything else that is protected gets some", () => {
    const schema = new Map<string, SchemaRoute>(Object.entries(routes));
    for (const name of everyName) {
      for (const [matcher, route] of of(name).host) {
        const known = schema.get(matcher);
        if (known?.access !== "protected") continue;
        const isWebsocket = "websocket" in known;
        const always = name === "nothing" || isWebsocket ? "" : " always";
        const lines = linesOf(route, "add_header").filter((line) => line.startsWith("Location"));
        expect(lines, `${name}: ${matcher}`).toEqual([`Location $frigate_location${always}`]);
      }
    }
  });

  test("a session in two cookies: for oauth2-proxy, whose second one has a name", () => {
    const splitting = everyName.filter((name) => of(name).tables.has("frigate_gateway_second_cookie"));
    expect(splitting).toEqual(["another cookie", "oauth2-proxy", "oauth2-proxy, remembered"]);
    for (const name of everyName) {
      const inUse = everyDirective(of(name).file.body).some((directive) =>
        valuesOf(directive).join(" ").includes("second_"),
      );
      expect(inUse, name).toBe(splitting.includes(name));
    }
    const second = of("another cookie").tables.get("frigate_gateway_second_cookie");
    expect(second?.entries).toContainEqual([
      "default",
      "_frigate_1=$frigate_gateway_second_value$frigate_cookie_attributes",
    ]);
    expect(linesOf(of("another cookie").identity.get("= /auth"), "auth_request_set")).toContain(
      "$frigate_gateway_second_value $upstream_cookie__frigate_1",
    );
  });

  test("answers are remembered on demand only, and never for somebody else", () => {
    for (const name of everyName) {
      const isCached = zonesOf(of(name).file).includes("frigate_auth_cache");
      expect(isCached, name).toBe(name.endsWith(", remembered") || name === "pages of the gateway's");
      for (const [matcher, route] of of(name).identity) {
        const zones = linesOf(route, "proxy_cache").filter((zone) => zone !== "off");
        expect(zones.length > 0, `${name}: ${matcher}`).toBe(isCached && matcher === "= /gateway");
      }
    }
  });

  test.each([...names, null])("what is remembered: %s", (name) => {
    const asked = of(name === null ? "pages of the gateway's" : `${name}, remembered`).identity.get(
      "= /gateway",
    );
    const judgesAlike = name !== null && "judgesAlike" in gateways[name];
    const [key = ""] = linesOf(asked, "proxy_cache_key");
    const known = ["$http_cookie", "$http_authorization", "$http_x_frigate_address"];
    const asksFor = judgesAlike ? [] : ["$http_x_original_method", "$http_x_original_url"];
    expect(sorted(key.match(/\$\w+/g) ?? [])).toEqual(sorted([...known, ...asksFor]));
    expect(linesOf(asked, "proxy_cache_valid")).toEqual([`200 202 204 ${name === null ? "1m" : "5s"}`]);
    expect(linesOf(asked, "proxy_no_cache")).toEqual(["$frigate_nameless"]);
    expect(linesOf(asked, "proxy_cache_use_stale")).toEqual([]);
    // Set-Cookie is not among what is ignored: an answer with one is not remembered.
    expect(linesOf(asked, "proxy_ignore_headers")).toEqual(["Cache-Control Expires Vary X-Accel-Expires"]);
    const header = name === null ? "Remote-User" : gateways[name].userHeader;
    const nameless = of(name === null ? "gateway" : name).tables.get("frigate_nameless");
    expect(nameless?.source).toBe(`$upstream_http_${header.toLowerCase().replaceAll("-", "_")}`);
  });
});
