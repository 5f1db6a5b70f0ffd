/** What single sign-on adds to nginx.conf, and that nothing of it is there without. */
import { describe, expect, test } from "vitest";
import { gateways, type GatewayName } from "../../generator/schema/gateways.ts";
import { routes, type Route as SchemaRoute } from "../../generator/schema/routes.ts";
import { serversOf } from "../../generator/inspect/nginx/effective.ts";
import { everyDirective, valuesOf, type NginxFile } from "../../generator/inspect/nginx/parse.ts";
import { everyNixpkgs } from "../support/nixpkgs.ts";
import { configurations, mapsOfFrigate, parts } from "./sso-parts.ts";
import { hostname, linesOf, viewsOf } from "./sso-support.ts";

const names = Object.keys(gateways) as readonly GatewayName[];
const sorted = (values: Iterable<string>): readonly string[] => [...values].toSorted();
/** Set-Cookie is not among what a cache ignores: an answer with one is not remembered. */
const ignored = "Cache-Control Expires Vary X-Accel-Expires";
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
  const signingOn = everyName.filter((name) => !name.startsWith("nothing"));

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

  test("/auth asks Frigate, the identity server, or who decides", () => {
    for (const name of everyName) {
      const { host, identity, tables } = of(name);
      const asked = identity.size === 0 ? "frigate-api" : "frigate-identity/auth";
      expect(linesOf(host.get("= /auth"), "proxy_pass"), name).toEqual([
        `http://${tables.has("frigate_decider") ? "$frigate_decider" : asked}`,
      ]);
    }
  });

  test("the identity server is on a socket, and on nothing else", () => {
    for (const name of signingOn) {
      const server = serversOf(of(name).file).find((one) => one.names.includes("frigate-identity"));
      expect(server?.listens, name).toEqual(["unix:/run/nginx/frigate-identity.sock"]);
    }
  });

  test("its verdicts cannot be asked for from outside, and answer what their names say", () => {
    const answers = { "= /admitted": "204", "= /refused": "403", "= /stranger": "401" };
    for (const name of signingOn) {
      const { identity } = of(name);
      for (const [matcher, answer] of Object.entries(answers).filter(([matcher]) => identity.has(matcher)))
        expect(linesOf(identity.get(matcher), "return"), name).toEqual([answer]);
      for (const matcher of ["= /admitted", "= /frigate", "= /gateway"].filter((one) => identity.has(one)))
        expect(linesOf(identity.get(matcher), "internal"), `${name}: ${matcher}`).toEqual([""]);
    }
  });

  test("Frigate is asked where it alone knows, and nowhere else", () => {
    const asking = signingOn.filter((name) => of(name).identity.has("= /frigate"));
    expect(asking).toEqual([
      "gateway, cameras by role",
      "gateway, unknown version",
      "gateway, version without a number",
      "proxy with secret",
    ]);
    for (const name of signingOn) {
      const entry = of(name).tables.get("frigate_entry");
      const judge = name === "gateway, cameras by role" ? "$frigate_judge" : "/frigate";
      expect(entry?.entries, name).toEqual([
        ["", "/refused"],
        ["default", asking.includes(name) ? judge : "/admitted"],
      ]);
    }
    const judged = [...of("gateway, cameras by role").host].filter(([, route]) =>
      linesOf(route, "set").includes("$frigate_judged 1"),
    );
    const ofOneCamera = Object.entries<SchemaRoute>(routes).filter(([, route]) => route.ofOneCamera);
    expect(sorted(judged.map(([matcher]) => matcher))).toEqual(
      sorted(ofOneCamera.map(([matcher]) => matcher)),
    );
  });

  test("only pages that are to lead to sign in, or to a refusal, ask for a session", () => {
    for (const name of everyName) {
      const page = of(name).host.get("/");
      const hasGateway = of(name).host.has("@frigate_sign_in");
      const refuses = of(name).host.has("@frigate_refusal");
      expect(refuses, name).toBe(hasGateway || name === "proxy that refuses");
      expect(linesOf(page, "auth_request"), name).toEqual(refuses ? ["/auth"] : []);
      expect(linesOf(page, "error_page"), name).toEqual([
        ...(hasGateway ? ["401 = @frigate_sign_in"] : []),
        ...(refuses ? ["403 = @frigate_refusal"] : []),
      ]);
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
      const listener = name === "no listener" ? [] : ["127.0.0.1", "localhost"];
      const identity = signingOn.includes(name) ? ["frigate-identity"] : [];
      expect(new Set(hosts), name).toEqual(new Set([hostname, ...listener, ...identity]));
    }
  });

  test("nothing reads the client's Host header but NixOS' own lines, and what refuses another site's pages", () => {
    const usual = [
      "map $frigate_page $host $frigate_foreign_page",
      "map $host $frigate_unknown_host",
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
        of(name).host.get("= /auth"),
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
        const always = !signingOn.includes(name) || isWebsocket ? "" : " always";
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

  test("of Frigate's own sign-in, an answer is remembered for these credentials", () => {
    const credentials = ["$server_port", "$http_cookie", "$http_authorization"];
    const known = ["$http_x_proxy_secret", "$frigate_decider", "$frigate_known_user", "$frigate_known_role"];
    const keys: Readonly<Record<string, readonly string[]>> = {
      "nothing, remembered": credentials,
      "nothing, 0.18, remembered": [...credentials, "$frigate_uri"],
      "clients, remembered": [...credentials, ...known],
    };
    for (const name of everyName) {
      const check = of(name).host.get("= /auth");
      const key = keys[name]?.join("\n");
      expect(linesOf(check, "proxy_cache"), name).toEqual([key === undefined ? "off" : "frigate_auth_cache"]);
      if (key === undefined) continue;
      expect(linesOf(check, "proxy_cache_key"), name).toEqual([key]);
      expect(linesOf(check, "proxy_cache_valid"), name).toEqual(["202 204 5s"]);
      expect(linesOf(check, "proxy_cache_use_stale"), name).toEqual(["off"]);
      expect(linesOf(check, "proxy_ignore_headers"), name).toEqual([ignored]);
    }
  });

  test.each([...names, null])("what is remembered: %s", (name) => {
    const asked = of(name === null ? "pages of the gateway's" : `${name}, remembered`).identity.get(
      "= /gateway",
    );
    const judgesAlike = name !== null && "judgesAlike" in gateways[name];
    const [key = ""] = linesOf(asked, "proxy_cache_key");
    const known = ["$http_cookie", "$http_authorization", "$http_x_frigate_address"];
    const asksFor = judgesAlike ? [] : ["$http_x_original_method", "$http_x_frigate_uri"];
    expect(sorted(key.match(/\$\w+/g) ?? [])).toEqual(sorted([...known, ...asksFor]));
    expect(linesOf(asked, "proxy_cache_valid")).toEqual([`200 202 204 ${name === null ? "1m" : "5s"}`]);
    expect(linesOf(asked, "proxy_no_cache")).toEqual(["$frigate_nameless"]);
    expect(linesOf(asked, "proxy_cache_use_stale")).toEqual(["off"]);
    expect(linesOf(asked, "proxy_cache_background_update")).toEqual(["off"]);
    expect(linesOf(asked, "proxy_ignore_headers")).toEqual([ignored]);
    const header = name === null ? "Remote-User" : gateways[name].userHeader;
    const nameless = of(name === null ? "gateway" : name).tables.get("frigate_nameless");
    expect(nameless?.source).toBe(`$upstream_http_${header.toLowerCase().replaceAll("-", "_")}`);
  });
});
