import { words } from "../../generator/inspect/collections.ts";
import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { meaningOf, type Fact } from "../../generator/inspect/nginx/meaning.ts";
import { readNginxSite } from "../../generator/inspect/nginx/site.ts";
import { normalizeParameter, normalizeSize, normalizeTime } from "../../generator/inspect/nginx/units.ts";
import { routeOf, serverWith } from "./reference.ts";

/** What `location matcher` of that server means, as `aspect what` -> value. */
function meaning(matcher: string, server: string, http = ""): Readonly<Record<string, string>> {
  const site = readNginxSite(serverWith(server, http));
  const { facts } = meaningOf(routeOf(site.file, matcher), site);
  return Object.fromEntries(
    [...facts.values()].map(({ aspect, what, value }) => [`${aspect} ${what}`, value]),
  );
}

const location = (matcher: string, text: string, http = "") =>
  meaning(matcher, `location ${matcher} { ${text} }`, http);

describe("where a proxied request goes", () => {
  test.each<[matcher: string, directives: string, target: string, path: string]>([
    ["/api/", "proxy_pass http://api/;", "http://127.0.0.1:5001", "/api/ -> /"],
    ["/api/vod/", "proxy_pass http://api/vod/;", "http://127.0.0.1:5001", "/api/vod/ -> /vod/"],
    [
      "/api/stats",
      "rewrite ^/api(/.*)$ $1 break; proxy_pass http://api;",
      "http://127.0.0.1:5001",
      "/api/stats -> /stats",
    ],
    [
      "/api/stats",
      "rewrite ^/api/(.*)$ /$1 break; proxy_pass http://api/x;",
      "http://127.0.0.1:5001",
      "/api/stats -> /stats",
    ],
    ["/api/stats", "proxy_pass http://api/stats;", "http://127.0.0.1:5001", "/api/stats -> /stats"],
    [
      "= /api/login",
      "rewrite ^/api(/.*)$ $1 break; proxy_pass http://api;",
      "http://127.0.0.1:5001",
      "/api/login -> /login",
    ],
    [
      "~* /api/.*\\.jpg$",
      "rewrite ^/api/(.*)$ /$1 break; proxy_pass http://api;",
      "http://127.0.0.1:5001",
      "/api/ -> /, others unchanged",
    ],
    ["/a", "proxy_pass http://10.0.0.1:80;", "http://10.0.0.1:80", "unchanged, as the client spelled it"],
    ["/a", "proxy_pass http://unix:/run/a.sock:/b;", "http://unix:/run/a.sock", "/a -> /b"],
    ["/auth", "internal; proxy_pass http://10.0.0.1;", "http://10.0.0.1", "/auth -> /auth"],
    ["/auth", "internal; proxy_pass http://$http_x;", "http://$http_x", "/auth -> /auth"],
    ["@a", "proxy_pass http://10.0.0.1;", "http://10.0.0.1", "unchanged, as the client spelled it"],
    ["= /auth", "proxy_pass http://$http_x/auth;", "http://$http_x", "/auth -> /auth"],
    ["/auth", "proxy_pass http://$http_x/auth;", "http://$http_x", "always /auth"],
    [
      "/a",
      "rewrite ^/(.*)$ /$1? break; proxy_pass http://api;",
      "http://127.0.0.1:5001",
      "by rewrite, then unchanged",
    ],
  ])("location %s { %s }", (matcher, directives, target, path) => {
    const facts = location(matcher, directives, "upstream api { server 127.0.0.1:5001; }");
    expect([facts["backend target"], facts["backend path"]]).toEqual([target, path]);
  });

  test("a rewrite the path does not state is kept as text", () => {
    expect(location("/a", "rewrite ^/a /b last;")["rewrite rewrite"]).toBe("rewrite ^/a /b last");
    expect(
      location("/a", "rewrite ^/a(.*)$ /b$1 break; proxy_pass http://h;")["rewrite rewrite"],
    ).toBeUndefined();
  });
});

