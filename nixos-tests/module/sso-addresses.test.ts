/** Where single sign-on sends whom: the gateway's address, the public address, and exactly which headers go along. */
import { describe, expect, test } from "vitest";
import { gateways, type Gateway, type GatewayName } from "../../generator/schema/gateways.ts";
import { gatewayVariables } from "../../generator/schema/vocabulary.ts";
import { directivesNamed, valuesOf, type NginxFile } from "../../generator/evaluate/nginx/parse.ts";
import type { Route } from "../../generator/evaluate/nginx/effective.ts";
import { everyNixpkgs } from "../support/nixpkgs.ts";
import { asks, client, gateway, headersTo, hostname, linesOf, nginx, proxy, renderAll, routesOf, tls } from "./sso-support.ts";
import { evaluateText, tablesOf } from "./sso-tables.ts";

interface Asked {
  readonly server: string;
  readonly pass: string;
  readonly host: string;
  /** Name that the certificate must have; null without TLS. */
  readonly certified: string | null;
}

const plain = (server: string, path: string, host = server): Asked => ({
  server,
  pass: `http://frigate-gateway${path}`,
  host,
  certified: null,
});
const secure = (server: string, path: string, host: string, certified: string): Asked => ({
  server,
  pass: `https://frigate-gateway${path}`,
  host,
  certified,
});

const gatewayUrls: Readonly<Record<string, Asked>> = {
  "http://127.0.0.1:4180/oauth2/auth": plain("127.0.0.1:4180", "/oauth2/auth"),
  "http://auth.home/verify": plain("auth.home", "/verify"),
  "http://auth:1/": plain("auth:1", "/"),
  "http://auth:65535/a:b/c?groups=a,b&x=%20": plain("auth:65535", "/a:b/c?groups=a,b&x=%20"),
  "http://[::1]:4180/auth": plain("[::1]:4180", "/auth"),
  "http://[fd00::7]/auth": plain("[fd00::7]", "/auth"),
  "https://auth.example.com/verify": secure("auth.example.com:443", "/verify", "auth.example.com", "auth.example.com"),
  "https://auth.example.com:8443/verify": secure("auth.example.com:8443", "/verify", "auth.example.com:8443", "auth.example.com"),
  "https://[2001:db8::7]/verify": secure("[2001:db8::7]:443", "/verify", "[2001:db8::7]", "[2001:db8::7]"),
  "http://unix:/run/gateway.sock:/auth": plain("unix:/run/gateway.sock", "/auth", hostname),
  "http://unix:/run/a_b/gateway-1.sock:/auth?x=1:2": plain("unix:/run/a_b/gateway-1.sock", "/auth?x=1:2", hostname),
};

interface Public {
  readonly what: string;
  readonly options: string;
  readonly others: string;
  readonly url: string;
}

const publicUrls: readonly Public[] = [
  { what: "plain http", options: "", others: "", url: `http://${hostname}` },
  ...["forceSSL", "onlySSL", "addSSL"].map((how) => ({ what: how, options: "", others: tls(how), url: `https://${hostname}` })),
  { what: "a port of its own", options: 'publicUrl = "https://cams.example.com:8443";', others: "", url: "https://cams.example.com:8443" },
  { what: "http in spite of TLS", options: 'publicUrl = "http://[::1]:81";', others: tls("onlySSL"), url: "http://[::1]:81" },
];

const page = 'signIn.url = "/in"; publicLocations."/in/" = "http://127.0.0.1:9091";';
const secret = 'services.frigate.settings.proxy.auth_secret = "open sesame";';

