import { describe, expect, test } from "vitest";
import { effectiveRoutes, showMatcher } from "../../generator/inspect/nginx/effective.ts";
import { knownIncludes, resolveIncludes } from "../../generator/inspect/nginx/include.ts";
import {
  directivesOf,
  NginxSyntaxError,
  parseNginx,
  printNginx,
  valuesOf,
} from "../../generator/inspect/nginx/parse.ts";
import { loadReference, routeOf, serverWith } from "./reference.ts";

/** What is in force in the location `/in/`, which stands in `/out/`. */
function nested({ http = "", server = "", out = "", inner = "" }): readonly string[] {
  const file = serverWith(`${server} location /out/ { ${out} location /out/in/ { ${inner} } }`, http);
  return routeOf(file, "/out/in/").directives.map(({ directive }) =>
    [directive.name, ...valuesOf(directive)].join(" "),
  );
}

describe("inheritance into a nested location", () => {
  test.each<[rule: string, levels: Parameters<typeof nested>[0], inForce: readonly string[]]>([
    ["a value comes from the innermost level", { http: "gzip on;", server: "gzip off;" }, ["gzip off"]],
    ["a location's own value wins", { out: "expires 7d;", inner: "expires off;" }, ["expires off"]],
    [
      "a list is inherited whole",
      { server: "add_header A 1; add_header B 2;" },
      ["add_header A 1", "add_header B 2"],
    ],
    [
      "one own entry drops the outer list",
      { out: "add_header A 1; add_header B 2;", inner: "add_header C 3;" },
      ["add_header C 3"],
    ],
    [
      "lists do not drop one another",
      { out: "proxy_set_header A 1; add_header B 2;", inner: "proxy_set_header C 3;" },
      ["add_header B 2", "proxy_set_header C 3"],
    ],
    ["allow and deny are one list", { out: "deny all;", inner: "allow all;" }, ["allow all"]],
    ["root and alias are one value", { server: "root /a;", out: "alias /b;" }, ["alias /b"]],
    ["auth_request is inherited", { server: "auth_request /auth;" }, ["auth_request /auth"]],
    ["internal is inherited", { out: "internal;" }, ["internal"]],
    [
      "handlers and rewrites of the outer location stay there",
      {
        out: "proxy_pass http://a; try_files $uri =404; limit_except GET { deny all; } set $x 1; rewrite ^ /; vod hls;",
      },
      [],
    ],
    [
      "the server's rewrites run everywhere",
      { server: "set $x 1;", out: "set $x 2;", inner: "set $x 3;" },
      ["set $x 1", "set $x 3"],
    ],
    ["servers and listens are nobody's", { http: "map_hash_max_size 1;", server: "http2 on;" }, []],
    ["what the table does not know is inherited", { http: "new_thing 1;", inner: "" }, ["new_thing 1"]],
  ])("%s", (_rule, levels, inForce) => {
    expect(nested(levels)).toEqual(inForce);
  });

  test("where a directive was written stays known", () => {
    const file = serverWith("gzip on; location /out/ { alias /a/; location /out/in/ { expires off; } }");
    const seen = routeOf(file, "/out/in/").directives.map(({ directive, level, own, writtenIn }) => [
      directive.name,
      level,
      own,
      writtenIn && showMatcher(writtenIn),
    ]);
    expect(seen).toEqual([
      ["gzip", "server", false, null],
      ["alias", "location", false, "/out/"],
      ["expires", "location", true, "/out/in/"],
    ]);
  });
});

describe("locations", () => {
  test.each<[written: string, modifier: string, pattern: string]>([
    ["/a", "", "/a"],
    ["= /a", "=", "/a"],
    ["=/a", "=", "/a"],
    ["^~ /a", "^~", "/a"],
    ["~ ^/a$", "~", "^/a$"],
    ['~* "a{2}"', "~*", "a{2}"],
    ["~*\\.jpg$", "~*", "\\.jpg$"],
    ["@a", "@", "a"],
  ])("location %s", (written, modifier, pattern) => {
    const [route] = effectiveRoutes(serverWith(`location ${written} { }`));
    expect(route?.matcher).toEqual({ modifier, pattern });
  });

  test("upstream's nested locations follow the one they stand in", () => {
    const routes = effectiveRoutes(loadReference("upstream-default"));
    const underApi = routes.filter(({ nestedIn }) => nestedIn?.pattern === "/api/");
    expect(underApi.map(({ matcher, depth }) => [showMatcher(matcher), depth])).toEqual([
      ["/api/vod/", 1],
      ["/api/login", 1],
      ["/api/auth/first_time_login", 1],
      ["/api/stats", 1],
      ["/api/version", 1],
    ]);
    expect(routes.findIndex(({ matcher }) => matcher.pattern === "/api/") + 1).toBe(
      routes.indexOf(underApi[0]!),
    );
  });

  test("the server is known to each route", () => {
    const file = parseNginx(
      "http { server { listen 80; listen [::]:443 ssl; server_name a b; location / { } } server { location / { } } }",
    );
    expect(effectiveRoutes(file).map(({ server }) => [server.names, server.listens])).toEqual([
      [
        ["a", "b"],
        ["80", "[::]:443 ssl"],
      ],
      [[], ["*:80"]],
    ]);
  });
});

describe("includes", () => {
  const file = parseNginx(
    "http { include a.conf; include /store/x-nginx-recommended-proxy_set_header-headers.conf; include b.conf; }",
  );

  test("known texts take the place of the directive, at any depth; the others stay and are listed", () => {
    const texts: Readonly<Record<string, string>> = { "a.conf": "a { include c.conf; }", "c.conf": "c;" };
    const { file: resolved, unresolved } = resolveIncludes(
      file,
      (path) => texts[path] ?? knownIncludes(path),
    );
    const [http] = directivesOf(resolved.body);
    expect(
      directivesOf(http?.block ?? []).map(({ name, args }) => `${name} ${args[0]?.value ?? ""}`.trim()),
    ).toEqual([
      "a",
      "proxy_set_header Host",
      "proxy_set_header X-Real-IP",
      "proxy_set_header X-Forwarded-For",
      "proxy_set_header X-Forwarded-Proto",
      "proxy_set_header X-Forwarded-Host",
      "proxy_set_header X-Forwarded-Server",
      "include b.conf",
    ]);
    expect(printNginx(resolved)).toContain("c;");
    expect(unresolved.map((include) => include.args[0]?.value)).toEqual(["b.conf"]);
  });

  test("a file that includes itself, or does not parse, is an error at its place", () => {
    expect(() => resolveIncludes(file, (path) => `include ${path};`)).toThrow(
      /^a\.conf:1:1: "a\.conf" includes itself/,
    );
    expect(() => resolveIncludes(file, () => "a")).toThrow(NginxSyntaxError);
  });
});
