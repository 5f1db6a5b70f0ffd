/** Holes that single sign-on had, each with the smallest configuration that showed it. */
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { standIn } from "../../generator/inspect/evaluate/nixpkgs.ts";
import type { NginxFile } from "../../generator/inspect/nginx/parse.ts";
import { lookupsOf } from "../../generator/inspect/nginx/lookups.ts";
import { runnable } from "../rig/conf.ts";
import { checkNginx, nginxBuild } from "../rig/nginx.ts";
import { needsOf } from "../rig/surroundings.ts";
import { hasIpv6 } from "../rig/ports.ts";
import { removeScratch, scratchDirectory } from "../rig/scratch.ts";
import { anyBackend } from "../support/any-backend.ts";
import { realNixpkgs } from "../support/nixpkgs.ts";
import { ofEach } from "../support/evaluate.ts";
import {
  client,
  gateway,
  headersTo,
  hostname,
  linesOf,
  messagesOfEach,
  nginx,
  proxy,
  renderEach,
  routesOf,
  viewOf,
  virtualHost,
  withVersion,
} from "./sso-support.ts";
import { evaluateText } from "./sso-tables.ts";

const settings = (text: string): string => `services.frigate.settings = { ${text} };`;
const assertionsOf = (configuration: string): readonly string[] =>
  messagesOfEach(standIn, [configuration])[0]?.assertions ?? [];
const render = (configuration: string): NginxFile | null => renderEach(standIn, [configuration])[0] ?? null;
const rendered = (configuration: string): NginxFile => {
  const file = render(configuration);
  if (file === null) throw new Error(`refused: ${configuration}`);
  return file;
};
const named = (name: string, more = ""): string =>
  `clients.${name} = { addresses = [ "192.0.2.9" ]; paths = [ "/api/metrics" ]; user = "robot"; ${more} };`;

let directory: string;
beforeAll(() => {
  directory = scratchDirectory();
});
afterAll(() => removeScratch(directory));

/** What a real nginx says against the configuration; a configuration that is refused is not shown to it. */
function complaintsOf(file: NginxFile | null): string {
  if (file === null) return "";
  const ports = new Map(needsOf(file).ports.map((port) => [port, port < 1024 ? port + 20_000 : port]));
  const conf = runnable(file, {
    directory,
    ports,
    backends: anyBackend,
    certificate: null,
    nginx: nginxBuild(),
    ipv6: hasIpv6(),
    user: process.getuid?.() === 0 ? "root" : null,
  });
  const { ok, output } = checkNginx({ ...conf, directory });
  return ok ? "" : (/\[emerg\] (?:\S+: )?(.*)/.exec(output)?.[1] ?? output);
}

test("nginx has nothing against what is fine", () => {
  const fine = nginx(`${gateway} ${named("robot")} reverseProxy.roleHeader = "X-Groups"; authCache = "5s";`);
  expect(complaintsOf(render(fine))).toBe("");
});