describe("variables stand for where their value comes from", () => {
  const sent = (value: string, more = "", http = "") =>
    location("/a", `proxy_pass http://h; auth_request /auth; ${more} proxy_set_header X ${value};`, http)[
      "header-to-backend x"
    ];

  test.each<[value: string, more: string, http: string, meant: string]>([
    ["$host", "", "", "$host"],
    ["$USER", "auth_request_set $user $upstream_http_remote_user;", "", "$auth(upstream_http_remote_user)"],
    ["a${u}b", "auth_request_set $u $upstream_http_x;", "", "a$auth(upstream_http_x)b"],
    ["$u", "auth_request_set $u $upstream_http_x; auth_request off;", "", "(not sent)"],
    ["$u", "set $u $uri; set $u $args;", "", "$set($args)"],
    ["$m", "", "map $host $m { b 2; default 0; A 1; '' ''; }", "$map($host){=>; a=>1; b=>2; default=>0}"],
    ["$m", "", "map $host $m { ~b 2; ~a 1; }", "$map($host){~b=>2; ~a=>1; default=>}"],
    ["$g", "", "geo $g { default no; 10.0.0.0/8 yes; }", "$geo($remote_addr){10.0.0.0/8=>yes; default=>no}"],
    [
      "$m",
      "auth_request_set $u $upstream_http_x;",
      "map $u $m { default $n; } map $host $n { a $u; }",
      "$map($auth(upstream_http_x)){default=>$map($host){a=>$auth(upstream_http_x); default=>}}",
    ],
  ])("%s with %j and %j", (value, more, http, meant) => {
    expect(sent(value, more, http)).toBe(meant);
  });

  test("a map that means itself comes to an end", () => {
    expect(sent("$m", "", "map $m $m { default 1; }")).toBe("$map($m){default=>1}");
  });

  test("another location's variables are empty, unless this one runs inside the other's request", () => {
    const set = "location /a { set $x $uri; auth_request /auth; }";
    const auth = (internal: string) =>
      `${set} location /auth { ${internal} proxy_pass http://h; proxy_set_header X $x; }`;
    expect(meaning("/auth", auth("internal;"))["header-to-backend x"]).toBe("$set($uri)");
    expect(meaning("/auth", auth(""))["header-to-backend x"]).toBe("(not sent)");
  });

  test("a location that fails to set what the check is told stands out", () => {
    const text = (b: string) =>
      `location /a { set $x $uri; auth_request /auth; } location /b { ${b} auth_request /auth; }
       location /auth { internal; proxy_pass http://h; proxy_set_header X-Url $x; }`;
    expect(meaning("/b", text("set $x $uri;"))["auth the check is told x-url"]).toBeUndefined();
    expect(meaning("/b", text(""))["auth the check is told x-url"]).toBe("(not sent)");
  });

  test("what vod's mapping request carries is the vod location's", () => {
    const text = (vod: string) =>
      `location /vod/ { vod hls; vod_upstream_location /api; auth_request /auth; ${vod} }
       location /api/ { proxy_pass http://h; auth_request /auth; auth_request_set $u $upstream_http_u; proxy_set_header U $u; }`;
    const carried = "vod the mapping is asked with u";
    const outer = "location /api/ { location /api/vod/ { proxy_pass http://h; proxy_set_header U $u; } }";
    const unreached = text("").replace("location /api/ {", `${outer} location /api/vod/ {`);
    expect(meaning("/vod/", unreached)[carried]).toBe("(not sent)");
    expect(meaning("/vod/", text("auth_request_set $u $upstream_http_u;"))[carried]).toBeUndefined();
    expect(meaning("/vod/", text(""))[carried]).toBe("(not sent)");
    expect(meaning("/vod/", text("auth_request_set $u $upstream_http_v;"))[carried]).toBe(
      "$auth(upstream_http_v)",
    );
  });
});

test("a backend header nobody sets is nginx's own choice, or the client's", () => {
  const unset = (text: string) => {
    const site = readNginxSite(serverWith(`location /a { ${text} }`));
    const { unsetHeader } = meaningOf(routeOf(site.file, "/a"), site);
    return ["host", "connection", "upgrade", "content-length", "range", "x-user"].map(unsetHeader);
  };
  const own = ["h:1", "close", "(not sent)", "(as nginx counts it)"];
  expect(unset("proxy_pass http://h:1/b;")).toEqual([
    ...own,
    "(as the client sent it)",
    "(as the client sent it)",
  ]);
  expect(unset("proxy_pass http://h:1; proxy_pass_request_headers off;")).toEqual([
    ...own,
    "(not sent)",
    "(not sent)",
  ]);
  expect(unset("proxy_pass http://h:1; proxy_cache z;")).toEqual([
    ...own,
    "(as the cache needs it)",
    "(as the client sent it)",
  ]);
  expect(unset("root /a;")).toEqual([null, null, null, null, null, null]);
});

test("an inherited alias goes on where its location's path ends", () => {
  const facts = meaning("/a/b/", "location /a/ { alias /srv/; location /a/b/ { } }");
  expect(facts["files directory"]).toBe("/a/b/ -> /srv/b/");
});

