/** Who is asked about whom, and what the identity server decides, by the maps of the rendered configuration. */
import { describe, expect, test } from "vitest";
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
  virtualHost,
  withVersion,
} from "./sso-support.ts";
import { evaluateText, type Request } from "./sso-tables.ts";

const secret = 'services.frigate.settings.proxy.auth_secret = "open sesame";';
const roles = 'reverseProxy.roleHeader = "X-Groups";';

const configurations: Readonly<Record<string, string>> = {
  gateway: nginx(gateway),
  "gateway with clients": nginx(`${gateway} ${client}`),
  "gateway with roles": nginx(`${gateway} ${roles}`),
  "gateway that refuses": nginx(`${gateway} ${roles} reverseProxy.defaultRole = null;`),
  "gateway, cameras by role": withVersion(
    "0.18.0",
    gateway,
    'services.frigate.settings.auth.roles.kids = [ "front" ];',
  ),
  "gateway, unknown version": withVersion("0.19.0", gateway),
  proxy: nginx(`${proxy} ${roles}`),
  "proxy that refuses": nginx(`${proxy} ${roles} reverseProxy.defaultRole = null;`),
  "proxy with secret": nginx('reverseProxy.userHeader = "X-User";', secret),
  "proxy with clients": nginx(
    `${proxy} ${client} allowedHosts = [ "nvr.lan" ];`,
    virtualHost('serverAliases = [ "cams.example.com" ".home.arpa" ];'),
  ),
  clients: nginx(client),
  "two clients": nginx(`clients = {
    robot = { addresses = [ "192.0.2.0/24" "2001:db8::/64" ]; paths = [ "/api/metrics/" ]; user = "robot"; };
    alarm = { addresses = [ "192.0.2.9" ]; paths = [ "/vod" "/api" ]; user = "alarm"; role = "admin"; };
  };`),
  tailscale: nginx(`preset = "tailscale"; publicUrl = "https://${hostname}";`),
};