describe("doors that are open", () => {
  // nixpkgs' module system puts a type with submodules together anew (substSubModules) and loses what addCheck added, so the
  // names of clients are checked by an assertion; the stand-in refuses them by their type already.
  (realNixpkgs === null ? test.skip : test)("the name of a client ends no directive", () => {
    const names = ["a b", "a-b", "a { default 1; } map $http_x $frigate_decider", "$host"];
    const wanted = "result.assertions != [ ]";
    const configurations = names.map((name) => nginx(named(JSON.stringify(name).replaceAll("$", "\\$"))));
    expect(ofEach(realNixpkgs ?? standIn, configurations, wanted)).toEqual(names.map(() => true));
  });

  // `$frigate_is_trusted` is the flag of a client with that name, and says at the same time whether a proxy is believed.
  test("a client called trusted is not everybody who comes through the proxy", () => {
    const tables = lookupsOf(rendered(nginx(`${proxy} ${named("trusted", 'role = "admin";')}`)));
    const request = {
      remote_addr: "192.0.2.1",
      realip_remote_addr: "192.0.2.1",
      request_method: "GET",
      frigate_path: "/api/users",
    };
    expect(evaluateText("$frigate_known_user", { ...request, http_x_user: "alice" }, tables)).toBe("alice");
    expect(evaluateText("$frigate_decider", request, tables)).toBe("frigate-identity/stranger");
  });

  // A name that is a word of nginx's map: `include "user";` reads that file into the configuration.
  test("a client called include does not have a file included", () => {
    expect(complaintsOf(render(nginx(named("include"))))).toBe("");
  });

  // Frigate compares with "" then (auth_secret is not None, frigate/api/auth.py), which a missing header is, too.
  test("an empty secret is none", () => {
    expect(
      assertionsOf(nginx('reverseProxy.userHeader = "X-User";', settings('proxy.auth_secret = "";'))),
    ).toHaveLength(1);
  });

  // `|` may be in a cookie, in Authorization and in an address: a yes for one address is shown for another one that the gateway
  // would refuse. Tried in nginx 1.22: /api/config answered after the gateway had been asked about /api/version only.
  test("a yes to one address is not remembered for another", () => {
    const [key = ""] = linesOf(
      viewOf(rendered(nginx(`${gateway} authCache = "5s";`))).identity.get("= /gateway"),
      "proxy_cache_key",
    );
    const from = { http_cookie: "s=1", http_x_frigate_address: "192.0.2.7", http_x_original_method: "GET" };
    const host = `https://${hostname}`;
    const allowed = {
      ...from,
      http_x_original_url: `${host}/api/version?x|192.0.2.7|GET|${host}/api/config`,
    };
    const other = {
      ...from,
      http_authorization: `|192.0.2.7|GET|${host}/api/version?x`,
      http_x_original_url: `${host}/api/config`,
    };
    expect(evaluateText(key, other, new Map())).not.toBe(evaluateText(key, allowed, new Map()));
  });

  // The same for Frigate's answers: who may choose a name, and gets an administrator to follow a link, reads what they were shown.
  test("an administrator's answer is not remembered for a user with a strange name", () => {
    const [key = ""] = linesOf(viewOf(rendered(nginx(gateway))).host.get("/api/"), "proxy_cache_key");
    const common = { scheme: "https", proxy_host: "frigate-api", server_port: "443" };
    const admin = {
      ...common,
      request_uri: "/api/users?|443|viewer|x",
      frigate_role: "admin",
      frigate_user: "ada",
    };
    const viewer = {
      ...common,
      request_uri: "/api/users?",
      frigate_role: "viewer",
      frigate_user: "x|443|admin|ada",
    };
    expect(evaluateText(key, viewer, new Map())).not.toBe(evaluateText(key, admin, new Map()));
  });

  // Without a realip module everybody behind the proxy has the proxy's address: the client's path, user and role are theirs.
  test("who comes through the trusted proxy is no client, even where the proxy is in the client's network", () => {
    const wide =
      'clients.robot = { addresses = [ "192.0.2.0/24" ]; paths = [ "/api" ]; user = "robot"; role = "admin"; };';
    const tables = lookupsOf(rendered(nginx(`${proxy} ${wide}`)));
    const through = {
      remote_addr: "192.0.2.1",
      realip_remote_addr: "192.0.2.1",
      request_method: "GET",
      frigate_path: "/api/users",
    };
    expect(evaluateText("$frigate_known_user", { ...through, http_x_user: "alice" }, tables)).toBe("alice");
  });

  // /known answers in Frigate's place, and Frigate 0.18 judges cameras in /auth: a role limited to cameras is limited to nothing.
  test("a client with a role of few cameras is judged by Frigate next to Frigate's own sign-in", () => {
    const roles = settings('auth.roles.kids = [ "front" ];');
    const file = render(withVersion("0.18.0", `${client} clients.robot.role = "kids";`, roles));
    const request = { remote_addr: "192.0.2.9", request_method: "GET", frigate_path: "/api/metrics" };
    expect(
      file === null || evaluateText("$frigate_decider", request, viewOf(file).tables) === "frigate-api/auth",
    ).toBe(true);
  });

  // The question is asked of a gateway whose certificate is checked, but people sign in on pages whose one is not.
  test("the gateway's pages come from a server whose certificate is checked", () => {
    const file = rendered(nginx(`${gateway} publicLocations."/in/" = "https://auth.example.com";`));
    expect(linesOf(viewOf(file).host.get("/in/"), "proxy_ssl_verify")).toEqual(["on"]);
  });

  // With a cache for all of nginx, one person's answer would be everybody's, as its key names nobody.
  test("a cache for all of nginx does not remember who somebody is", () => {
    const cache = "proxy_cache_path /tmp/mine keys_zone=mine:1m; proxy_cache mine; proxy_cache_valid any 5m;";
    const file = rendered(nginx(gateway, `services.nginx.commonHttpConfig = "${cache}";`));
    const { host, identity } = viewOf(file);
    const asking = [host.get("= /auth"), ...["= /auth", "= /gateway"].map((path) => identity.get(path))];
    expect(asking.flatMap((route) => linesOf(route, "proxy_cache"))).toEqual(["off", "off", "off"]);
    // Nor what they were shown.
    const others = [...host.values(), ...identity.values(), ...routesOf(file, "127.0.0.1").values()];
    const proxied = others.filter((route) => linesOf(route, "proxy_pass").length > 0);
    expect(new Set(proxied.flatMap((route) => linesOf(route, "proxy_cache")))).toEqual(
      new Set(["off", "frigate_api_cache"]),
    );
  });
});

