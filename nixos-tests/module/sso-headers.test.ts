/** Exactly which headers go to whom, and which of the client's can be among them. */
import { describe, expect, test } from "vitest";
import { gateways, type Gateway, type GatewayName } from "../../generator/schema/gateways.ts";
import { gatewayVariables } from "../../generator/schema/vocabulary.ts";
import { valuesOf } from "../../generator/inspect/nginx/parse.ts";
import { everyNixpkgs } from "../support/nixpkgs.ts";
import { client, gateway, headersTo, hostname, linesOf, nginx, proxy, viewsOf } from "./sso-support.ts";
import { evaluateText, type Request } from "./sso-tables.ts";

const secret = 'services.frigate.settings.proxy.auth_secret = "open sesame";';
const names = Object.keys(gateways) as readonly GatewayName[];

const configurations: Readonly<Record<string, string>> = {
  gateway: nginx(gateway),
  "gateway with secret": nginx(`${gateway} ${client}`, secret),
  "gateway with roles": nginx(`${gateway} reverseProxy.roleHeader = "X-Groups";`),
  proxy: nginx(`${proxy} reverseProxy.roleHeader = "X-Groups"; internalListen = "[::1]:5000";`),
  "proxy with secret": nginx('reverseProxy.userHeader = "X-User";', secret),
  clients: nginx(client),
  "clients with secret": nginx(client, secret),
  "two clients": nginx(`clients = {
    robot = { addresses = [ "192.0.2.0/24" "2001:db8::/64" ]; paths = [ "/api/metrics/" ]; user = "robot"; };
    alarm = { addresses = [ "192.0.2.9" ]; paths = [ "/vod" "/api" ]; user = "alarm"; role = "admin"; };
  };`),
  pages: nginx(
    `${gateway} publicLocations = { "/in/" = "https://auth.example.com"; "/out" = "http://unix:/run/out.sock"; };`,
  ),
  variables: nginx(
    `${gateway} authRequestHeaders = { ${Object.keys(gatewayVariables)
      .map((name) => `X-${name} = "<$frigate_${name}>";`)
      .join(" ")} };`,
  ),
  ...Object.fromEntries(
    names.map((name) => [
      name,
      nginx(
        `preset = "${name}"; publicUrl = "https://${hostname}"; signIn.url = "https://auth.example.com/in";`,
      ),
    ]),
  ),
};

