import { describe, expect, test } from "vitest";
import { diffByMeaning } from "../../generator/inspect/nginx/diff.ts";
import { parseNginx } from "../../generator/inspect/nginx/parse.ts";
import { differences, serverWith } from "./reference.ts";

/** Differences between servers with these texts; the second is ours. */
function between(
  baseline: string,
  ours: string,
  http: readonly [string, string] = ["", ""],
): readonly string[] {
  return differences(serverWith(ours, http[1]), serverWith(baseline, http[0]));
}

describe("a difference is a fact with its aspect", () => {
  test("a copy at the top takes the place of the one inside", () => {
    const inside = "location /api/ { proxy_pass http://h; location /api/x { proxy_pass http://h; } }";
    const both = `${inside} location /api/x { proxy_pass http://other; }`;
    expect(between(both, both)).toEqual([]);
    expect(between(both, inside)).toEqual([
      "/api/x | level | level | top level => inside /api/",
      "/api/x | backend | target | http://other => http://h",
    ]);
  });

  test.each<[baseline: string, ours: string, found: readonly string[]]>([
    ["location /a { }", "location = /a { }", ["= /a | matcher | kind | prefix => exact"]],
    [
      "location /a { }",
      "location /b { }",
      ["/a | matcher | location | /a => null", "/b | matcher | location | null => /b"],
    ],
    [
      "location ~ a { } location ~ b { }",
      "location ~ b { } location ~ a { }",
      ["server a.example | matcher | order of regexes | a; b => b; a"],
    ],
    ["location /a { auth_request /auth; }", "location /a { }", ["/a | auth | auth_request | /auth => none"]],
    [
      "location /a { proxy_pass http://h; proxy_set_header Host $host; proxy_set_header B c; }",
      "location /a { proxy_pass http://h; }",
      [
        "/a | header-to-backend | host | $host => h",
        "/a | header-to-backend | b | c => (as the client sent it)",
      ],
    ],
    [
      "location /a { proxy_pass http://h; proxy_pass_request_headers off; proxy_set_header B ''; }",
      "location /a { proxy_pass http://h; proxy_pass_request_headers off; }",
      [],
    ],
    ["location /a { add_header B c; }", "location /a { }", ["/a | header-to-browser | b | c => (not added)"]],
    [
      "location /a { proxy_pass http://h; proxy_http_version 1.1; }",
      "location /a { proxy_pass http://h; }",
      ["/a | http-version | proxy_http_version | 1.1 => 1.0"],
    ],
    [
      "location /a { limit_except GET { deny all; } }",
      "location /a { }",
      ["/a | methods | limit_except | GET HEAD, others { deny all } => all"],
    ],
    [
      "location /a { vod hls; }",
      "location /a { return 404; }",
      ["/a | backend | handler | vod => return 404"],
    ],
    [
      "location @a { expires 1; }",
      "location a { expires 2; }",
      ["@a | matcher | location | @a => null", "a | matcher | location | null => a"],
    ],
    ["location /a { made_up 1; }", "location /a { made_up 2; }", ["/a | other | made_up | 1 => 2"]],
    [
      "listen 127.0.0.1:5000; listen 443 ssl http2;",
      "listen 0.0.0.0:443 http2 ssl; listen 127.0.0.1:5001;",
      [
        "server a.example | listen | 127.0.0.1:5000 | plain => null",
        "server a.example | listen | 127.0.0.1:5001 | null => plain",
      ],
    ],
    [
      "server_name b.example;",
      "",
      ["server a.example | server | server_name | a.example; b.example => a.example"],
    ],
  ])("%s -> %s", (baseline, ours, found) => {
    expect(between(baseline, ours)).toEqual(found);
  });

  test("what changed for all is told once, where it was changed, with the locations it reaches", () => {
    const locations = "location /a { } location /b { } location /c { send_timeout 1; gzip off; }";
    const baseline = serverWith(`send_timeout 5; ${locations}`, "gzip on;");
    expect(diffByMeaning(serverWith(locations), baseline)).toEqual([
      {
        route: "http",
        aspect: "http-level",
        what: "gzip",
        before: "on",
        after: "off",
        reaches: ["/a", "/b"],
      },
      {
        route: "server a.example",
        aspect: "limits",
        what: "send_timeout",
        before: "5s",
        after: "60s",
        reaches: ["/a", "/b"],
      },
    ]);
  });

  test("upstreams, cache zones and blocks outside http", () => {
    const baseline = parseNginx(
      `rtmp { server { listen 1935; } }
       http { proxy_cache_path /c keys_zone=z:10m inactive=1m; upstream a { server h:1; } upstream b { server h:2; } map $x $y { } }`,
    );
    const ours = parseNginx(
      `http { upstream b { server h:2; keepalive 8; } upstream a { server h:3; } proxy_cache_path /c inactive=60s keys_zone=z:20m; }`,
    );
    expect(differences(ours, baseline)).toEqual([
      "http | http-level | proxy_cache_path z | /c inactive=60s keys_zone=z:10m => /c inactive=60s keys_zone=z:20m",
      "upstream a | upstream | server | h:1 => h:3",
      "upstream b | upstream | keepalive | null => 8",
      "nginx.conf | http-level | rtmp | { server { listen 1935 } } => null",
    ]);
  });

  test("servers pair by name and likeness; a new one is one difference", () => {
    const plain = "server { server_name a; location /x { expires 1; } location /y { } }";
    const redirect = "server { server_name a; location /x { return 301 https://a; } }";
    const identity = "server { listen unix:/run/identity.sock; location /auth { } }";
    expect(
      differences(parseNginx(`http { ${redirect} ${plain} ${identity} }`), parseNginx(`http { ${plain} }`)),
    ).toEqual([
      "server a | server | server | null => *:80",
      "server unix:/run/identity.sock | server | server | null => unix:/run/identity.sock",
    ]);
  });
});