describe("people, or nginx, locked out", () => {
  test("a client called default does not stop nginx", () => {
    expect(complaintsOf(render(nginx(named("default"))))).toBe("");
  });

  // Names of variables may have 46 letters, or variables_hash_bucket_size has to be raised.
  test("a client with a long name does not stop nginx", () => {
    expect(complaintsOf(render(nginx(named("home_assistant_in_the_living_room"))))).toBe("");
  });

  // proxy_cache_valid counts in seconds: nginx does not start with "500ms", which the type takes.
  test("an answer remembered for milliseconds does not stop nginx", () => {
    expect(complaintsOf(render(nginx(`${gateway} authCache = "500ms";`)))).toBe("");
  });

  // Keys of settings.auth.roles are free text; each becomes a word of the map of roles, without quotes.
  test("a role of two words does not stop nginx", () => {
    const roles = settings('auth.roles."night shift" = [ "front" ];');
    expect(complaintsOf(render(nginx(`${gateway} reverseProxy.roleHeader = "X-Groups";`, roles)))).toBe("");
  });

  // Rules for all of nginx hold for the identity server, too, where every address is `unix:`. Tried in nginx 1.22: 403 for all.
  test("rules for all of nginx do not close the identity server", () => {
    const file = rendered(
      nginx(gateway, 'services.nginx.commonHttpConfig = "allow 192.0.2.0/24; deny all;";'),
    );
    expect(linesOf(viewOf(file).identity.get("= /auth"), "deny")).toEqual([]);
  });

  // In a subrequest, proxy_pass without a path passes on the path of the location. Tried in nginx 1.22: GET /gateway.
  test.each(["http://127.0.0.1:9091", "https://auth.example.com", "http://unix:/run/gateway.sock"])(
    "a gateway whose address has no path is asked for /: %s",
    (url) => {
      const file = rendered(nginx(`authRequestUrl = "${url}"; reverseProxy.userHeader = "Remote-User";`));
      const scheme = url.startsWith("https:") ? "https" : "http";
      const asked = linesOf(viewOf(file).identity.get("= /gateway"), "proxy_pass");
      expect(asked).toEqual([`${scheme}://frigate-gateway/`]);
    },
  );

  // /auth no longer passes on the header that Frigate has been told to read, so everybody is its default user and role.
  test("clients next to a proxy that is told to Frigate by hand: its header still arrives, or it is refused", () => {
    const byHand = settings(
      'auth.enabled = false; proxy = { header_map.user = "x-forwarded-user"; auth_secret = "open sesame"; };',
    );
    const file = render(nginx(client, byHand));
    const headers = file === null ? null : headersTo(viewOf(file).host.get("= /auth"));
    expect(headers === null || "X-Forwarded-User" in headers).toBe(true);
  });

  // Nobody tells Frigate the secret for a client then: 401. The assertion looks for reverseProxy.userHeader only.
  test("clients next to Frigate's secret without Frigate's own sign-in are refused", () => {
    const configuration = nginx(client, settings('auth.enabled = false; proxy.auth_secret = "open sesame";'));
    expect(assertionsOf(configuration)).toHaveLength(1);
  });

  // A setting of null is left out: Frigate reads no header then, and everybody is called viewer.
  test.each(["user", "role"])("header_map.%s of null does not agree", (name) => {
    expect(assertionsOf(nginx(gateway, settings(`proxy.header_map.${name} = null;`)))).toHaveLength(1);
  });

  test("auth.enabled of null is left out like any other setting", () => {
    expect(assertionsOf(nginx(client, settings("auth.enabled = null;")))).toEqual([]);
    expect(render(nginx(client, settings("auth.enabled = null;")))).not.toBeNull();
  });

  // People would be sent back to a name that may not exist.
  test("publicUrl follows serverName", () => {
    const [url] = ofEach(
      standIn,
      [nginx(gateway, virtualHost('serverName = "cams.example.com";'))],
      "result.internals.config.services.frigate.nginx.publicUrl",
    );
    expect(url).toBe("http://cams.example.com");
  });

  // Two Host lines: Go's servers, most gateways among them, answer 400 to that.
  test("a header of the preset's in another spelling takes its place, or is refused", () => {
    const file = render(nginx('preset = "oauth2-proxy"; authRequestHeaders.host = "auth.example.com";'));
    const route = file === null ? undefined : viewOf(file).identity.get("= /gateway");
    const names = linesOf(route, "proxy_set_header").map((line) => line.split(" ")[0]?.toLowerCase());
    expect(names.filter((name) => name === "host").length).toBeLessThan(2);
  });

  // The names of this host stand in nginx's maps, where these words mean something, and capitals in an expression do.
  test.each(["default", "include", "hostnames", "volatile"])(
    "a host called %s does not stop nginx",
    (name) => {
      expect(complaintsOf(rendered(nginx(`allowedHosts = [ "${name}" ];`)))).toBe("");
      expect(complaintsOf(rendered(nginx(`${gateway} publicUrl = "http://${name}";`)))).toBe("");
    },
  );

  test("an expression for the names of this host does not stop nginx", () => {
    const name = "~^(?P<site>\\\\w+)\\\\.example\\\\.com\\$";
    expect(complaintsOf(rendered(nginx("", virtualHost(`serverName = "${name}";`))))).toBe("");
  });

  test("an expression for the names of this host keeps its meaning", () => {
    const tables = lookupsOf(
      rendered(nginx(client, virtualHost('serverAliases = [ "~^cams-\\\\D+\\\\.example\\\\.com\\$" ];'))),
    );
    const known = (host: string): string => evaluateText("$frigate_unknown_host", { host }, tables);
    expect([known("cams-a.example.com"), known("cams-1.example.com")]).toEqual(["0", "1"]);
  });

  // Frigate exports a recording by asking its own listener, and a 401 there deletes the export.
  test.each([gateway, proxy, client])("nobody is asked about Frigate's own requests: %s", (options) => {
    const own = routesOf(rendered(nginx(options)), "127.0.0.1");
    const asked = [...own.values()].flatMap((route) => linesOf(route, "auth_request"));
    expect(new Set(asked)).toEqual(new Set(["off"]));
    const backends = [...own.values()].flatMap((route) => linesOf(route, "proxy_pass"));
    expect(backends.filter((backend) => /identity|gateway|\$/.test(backend))).toEqual([]);
    const waysToSignIn = ["= /login", "@frigate_sign_in", "@frigate_refusal"];
    expect(waysToSignIn.filter((matcher) => own.has(matcher))).toEqual([]);
  });
});
