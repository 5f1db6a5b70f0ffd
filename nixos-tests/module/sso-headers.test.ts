/** Exactly which headers go to whom, and which of the client's can be among them. */
import { describe, expect, test } from "vitest";
import { gateways, type Gateway, type GatewayName } from "../../generator/schema/gateways.ts";
import { gatewayVariables } from "../../generator/schema/vocabulary.ts";
import { valuesOf } from "../../generator/inspect/nginx/parse.ts";
import { everyNixpkgs } from "../support/nixpkgs.ts";
import {
  client,
  gateway,
  headersTo,
  hostname,
  linesOf,
  nginx,
  proxy,
  viewsOf,
  withVersion,
} from "./sso-support.ts";

const secret = 'services.frigate.settings.proxy.auth_secret = "open sesame";';
const names = Object.keys(gateways) as readonly GatewayName[];

const configurations: Readonly<Record<string, string>> = {
  gateway: nginx(gateway),
  "gateway with clients": nginx(`${gateway} ${client}`),
  "gateway with roles": nginx(`${gateway} reverseProxy.roleHeader = "X-Groups";`),
  "gateway, cameras by role": withVersion(
    "0.18.0",
    gateway,
    'services.frigate.settings.auth.roles.kids = [ "front" ];',
  ),
  "gateway, unknown version": withVersion("0.19.0", gateway),
  proxy: nginx(`${proxy} reverseProxy.roleHeader = "X-Groups";`),
  "proxy with secret": nginx('reverseProxy.userHeader = "X-User";', secret),
  clients: nginx(client),
  "clients with secret": nginx(client, secret),
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

  const question = {
    Authorization: "$http_authorization",
    Connection: "",
    "Content-Length": "",
    Cookie: "$http_cookie",
    "X-CSRF-TOKEN": "1",
    "X-Original-Method": "$request_method",
    "X-Original-URL": "http://frigate$frigate_uri",
  };
  const forGateway = (scheme: string) => ({
    "X-Frigate-Address": "$remote_addr",
    "X-Frigate-Port": "$remote_port",
    "X-Frigate-Uri": "$frigate_uri",
    "X-Frigate-Url": `${scheme}://${hostname}$frigate_uri`,
  });
  const known = { "Remote-Role": "$frigate_known_role", "Remote-User": "$frigate_known_user" };

  test.each<readonly [name: string, more: Readonly<Record<string, string>>]>([
    ["gateway", forGateway("http")],
    ["gateway with clients", { ...forGateway("http"), ...known }],
    ["gateway, cameras by role", { ...forGateway("http"), "X-Frigate-Judged": "$frigate_judged" }],
    ["proxy", known],
    ["proxy with secret", { ...known, "X-Proxy-Secret": "$http_x_proxy_secret" }],
    ["clients", known],
    ["clients with secret", { ...known, "X-Proxy-Secret": "$http_x_proxy_secret" }],
    ["tailscale", forGateway("https")],
  ])("who decides is sent this and nothing else: %s", (name, more) => {
    const route = of(name).host.get("= /auth");
    expect(headersTo(route)).toEqual({ ...question, ...more });
    expect(linesOf(route, "proxy_pass_request_headers")).toEqual(["off"]);
    expect(linesOf(route, "proxy_pass_request_body")).toEqual(["off"]);
    expect(linesOf(route, "internal")).toEqual([""]);
  });

  test.each([
    ["gateway, cameras by role", {}],
    ["gateway, unknown version", {}],
    ["proxy with secret", { "X-Proxy-Secret": "$http_x_proxy_secret" }],
  ])("so is Frigate, where it is asked: %s", (name, more) => {
    const route = of(name).identity.get("= /frigate");
    expect(headersTo(route)).toEqual({
      Connection: "",
      "Content-Length": "",
      "Remote-Role": "$frigate_admitted_role",
      "Remote-User": "$frigate_admitted_user",
      "X-CSRF-TOKEN": "1",
      "X-Original-Method": "$http_x_original_method",
      "X-Original-URL": "$http_x_original_url",
      ...more,
    });
    expect(linesOf(route, "proxy_pass_request_headers")).toEqual(["off"]);
    expect(linesOf(route, "proxy_pass_request_body")).toEqual(["off"]);
    expect(linesOf(route, "proxy_pass")).toEqual(["http://frigate-api/auth"]);
  });

  test.each(["gateway", "proxy", "tailscale"])(
    "what somebody has shown a gateway or proxy is not for Frigate: %s",
    (name) => {
      for (const [matcher, route] of of(name).host) {
        const [backend] = linesOf(route, "proxy_pass");
        if (backend === undefined || !/^http:\/\/frigate-(?!identity|gateway)/.test(backend)) continue;
        expect(headersTo(route), matcher).toMatchObject({ Authorization: "", Cookie: "" });
      }
    },
  );

  /** What the identity server has been told, by the variables of the option's description. */
  const standsFor: Readonly<Record<keyof typeof gatewayVariables, string>> = {
    url: "${http_x_frigate_url}",
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
    for (const { directive } of of(name).host.get("= /auth")?.directives ?? [])
      valuesOf(directive).forEach(follow);
    return read;
  }

  test.each([
    ["gateway", []],
    // By Origin, a client is not recognised.
    ["gateway with clients", ["origin"]],
    ["oauth2-proxy", []],
    ["clients", ["origin"]],
    ["tailscale", ["origin"]],
    ["proxy", ["x_groups", "x_user"]],
    ["proxy with secret", ["x_proxy_secret", "x_user"]],
  ])(
    "of what a client sends, only this reaches /auth, besides cookies and Authorization: %s",
    (name, more) => {
      expect([...readFromClient(name)].toSorted()).toEqual(["authorization", "cookie", ...more]);
    },
  );

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
      expect(linesOf(of(name).identity.get("= /auth"), "try_files"), name).toEqual([" $frigate_verdict"]);
      expect(linesOf(of(name).identity.get("= /admitted"), "add_header"), name).toEqual(
        expect.arrayContaining(["Remote-User $frigate_admitted_user", "Remote-Role $frigate_admitted_role"]),
      );
    }
  });
});