describe.each(everyNixpkgs)("with the %s", (_, nixpkgs) => {
  const of = viewsOf(nixpkgs, configurations);

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
    const route = of(name).host.get("/auth");
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
    const questionHeaders = {
      Connection: "",
      "Remote-Role": "$frigate_gateway_role",
      "Remote-User": "$frigate_gateway_user",
      "X-CSRF-TOKEN": "1",
      "X-Original-Method": "$http_x_original_method",
      "X-Original-URL": "$http_x_original_url",
    };
    expect(headersTo(of(name).identity.get("= /auth"))).toEqual({ ...questionHeaders, ...more });
    expect(linesOf(of(name).identity.get("= /auth"), "proxy_pass_request_headers")).toEqual(["off"]);
    expect(linesOf(of(name).identity.get("= /auth"), "proxy_pass")).toEqual(["http://$frigate_judge"]);
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

  test.each(names)("so is the gateway: %s", (name) => {
    const { authRequestHeaders, authRequestUrl }: Gateway = gateways[name];
    const own = Object.entries(authRequestHeaders).map(([header, value]) => {
      const variable = value.replace("$frigate_", "") as keyof typeof gatewayVariables;
      return [header, standsFor[variable]] as const;
    });
    const usualHost = authRequestUrl.startsWith("http://unix:") ? hostname : new URL(authRequestUrl).host;
    expect(headersTo(of(name).identity.get("= /gateway"))).toEqual({
      Host: usualHost,
      ...always,
      ...Object.fromEntries(own),
    });
    expect(linesOf(of(name).identity.get("= /gateway"), "proxy_pass_request_headers")).toEqual(["off"]);
    expect(linesOf(of(name).identity.get("= /gateway"), "proxy_pass_request_body")).toEqual(["off"]);
    expect(linesOf(of(name).identity.get("= /gateway"), "internal")).toEqual([""]);
  });

  test("every variable stands for what its description says", () => {
    const headers = headersTo(of("variables").identity.get("= /gateway"));
    for (const name of Object.keys(gatewayVariables) as (keyof typeof gatewayVariables)[]) {
      expect(headers[`X-${name}`]).toBe(`<${name === "scheme" ? "http" : standsFor[name]}>`);
    }
  });

  test.each(["/in/", "/out"])(
    "the gateway's pages are told nothing the client says of the address: %s",
    (path) => {
      const route = of("pages").host.get(path);
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
    },
  );

  /** Every header of the client's that the question behind /auth depends on. */
  function readFromClient(name: string): ReadonlySet<string> {
    const { tables } = of(name);
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
    for (const { directive } of of(name).host.get("/auth")?.directives ?? [])
      valuesOf(directive).forEach(follow);
    return read;
  }

  test.each([
    ["gateway", []],
    ["gateway with secret", []],
    ["oauth2-proxy", []],
    ["clients", []],
    ["proxy", ["x_groups", "x_user"]],
    ["proxy with secret", ["x_proxy_secret", "x_user"]],
  ])(
    "of what a client sends, only this reaches /auth, besides cookies and Authorization: %s",
    (name, more) => {
      expect([...readFromClient(name)].toSorted()).toEqual(["authorization", "cookie", ...more]);
    },
  );

  const somewhere = { server_addr: "203.0.113.5", server_port: "443", remote_addr: "198.51.100.7" };
  const from = (remote_addr: string, others: Request = {}): Request => ({
    ...somewhere,
    remote_addr,
    realip_remote_addr: remote_addr,
    ...others,
  });
  const program = (request_method: string, frigate_path: string, address = "192.0.2.9"): Request =>
    from(address, { request_method, frigate_path, http_x_user: "mallory" });
  const alice = { http_x_user: "alice", http_x_groups: "a,admin" };
  const person = ["frigate-identity/auth", "", ""] as const;
  const stranger = ["frigate-identity/stranger", "", "viewer"] as const;
  const robot = ["frigate-api/auth", "robot", "viewer"] as const;

  test.each<
    readonly [name: string, what: string, request: Request, answer: readonly [string, string, string]]
  >([
    ["gateway", "anybody", from("192.0.2.1", alice), person],
    ["gateway", "another listener on Frigate's port", from("192.0.2.1", { server_port: "5000" }), person],
    [
      "proxy",
      "somebody whom the proxy names",
      from("192.0.2.1", alice),
      ["frigate-api/auth", "alice", "admin"],
    ],
    ["proxy", "nobody", from("192.0.2.1"), stranger],
    [
      "proxy",
      "who comes past the proxy",
      from("192.0.2.2", alice),
      ["frigate-identity/stranger", "", "admin"],
    ],
    [
      "proxy",
      "a peer that only claims the proxy's address",
      from("192.0.2.1", { ...alice, realip_remote_addr: "192.0.2.2" }),
      ["frigate-identity/stranger", "", "admin"],
    ],
    [
      "proxy",
      "somebody whose address the proxy tells",
      from("192.0.2.2", { ...alice, realip_remote_addr: "192.0.2.1" }),
      ["frigate-api/auth", "alice", "admin"],
    ],
    [
      "proxy with secret",
      "anybody: Frigate looks at the secret",
      from("192.0.2.2", alice),
      ["frigate-api/auth", "alice", "viewer"],
    ],
    ["clients", "a client", program("GET", "/api/metrics"), ["frigate-identity/client", "robot", "viewer"]],
    [
      "clients",
      "a client, below its path",
      program("HEAD", "/api/metrics/x"),
      ["frigate-identity/client", "robot", "viewer"],
    ],
    ["clients", "a client elsewhere", program("GET", "/api/metricsandmore"), ["frigate-api/auth", "", ""]],
    ["clients", "a client that writes", program("POST", "/api/metrics"), ["frigate-api/auth", "", ""]],
    ["clients", "another address", program("GET", "/api/metrics", "192.0.2.8"), ["frigate-api/auth", "", ""]],
    ["gateway with secret", "a client", program("GET", "/api/metrics"), robot],
    ["gateway with secret", "a client elsewhere", program("GET", "/api/users"), person],
    [
      "two clients",
      "the first by the alphabet",
      program("GET", "/api/metrics"),
      ["frigate-identity/client", "alarm", "admin"],
    ],
    [
      "two clients",
      "the other one",
      program("GET", "/api/metrics", "2001:db8::9"),
      ["frigate-identity/client", "robot", "viewer"],
    ],
  ])("%s: %s", (name, _what, request, [decider, user, role]) => {
    const value = (variable: string): string => evaluateText(variable, request, of(name).tables);
    expect(value("$frigate_decider")).toBe(decider);
    expect([value("$frigate_known_user"), value("$frigate_known_role")]).toEqual([user, role]);
    expect(value(headersTo(of(name).host.get("/auth"))["X-Server-Port"] ?? "-")).toBe("");
  });

  test.each([
    ["gateway", "127.0.0.1"],
    ["proxy", "::1"],
    ["clients", "127.0.0.1"],
  ])("Frigate's own requests are Frigate's: %s, through %s", (name, server_addr) => {
    const request = { ...somewhere, server_addr, server_port: "5000" };
    expect(evaluateText("$frigate_decider", request, of(name).tables)).toBe("frigate-api/auth");
    const port = headersTo(of(name).host.get("/auth"))["X-Server-Port"] ?? "";
    expect(evaluateText(port, request, of(name).tables)).toBe("5000");
  });

  test("the gateway's answer: user, groups and where to sign in, from the headers that are named", () => {
    for (const name of names) {
      const facts = gateways[name];
      const set = Object.fromEntries(
        linesOf(of(name).identity.get("= /auth"), "auth_request_set").map((line) => line.split(" ")),
      );
      const from = (header: string): string => `$upstream_http_${header.toLowerCase().replaceAll("-", "_")}`;
      const roles = facts.roleHeader === null ? {} : { $frigate_gateway_groups: from(facts.roleHeader) };
      expect(set, name).toMatchObject({ $frigate_gateway_user: from(facts.userHeader), ...roles });
      expect("$frigate_gateway_groups" in set, name).toBe(facts.roleHeader !== null);
      const answer = facts.signIn.kind === "answer" ? facts.signIn.header : "Location";
      expect(set["$frigate_gateway_location"], name).toBe(from(answer));
      expect(headersTo(of(name).identity.get("= /auth")), name).toMatchObject({
        "Remote-User": "$frigate_gateway_user",
      });
    }
  });
});
