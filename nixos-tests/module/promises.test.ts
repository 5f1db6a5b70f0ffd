/** What the rendered configuration promises, fixture by fixture. */
import { words } from "../../generator/inspect/collections.ts";
import { describe, expect, test } from "vitest";
import {
  nginxTree,
  renderConfiguration,
  type Rendered,
} from "../../generator/inspect/evaluate/configuration.ts";
import { serversOf, type Route } from "../../generator/inspect/nginx/effective.ts";
import {
  directivesNamed,
  directivesOf,
  parseNginx,
  printNginx,
  valuesOf,
  type Directive,
  type NginxFile,
} from "../../generator/inspect/nginx/parse.ts";
import { routeRows } from "../../generator/inspect/evaluate/routes.ts";
import { identity, identityHeaders, type Version } from "../../generator/schema/frigate.ts";
import { standingRoutes } from "../../generator/schema/routes.ts";
import { fromRoot } from "../support/files.ts";
import { valueOf } from "../support/evaluate.ts";
import { linesOf, routesOf as routesOfServer } from "./sso-support.ts";
import { everyNixpkgs } from "../support/nixpkgs.ts";

const hostname = "frigate.example.com";
/** The other spelling that Frigate's websockets take for the same header (WSGI). */
const asWsgi = (header: string): string => header.replaceAll("-", "_");
/** Name of the server that Frigate itself calls, and who comes through it. */
const ownName = "127.0.0.1";
const anonymousAdmin = [
  "$frigate_user anonymous",
  "$frigate_role admin",
  ...["$frigate_groups ", "$frigate_email ", "$frigate_name "],
];
const present = (version: Version) =>
  standingRoutes.filter(
    ([, { since, until }]) =>
      (since === undefined || since <= version) && (until === undefined || version < until),
  );