describe("what has no effect has no meaning", () => {
  test.each<[why: string, text: string, without: string]>([
    [
      "proxy_* without proxy_pass",
      "root /a; proxy_set_header A b; proxy_read_timeout 1; client_max_body_size 1m;",
      "root /a;",
    ],
    [
      "cache settings without a cache",
      "proxy_pass http://h; proxy_cache off; proxy_no_cache $x; proxy_cache_key k;",
      "proxy_pass http://h; proxy_cache off;",
    ],
    ["vod settings without vod", "root /a; vod_mode local; secure_token $args;", "root /a;"],
    ["the document root of mapped vod", "vod hls; vod_mode mapped; root /a;", "vod hls; vod_mode mapped;"],
    ["gzip_types without gzip", "gzip_types a/b;", ""],
    [
      "file types where nothing is read",
      "proxy_pass http://h; types { a/b c; } root /a;",
      "proxy_pass http://h;",
    ],
    ["access checks behind a return", "return 404; auth_request /auth; deny all;", "return 404;"],
    ["a variable nobody reads", "set $x 1; auth_request_set $y $upstream_http_y;", ""],
  ])("%s", (_why, text, without) => {
    expect(location("/a", text)).toEqual(location("/a", without));
  });
});

describe("one spelling for equal things", () => {
  test.each<[one: string, other: string]>([
    ["proxy_pass http://h; client_max_body_size 20M;", "client_max_body_size 20480k; proxy_pass http://h;"],
    ["proxy_pass http://h; proxy_read_timeout 360;", "proxy_pass http://h; proxy_read_timeout 6m;"],
    ["gzip on; gzip_types b/b a/a;", "gzip on; gzip_types a/a b/b;"],
    ["types { a/a x y; b/b z; }", "types { b/b z; a/a y; a/a x; }"],
    ["error_page 401 403 = /x;", "error_page 403 =/x; error_page 401 = /x;"],
    ["limit_except GET HEAD { deny all; }", "limit_except GET { deny all; }"],
    ["root /srv/;", "alias /srv/a;"],
    ["add_header A 1; add_header B 2;", "add_header b 2; add_header a 1;"],
    ["add_header A '';", 'add_header A "";'],
    [
      "root /nix/store/00000000000000000000000000000000-web;",
      "root /nix/store/11111111111111111111111111111111-web;",
    ],
    [
      "proxy_pass http://h; proxy_cache z; proxy_cache_valid 5s;",
      "proxy_pass http://h; proxy_cache z; proxy_cache_valid 302 301 5s; proxy_cache_valid 200 5s;",
    ],
  ])("%s = %s", (one, other) => {
    expect(location("/a", one)).toEqual(location("/a", other));
  });

  test.each<[one: string, other: string]>([
    ["allow all; deny all;", "deny all; allow all;"],
    ["add_header A 1; add_header A 2;", "add_header A 2; add_header A 1;"],
    [
      "proxy_pass http://h; proxy_set_header A 1;",
      "proxy_pass http://h; proxy_set_header A 1; proxy_set_header A 2;",
    ],
    ["add_header A 1;", "add_header A 1 always;"],
    ["proxy_pass http://h;", "proxy_pass http://h/;"],
    ["try_files $uri /a;", "try_files /a $uri;"],
  ])("%s is not %s", (one, other) => {
    expect(location("/a", one)).not.toEqual(location("/a", other));
  });

  test("sizes and times keep their amount", () => {
    const bytes = (text: string) =>
      Number(/^\d+/.exec(text)) * ({ k: 1024, m: 1024 ** 2, g: 1024 ** 3 }[text.slice(-1)] ?? 1);
    fc.assert(
      fc.property(fc.nat(5000), fc.constantFrom("", "k", "K", "m", "M", "g"), (count, unit) => {
        const size = normalizeSize(`${count}${unit}`);
        expect(bytes(size)).toBe(bytes(`${count}${unit.toLowerCase()}`));
        expect(normalizeSize(size)).toBe(size);
      }),
    );
    expect(["90", "1m30s", "1h 30m", "7d", "1w", "500ms", "off", "1x"].map(normalizeTime)).toEqual(
      words("90s 90s 5400s 7d 7d 0.5s off 1x"),
    );
  });
});

test("parameters are read by their name", () => {
  const written = ["inactive=1m", "max_size=1024m", "keys_zone=z:1024k", "levels=1:2", "max=1000"];
  expect(written.map(normalizeParameter)).toEqual(
    words("inactive=60s max_size=1g keys_zone=z:1m levels=1:2 max=1000"),
  );
});

test("a fact knows the innermost level that has a part in it", () => {
  const site = readNginxSite(serverWith("send_timeout 1; location /a { expires off; }", "gzip on;"));
  const facts = meaningOf(routeOf(site.file, "/a"), site).facts;
  const levelOf = (what: string) => [...facts.values()].find((fact: Fact) => fact.what === what)?.level;
  expect(["gzip", "send_timeout", "expires directive"].map(levelOf)).toEqual(["http", "server", "location"]);
});