describe.each(everyNixpkgs)("with the %s", (_, nixpkgs) => {
  const of = viewsOf(nixpkgs, configurations);

  const from = (remote_addr: string, others: Request = {}): Request => ({
    host: hostname,
    remote_addr,
    realip_remote_addr: remote_addr,
    ...others,
  });
  const program = (request_method: string, frigate_path: string, address = "192.0.2.9"): Request =>
    from(address, { request_method, frigate_path, http_x_user: "mallory" });
  const alice = { http_x_user: "alice", http_x_groups: "a,admin" };
  const foreign = { http_origin: "https://evil.example" };
  const rebound = { host: "evil.example" };
  const person = ["frigate-identity/auth", "", ""] as const;
  const native = ["frigate-api/auth", "", ""] as const;
  const stranger = ["frigate-identity/stranger", "", "viewer"] as const;
  const robot = ["frigate-identity/known", "robot", "viewer"] as const;

  test.each<
    readonly [name: string, what: string, request: Request, answer: readonly [string, string, string]]
  >([
    ["proxy", "whom the proxy names", from("192.0.2.1", alice), ["frigate-identity/known", "alice", "admin"]],
    ["proxy", "nobody", from("192.0.2.1"), stranger],
    [
      "proxy",
      "a name of blanks",
      from("192.0.2.1", { http_x_user: " \t" }),
      ["frigate-identity/stranger", " \t", "viewer"],
    ],
    [
      "proxy",
      "two names in one",
      from("192.0.2.1", { http_x_user: "alice, bob" }),
      ["frigate-identity/stranger", "alice, bob", "viewer"],
    ],
    ["proxy", "past the proxy", from("192.0.2.2", alice), ["frigate-identity/stranger", "", "admin"]],
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
      ["frigate-identity/known", "alice", "admin"],
    ],
    [
      "proxy that refuses",
      "no role",
      from("192.0.2.1", { http_x_user: "alice" }),
      ["frigate-identity/known", "alice", ""],
    ],
    [
      "proxy with secret",
      "anybody: Frigate looks at the secret",
      from("192.0.2.2", alice),
      ["frigate-identity/known", "alice", "viewer"],
    ],
    ["clients", "a client", program("GET", "/api/metrics"), robot],
    ["clients", "a client, below its path", program("HEAD", "/api/metrics/x"), robot],
    ["clients", "a client, by an address", { ...program("GET", "/api/metrics"), host: "192.0.2.3" }, robot],
    ["clients", "a client elsewhere", program("GET", "/api/metricsandmore"), native],
    ["clients", "a client that writes", program("POST", "/api/metrics"), native],
    ["clients", "another address", program("GET", "/api/metrics", "192.0.2.8"), native],
    ["clients", "another site's page", { ...program("GET", "/api/metrics"), ...foreign }, native],
    ["clients", "another site's name", { ...program("GET", "/api/metrics"), ...rebound }, native],
    ["gateway with clients", "a client", program("GET", "/api/metrics"), robot],
    ["gateway with clients", "a client elsewhere", program("GET", "/api/users"), person],
    [
      "gateway with clients",
      "another site's page",
      { ...program("GET", "/api/metrics"), ...foreign },
      person,
    ],
    [
      "two clients",
      "the first by the alphabet",
      program("GET", "/api/metrics"),
      ["frigate-identity/known", "alarm", "admin"],
    ],
    ["two clients", "the other one", program("GET", "/api/metrics", "2001:db8::9"), robot],
    ["tailscale", "a neighbour", from("100.64.0.7"), person],
    ["tailscale", "another site's page", from("100.64.0.7", foreign), ["frigate-identity/refused", "", ""]],
    ["tailscale", "another site's name", from("100.64.0.7", rebound), ["frigate-identity/refused", "", ""]],
  ])("%s: %s", (name, _what, request, [decider, user, role]) => {
    const value = (variable: string): string => evaluateText(variable, request, of(name).tables);
    expect(value("$frigate_decider")).toBe(decider);
    expect([value("$frigate_known_user"), value("$frigate_known_role")]).toEqual([user, role]);
    expect(headersTo(of(name).host.get("= /auth"))).not.toHaveProperty("X-Server-Port");
  });

  const gatewayNames = (user: string, groups = ""): Request => ({
    frigate_gateway_user: user,
    frigate_gateway_groups: groups,
  });
  test.each<readonly [name: string, what: string, answer: Request, verdict: string, role: string]>([
    ["gateway", "a name", gatewayNames("alice"), "/admitted", "viewer"],
    ["gateway", "no name", gatewayNames(""), "/refused", ""],
    ["gateway", "a name of blanks and tabs", gatewayNames(" \t "), "/refused", "viewer"],
    ["gateway with roles", "a role", gatewayNames("alice", "admin"), "/admitted", "admin"],
    ["gateway with roles", "no role", gatewayNames("alice", "others"), "/admitted", "viewer"],
    ["gateway that refuses", "a role", gatewayNames("alice", "admin"), "/admitted", "admin"],
    ["gateway that refuses", "no role", gatewayNames("alice", "others"), "/refused", ""],
    ["gateway that refuses", "no groups", gatewayNames("alice"), "/refused", ""],
    ["gateway, cameras by role", "no camera", gatewayNames("alice"), "/admitted", "viewer"],
    [
      "gateway, cameras by role",
      "a camera",
      { ...gatewayNames("alice"), http_x_frigate_judged: "1" },
      "/frigate",
      "viewer",
    ],
    ["gateway, unknown version", "a name", gatewayNames("alice"), "/frigate", "viewer"],
    ["gateway, unknown version", "no name", gatewayNames(""), "/refused", ""],
  ])("the verdict on %s: %s", (name, _what, answer, verdict, role) => {
    const value = (variable: string): string => evaluateText(variable, answer, of(name).tables);
    expect(value("$frigate_verdict")).toBe(verdict);
    expect(value("$frigate_admitted_role")).toBe(role);
    expect(value("$frigate_admitted_user")).toBe(answer["frigate_gateway_user"]);
  });

  test.each<readonly [what: string, more: Request, isKnown: boolean]>([
    ["no page", {}, true],
    ["its own page", { http_origin: `https://${hostname}:8443` }, true],
    ["an alias", { host: "cams.example.com", http_origin: "https://cams.example.com" }, true],
    ["an alias's page", { http_origin: "https://CAMS.example.com" }, true],
    ["a name below a domain", { host: "nvr.home.arpa" }, true],
    ["the domain itself", { host: "home.arpa" }, true],
    ["a host that is allowed", { host: "nvr.lan", http_origin: "http://nvr.lan" }, true],
    ["an address", { host: "192.0.2.3" }, true],
    ["an address of IPv6", { host: "[fd00::3]" }, true],
    ["this host", { host: "localhost" }, true],
    ["another site's page", { http_origin: "https://evil.example" }, false],
    ["a page without a host", { http_origin: "null" }, false],
    ["a name that begins like ours", { http_origin: `https://${hostname}.evil.example` }, false],
    ["a name that ends like ours", { http_origin: `https://evil-${hostname}` }, false],
    ["a name with ours in front", { http_origin: `https://${hostname}@evil.example` }, false],
    ["a name that ends like a domain of ours", { host: "evilhome.arpa" }, false],
    ["another site's name", { host: "evil.example" }, false],
    [
      "another site's page by its own name",
      { host: "evil.example", http_origin: "http://evil.example" },
      false,
    ],
    ["a name that begins like an address", { host: "192.0.2.3.evil.example" }, false],
  ])("a client's browser: %s", (_what, more, isKnown) => {
    const request = { ...program("GET", "/api/metrics"), ...more };
    const value = (variable: string): string =>
      evaluateText(variable, request, of("proxy with clients").tables);
    expect(value("$frigate_known_user")).toBe(isKnown ? "robot" : "");
    expect(value("$frigate_decider")).toBe(isKnown ? "frigate-identity/known" : "frigate-identity/stranger");
  });

  test.each<readonly [name: string, user: string, role: string, entry: string]>([
    ["proxy", "alice", "viewer", "/admitted"],
    ["proxy", "alice", "", "/refused"],
    ["clients", "robot", "viewer", "/admitted"],
    ["gateway with clients", "robot", "viewer", "/admitted"],
    ["proxy with secret", "alice", "viewer", "/frigate"],
  ])("the verdict on whom nginx knows: %s, %s, %s", (name, user, role, entry) => {
    const request = { http_remote_user: user, http_remote_role: role };
    const value = (variable: string): string => evaluateText(variable, request, of(name).tables);
    expect([value("$frigate_entry"), value("$frigate_admitted_user")]).toEqual([entry, user]);
    expect(linesOf(of(name).identity.get("= /known"), "try_files")).toEqual([" $frigate_entry"]);
  });
});