describe.each(everyNixpkgs)("with the %s", (_, nixpkgs) => {
  const rendered = (fixture: string): Rendered =>
    renderConfiguration(fromRoot(`nixos-tests/fixtures/frigate/${fixture}.nix`), nixpkgs);
  const tree = (fixture: string): NginxFile => nginxTree(rendered(fixture));
  const routesOf = (file: NginxFile): ReadonlyMap<string, Route> =>
    new Map([...routesOfServer(file, hostname)].filter(([matcher]) => !matcher.includes("/.well")));
  /** The same host with Frigate's module there but not enabled. */
  const withoutFrigate = (): NginxFile => {
    const unrelated = fromRoot("nixos-tests/fixtures/unrelated-host.nix");
    const disabled = `{ lib, ... }: { imports = [ ${unrelated} ]; services.frigate.enable = lib.mkForce false; }`;
    return parseNginx(String(valueOf(nixpkgs, disabled, "result.nginxConf")));
  };
  const listensOf = (file: NginxFile, name: string): readonly string[] =>
    serversOf(file)
      .filter(({ names }) => names.includes(name))
      .flatMap((server) => server.listens);
  const listens = (file: NginxFile): readonly string[] => listensOf(file, hostname);
  const ownListens = (file: NginxFile): readonly string[] => listensOf(file, ownName);

  test.each<Version>(["0.15", "0.16", "0.17", "0.18"])("the routes of Frigate %s", (version) => {
    const rows = routeRows(tree(`version-${version}`), hostname);
    const expected = present(version).map(([matcher, { access }]) => [matcher, access]);
    expect(rows.map(({ route, access }) => [route, access]).toSorted()).toEqual(expected.toSorted());
  });

  test("every location stands at the top level", () => {
    for (const route of routesOf(tree("base")).values()) expect(route.depth).toBe(0);
  });

  test("every protected location asks, and every backend is told who it is", () => {
    const found = routesOf(tree("base"));
    for (const [matcher, route] of present("0.17").filter(([, { access }]) => access === "protected")) {
      expect(linesOf(found.get(matcher), "auth_request"), matcher).toEqual(["/auth"]);
      if (!("to" in route)) continue;
      const headers = linesOf(found.get(matcher), "proxy_set_header");
      for (const [header, variable] of Object.entries(identity))
        expect(headers).toContain(`${header} ${variable}`);
      for (const header of identityHeaders.map(asWsgi)) expect(headers, matcher).toContain(`${header} `);
      for (const header of ["Host $host", "X-Forwarded-Proto $scheme", "X-Real-IP $remote_addr"]) {
        expect(headers, matcher).toContain(header);
      }
    }
  });

  test("what is public names nobody", () => {
    const found = routesOf(tree("base"));
    for (const path of ["= /api/login", "= /api/logout", "= /api/auth/first_time_login"]) {
      const headers = linesOf(found.get(path), "proxy_set_header");
      for (const header of [...identityHeaders, ...identityHeaders.map(asWsgi)])
        expect(headers, path).toContain(`${header} `);
    }
  });

  test("no proxied location sends a header twice", () => {
    for (const [matcher, route] of routesOf(tree("base"))) {
      const names = linesOf(route, "proxy_set_header").map((value) => value.split(" ")[0]?.toLowerCase());
      expect(new Set(names).size, matcher).toBe(names.length);
    }
  });

  test("listen without mkForce takes the place of port 80; Frigate's own listener stays", () => {
    expect(listens(tree("listen-overridden"))).toEqual(["192.0.2.10:8971"]);
    expect(ownListens(tree("listen-overridden"))).toEqual(["127.0.0.1:5000"]);
  });

  test("a unix socket", () => {
    expect(listens(tree("unix-socket"))).toEqual(["unix:/run/frigate-web.sock"]);
    expect(ownListens(tree("unix-socket"))).toEqual(["127.0.0.1:5000"]);
  });

  test("ACME and forceSSL: Frigate's own listener has neither TLS nor the redirect", () => {
    expect(ownListens(tree("acme-force-ssl"))).toEqual(["127.0.0.1:5000"]);
    const own = serversOf(tree("acme-force-ssl")).find(({ names }) => names.includes(ownName));
    expect(directivesNamed(own?.directive.block ?? null, "return")).toEqual([]);
    expect(listens(tree("acme-force-ssl")).filter((listen) => listen.includes("5000"))).toEqual([]);
  });

  test("Frigate's own listener: none, or on the port that is set", () => {
    expect(listens(tree("no-internal-listener"))).toEqual(["0.0.0.0:80", "[::0]:80"]);
    expect(ownListens(tree("no-internal-listener"))).toEqual([]);
    expect(ownListens(tree("internal-port"))).toEqual(["127.0.0.1:5050"]);
  });

  test.each(["version-0.15", "version-0.18", "runtime-headers"])(
    "Frigate's own listener has the same locations, asks nobody, and takes everybody for an administrator: %s",
    (fixture) => {
      const own = routesOfServer(tree(fixture), ownName);
      const ofHost = routesOf(tree(fixture));
      expect([...own.keys()].toSorted()).toEqual([...ofHost.keys()].toSorted());
      for (const [matcher, route] of own) {
        expect(linesOf(route, "auth_request"), matcher).toEqual(["off"]);
        expect(linesOf(route, "set"), matcher).toEqual(anonymousAdmin);
        expect(linesOf(route, "return"), matcher).toEqual(
          matcher === "= /auth" ? ["404"] : linesOf(ofHost.get(matcher), "return"),
        );
        expect(linesOf(route, "add_header").join(), matcher).not.toMatch(/Set-Cookie|X-Frame-Options/);
        if (matcher === "= /auth") continue;
        for (const directive of words("proxy_pass root alias rewrite limit_except types internal"))
          expect(linesOf(route, directive), matcher).toEqual(linesOf(ofHost.get(matcher), directive));
      }
    },
  );

  test('extraConfig = mkForce "" loses nothing', () => {
    expect(printNginx(tree("forced-extra-config"))).toBe(printNginx(tree("base")));
  });

  test("mkAfter adds to each location that upstream keeps as text, after its own lines", () => {
    const found = routesOf(tree("patched-locations"));
    const patched = [
      "/api/stats",
      "/api/version",
      "/api/vod/",
      "= /api/login",
      "= /api/logout",
      "= /api/auth/first_time_login",
    ];
    for (const path of patched)
      expect(linesOf(found.get(path), "proxy_hide_header"), path).toEqual(["X-Patched"]);
    for (const path of patched.slice(0, 3))
      expect(linesOf(found.get(path), "auth_request"), path).toEqual(["/auth"]);
  });

  test("mkForce on one proxyPass changes that backend alone", () => {
    const [before, after] = [routesOf(tree("base")), routesOf(tree("forced-proxy-pass"))];
    const changed = [...after].filter(
      ([matcher, route]) => linesOf(route, "proxy_pass")[0] !== linesOf(before.get(matcher), "proxy_pass")[0],
    );
    expect(changed.map(([matcher]) => matcher)).toEqual(["/ws"]);
    expect(linesOf(after.get("/ws"), "proxy_pass")).toEqual(["http://127.0.0.1:6002"]);
  });

  test("another host has the same text with and without Frigate", () => {
    const blog = (file: NginxFile): string => {
      const servers = serversOf(file).filter(({ names }) => names.includes("blog.example.com"));
      return printNginx({ ...file, body: servers.map(({ directive }) => directive) });
    };
    const withFrigate = parseNginx(rendered("other-host").nginxConf);
    expect(blog(withoutFrigate())).toMatch(/proxy_pass/);
    expect(blog(withFrigate)).toBe(blog(withoutFrigate()));
  });

  test("at http level Frigate adds upstreams, a cache, maps, its two servers and nothing else", () => {
    const argumentsOf = (directive: Directive): readonly string[] =>
      directive.name === "server"
        ? directivesNamed(directive.block, "server_name").flatMap(valuesOf)
        : valuesOf(directive);
    const lines = (file: NginxFile): readonly string[] =>
      directivesNamed(file.body, "http")
        .flatMap(({ block }) => directivesOf(block))
        .map((directive) => `${directive.name} ${argumentsOf(directive).join(" ")}`);
    const [before, after] = [lines(withoutFrigate()), lines(parseNginx(rendered("other-host").nginxConf))];
    const added = after.filter((line) => !before.includes(line));
    const names = added.map((line) =>
      line.startsWith("map ") ? `map ${line.split(" ").at(-1)}` : line.split(" ").slice(0, 2).join(" "),
    );
    expect(names.toSorted()).toEqual([
      "map $frigate_cookie_cache_control",
      "map $frigate_foreign",
      "map $frigate_foreign_page",
      "map $frigate_no_cache",
      "map $frigate_original_uri",
      "map $frigate_page",
      "map $frigate_private_cache_control",
      "map $frigate_private_time",
      "map $frigate_raw_uri",
      "map $frigate_renewed_cookie",
      "map $frigate_unknown_host",
      "map $frigate_unknown_page",
      "map_hash_bucket_size 128",
      "proxy_cache_path /var/cache/nginx/frigate",
      "server 127.0.0.1",
      "server frigate.example.com",
      "upstream frigate-api",
      "upstream frigate-go2rtc",
      "upstream frigate-jsmpeg",
      "upstream frigate-mqtt-ws",
    ]);
    expect(before.filter((line) => !after.includes(line))).toEqual([]);
  });

  test("responseHeaders reach every location of the module's, whatever becomes of the server's extraConfig", () => {
    for (const [matcher, route] of routesOf(tree("response-headers"))) {
      if (matcher === "/mine/") continue;
      const headers = linesOf(route, "add_header");
      expect(headers, matcher).toContain(
        "Strict-Transport-Security max-age=31536000; includeSubDomains always",
      );
      expect(headers, matcher).toContain(
        "Content-Security-Policy default-src 'self'; img-src 'self' data: blob: always",
      );
    }
    expect(linesOf(routesOf(tree("response-headers")).get("/mine/"), "add_header")).toEqual(["X-Mine yes"]);
  });

  test("responseHeaders reach a location of the user's that has no headers of its own", () => {
    const configuration = `{
      services.frigate.nginx.responseHeaders.X-Other = "1";
      services.nginx.virtualHosts."${hostname}".locations."/mine/".root = "/srv/mine";
    }`;
    const file = parseNginx(String(valueOf(nixpkgs, configuration, "result.nginxConf")));
    expect(linesOf(routesOf(file).get("/mine/"), "add_header")).toEqual(["X-Other 1 always"]);
  });

  test("vod settings follow the version", () => {
    const vod = (version: Version) => routesOf(tree(`version-${version}`)).get("/vod/");
    expect(linesOf(vod("0.15"), "vod_hls_container_format")).toEqual([]);
    expect(linesOf(vod("0.15"), "error_page")).toEqual([]);
    expect(linesOf(vod("0.16"), "error_page")).toEqual(["502 =404 /vod-not-found"]);
    expect(linesOf(vod("0.17"), "vod_hls_container_format")).toEqual(["fmp4"]);
  });

  test("no warning, no failed assertion", () => {
    for (const fixture of words("base acme-force-ssl patched-locations response-headers internal-port")) {
      expect(rendered(fixture), fixture).toMatchObject({ assertions: [], warnings: [] });
    }
  });
});