describe.each(everyNixpkgs)("with the %s", (_, nixpkgs) => {
  const urls = renderAll(nixpkgs, Object.fromEntries(Object.keys(gatewayUrls).map((url) => [url, nginx(asks(url))])));
  const publics = renderAll(
    nixpkgs,
    Object.fromEntries(publicUrls.map(({ what, options, others }) => [what, nginx(`${gateway} ${page} ${options}`, others)])),
  );
  const files: Readonly<Record<string, NginxFile>> = renderAll(nixpkgs, {
    gateway: nginx(gateway),
    "gateway with secret": nginx(`${gateway} ${client}`, secret),
    "gateway with roles": nginx(`${gateway} reverseProxy.roleHeader = "X-Groups";`),
    proxy: nginx(`${proxy} reverseProxy.roleHeader = "X-Groups"; internalListen = "[::1]:5000";`),
    "proxy with secret": nginx('reverseProxy.userHeader = "X-User";', secret),
    clients: nginx(client),
    "clients with secret": nginx(client, secret),
    "elsewhere": nginx(`${gateway} signIn = { url = "https://auth.example.com/in?a=b"; redirectParameter = "back"; };`),
    pages: nginx(`${gateway} publicLocations = { "/in/" = "https://auth.example.com"; "/out" = "http://unix:/run/out.sock"; };`),
    variables: nginx(`${gateway} authRequestHeaders = { ${Object.keys(gatewayVariables).map((name) => `X-${name} = "<$frigate_${name}>";`).join(" ")} };`),
    ...Object.fromEntries(
      Object.keys(gateways).map((name) => [
        name,
        nginx(`preset = "${name}"; publicUrl = "https://${hostname}"; signIn.url = "https://auth.example.com/in";`),
      ]),
    ),
  });
  const onHost = (name: string, matcher: string): Route | undefined => routesOf(files[name] ?? { file: "", body: [] }, hostname).get(matcher);
  const identity = (name: string, matcher: string): Route | undefined => routesOf(files[name] ?? { file: "", body: [] }, "frigate-identity").get(matcher);

  test.each(Object.entries(gatewayUrls))("gateway %s", (url, asked) => {
    const file = urls[url] ?? { file: "", body: [] };
    const route = routesOf(file, "frigate-identity").get("= /gateway");
    const upstream = directivesNamed(file.body, "http")
      .flatMap(({ block }) => directivesNamed(block, "upstream"))
      .find((one) => valuesOf(one)[0] === "frigate-gateway");
    expect(directivesNamed(upstream?.block ?? null, "server").map(valuesOf)).toEqual([[asked.server]]);
    expect(linesOf(route, "proxy_pass")).toEqual([asked.pass]);
    expect(headersTo(route)["Host"]).toBe(asked.host);
    const one = (value: string | null): readonly string[] => (value === null ? [] : [value]);
    const tlsLine = (value: string): readonly string[] => one(asked.certified === null ? null : value);
    expect(linesOf(route, "proxy_ssl_name")).toEqual(one(asked.certified));
    expect(linesOf(route, "proxy_ssl_server_name")).toEqual(tlsLine("on"));
    expect(linesOf(route, "proxy_ssl_verify")).toEqual(tlsLine("on"));
    expect(linesOf(route, "proxy_ssl_trusted_certificate")).toEqual(tlsLine("/etc/ssl/certs/ca-certificates.crt"));
  });

  test.each(publicUrls)("public address: $what", ({ what, url }) => {
    const file = publics[what] ?? { file: "", body: [] };
    const back = encodeURIComponent(`${url}/`);
    const { host, protocol } = new URL(url);
    const at = (matcher: string): Route | undefined =>
      [...routesOf(file, hostname)].find(([name]) => name === matcher)?.[1];
    expect(linesOf(at("= /login"), "return")).toEqual([`302 ${url}/in?rd=${back}`]);
    expect(linesOf(at("@frigate_sign_in"), "set_escape_uri")).toEqual([`$frigate_return ${url}$request_uri`]);
    expect(linesOf(at("@frigate_sign_in"), "return")).toEqual([`302 ${url}/in?rd=$frigate_return`]);
    expect(tablesOf(file).get("frigate_directions")?.entries).toContainEqual(["401", `${url}/in?rd=${back}`]);
    expect(headersTo(at("/auth"))["X-Original-URL"]).toBe(`${url}$frigate_uri`);
    const told = headersTo(at("/in/"));
    const expected = { Host: host, "X-Forwarded-Host": host, "X-Forwarded-Proto": protocol.slice(0, -1) };
    expect(told).toMatchObject(expected);
  });

  test("a sign-in page elsewhere, with a query of its own; or where the answer says", () => {
    const start = "https://auth.example.com/in?a=b&back=";
    expect(linesOf(onHost("elsewhere", "@frigate_sign_in"), "return")).toEqual([`302 ${start}$frigate_return`]);
    expect(linesOf(onHost("elsewhere", "= /login"), "return")).toEqual([`302 ${start}${encodeURIComponent(`http://${hostname}/`)}`]);
    expect(linesOf(onHost("gateway", "@frigate_sign_in"), "return")).toEqual(["302 $frigate_sign_in"]);
    expect(linesOf(onHost("gateway", "= /login"), "return")).toEqual([`302 http://${hostname}/`]);
  });

  const toWhoDecides = {
    Authorization: "$http_authorization",
    Connection: "",
    "Content-Length": "",
    Cookie: "$http_cookie",
    "Remote-Role": "$frigate_known_role",
    "Remote-User": "$frigate_known_user",
    "X-CSRF-TOKEN": "1",
    "X-Frigate-Address": "$remote_addr",
    "X-Frigate-Port": "$remote_port",
    "X-Frigate-Uri": "$frigate_uri",
    "X-Original-Method": "$request_method",
    "X-Original-URL": `http://${hostname}$frigate_uri`,
    "X-Server-Port": "$frigate_internal_port",
  };

  test.each([
    ["gateway", {}],
    ["gateway with secret", { "X-Proxy-Secret": "open sesame" }],
    ["proxy", {}],
    ["proxy with secret", { "X-Proxy-Secret": "$http_x_proxy_secret" }],
    ["clients", {}],
    ["clients with secret", { "X-Proxy-Secret": "$http_x_proxy_secret" }],
  ])("who decides is sent this and nothing else: %s", (name, more) => {
    const route = onHost(name, "/auth");
    expect(headersTo(route)).toEqual({ ...toWhoDecides, ...more });
    expect(linesOf(route, "proxy_pass_request_headers")).toEqual(["off"]);
    expect(linesOf(route, "proxy_pass_request_body")).toEqual(["off"]);
    expect(linesOf(route, "internal")).toEqual([""]);
  });

  test.each([
    ["gateway", {}],
    ["gateway with roles", {}],
    ["gateway with secret", { "X-Proxy-Secret": "$http_x_proxy_secret" }],
  ])("so is Frigate, behind a gateway: %s", (name, more) => {
    const told = {
      Connection: "",
      "Remote-Role": "$frigate_gateway_role",
      "Remote-User": "$frigate_gateway_user",
      "X-CSRF-TOKEN": "1",
      "X-Original-Method": "$http_x_original_method",
      "X-Original-URL": "$http_x_original_url",
    };
    expect(headersTo(identity(name, "= /auth"))).toEqual({ ...told, ...more });
    expect(linesOf(identity(name, "= /auth"), "proxy_pass_request_headers")).toEqual(["off"]);
    expect(linesOf(identity(name, "= /auth"), "proxy_pass")).toEqual(["http://$frigate_judge"]);
  });

  /** What the identity server has been told, by the variables of the option's description. */
  const standsFor: Readonly<Record<keyof typeof gatewayVariables, string>> = {
    url: "${http_x_original_url}",
    uri: "${http_x_frigate_uri}",
    method: "${http_x_original_method}",
    scheme: "https",
    host: hostname,
    address: "${http_x_frigate_address}",
    port: "${http_x_frigate_port}",
    authorization: "${http_authorization}",
  };
  const always = { Connection: "", "Content-Length": "", Cookie: "$http_cookie" };

  test.each(Object.keys(gateways) as GatewayName[])("so is the gateway: %s", (name) => {
    const { authRequestHeaders, authRequestUrl }: Gateway = gateways[name];
    const own = Object.entries(authRequestHeaders).map(([header, value]) => {
      const variable = value.replace("$frigate_", "") as keyof typeof gatewayVariables;
      return [header, standsFor[variable]] as const;
    });
    const usualHost = authRequestUrl.startsWith("http://unix:") ? hostname : new URL(authRequestUrl).host;
    expect(headersTo(identity(name, "= /gateway"))).toEqual({ Host: usualHost, ...always, ...Object.fromEntries(own) });
    expect(linesOf(identity(name, "= /gateway"), "proxy_pass_request_headers")).toEqual(["off"]);
    expect(linesOf(identity(name, "= /gateway"), "proxy_pass_request_body")).toEqual(["off"]);
    expect(linesOf(identity(name, "= /gateway"), "internal")).toEqual([""]);
  });

  test("every variable stands for what its description says", () => {
    const headers = headersTo(identity("variables", "= /gateway"));
    for (const name of Object.keys(gatewayVariables) as (keyof typeof gatewayVariables)[]) {
      expect(headers[`X-${name}`]).toBe(`<${name === "scheme" ? "http" : standsFor[name]}>`);
    }
  });

  test.each(["/in/", "/out"])("the gateway's pages are told nothing the client says of the address: %s", (path) => {
    const route = onHost("pages", path);
    const to = path === "/in/" ? "https://auth.example.com" : "http://unix:/run/out.sock";
    expect(linesOf(route, "proxy_pass")).toEqual([to]);
    expect(linesOf(route, "auth_request")).toEqual([]);
    expect(headersTo(route)).toMatchObject({
      "X-Auth-Request-Redirect": "",
      "X-Forwarded-For": "$remote_addr",
      "X-Forwarded-Uri": "$request_uri",
      "X-Real-IP": "$remote_addr",
    });
    expect(Object.values(headersTo(route)).filter((value) => value.includes("$http_"))).toEqual([]);
  });

  /** Every header of the client's that the question behind /auth depends on. */
  function readFromClient(name: string): ReadonlySet<string> {
    const tables = tablesOf(files[name] ?? { file: "", body: [] });
    const read = new Set<string>();
    const seen = new Set<string>();
    const follow = (text: string): void => {
      for (const [, variable = ""] of text.matchAll(/\$\{?(\w+)/g)) {
        if (variable.startsWith("http_")) read.add(variable.slice("http_".length));
        const table = tables.get(variable);
        if (table === undefined || seen.has(variable)) continue;
        seen.add(variable);
        [table.source, ...table.entries.map(([, value]) => value)].forEach(follow);
      }
    };
    for (const { directive } of onHost(name, "/auth")?.directives ?? []) valuesOf(directive).forEach(follow);
    return read;
  }

  test.each([
    ["gateway", []],
    ["gateway with secret", []],
    ["oauth2-proxy", []],
    ["clients", []],
    ["proxy", ["x_groups", "x_user"]],
    ["proxy with secret", ["x_proxy_secret", "x_user"]],
  ])("of what a client sends, only this reaches /auth, besides cookies and Authorization: %s", (name, more) => {
    expect([...readFromClient(name)].toSorted()).toEqual(["authorization", "cookie", ...more]);
  });

  test.each([
    ["gateway", "203.0.113.5", "443", "frigate-identity/auth", ""],
    ["gateway", "127.0.0.1", "5000", "frigate-api/auth", "5000"],
    ["gateway", "203.0.113.5", "5000", "frigate-identity/auth", ""],
    ["proxy", "::1", "5000", "frigate-api/auth", "5000"],
    ["proxy", "127.0.0.1", "5000", "frigate-identity/stranger", ""],
    ["clients", "203.0.113.5", "80", "frigate-api/auth", ""],
  ])("who is asked: %s, by %s:%s", (name, server_addr, server_port, decider, port) => {
    const tables = tablesOf(files[name] ?? { file: "", body: [] });
    const request = { server_addr, server_port, remote_addr: "198.51.100.7", realip_remote_addr: "198.51.100.7" };
    expect(evaluateText("$frigate_decider", request, tables)).toBe(decider);
    expect(evaluateText(headersTo(onHost(name, "/auth"))["X-Server-Port"] ?? "", request, tables)).toBe(port);
  });
});
