/** What the rig changes in a configuration before nginx sees it, and what it leaves alone. */
import { words } from "../../generator/inspect/collections.ts";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { nginxTree, renderConfiguration } from "../../generator/inspect/evaluate/configuration.ts";
import { findNixpkgs } from "../../generator/inspect/evaluate/nixpkgs.ts";
import { parseNginx, printNginx, type NginxFile } from "../../generator/inspect/nginx/parse.ts";
import { runnable, type RunnableOptions } from "../rig/conf.ts";
import { renderFixture, versions } from "../rig/fixtures.ts";
import type { NginxBuild } from "../rig/nginx-build.ts";
import { nginxBuild, readBuild } from "../rig/nginx.ts";
import { everyDirective, needsOf, readListener, RigProblem } from "../rig/surroundings.ts";
import { modes, type Mode } from "./situations.ts";

/** An nginx that has everything, on a machine that has everything. */
const complete: NginxBuild = {
  version: [1, 99, 0],
  openssl: [3, 5],
  configured: " --with-file-aio --with-http_v3_module --add-module=vod --add-module=secure-token",
  confDirectory: "/conf",
  loadable: [],
};
const options = (more: Partial<RunnableOptions> = {}): RunnableOptions => ({
  directory: "/rig",
  ports: new Map([
    [80, 10080],
    [443, 10443],
    [5000, 15000],
  ]),
  backends: new Map(
    ["127.0.0.1:5001", "127.0.0.1:1984", "127.0.0.1:8082", "127.0.0.1:5002"].map((at) => [at, `${at}9`]),
  ),
  certificate: { certificate: "/cert.pem", key: "/key.pem" },
  nginx: complete,
  ipv6: true,
  user: null,
  ...more,
});

const examples = fileURLToPath(new URL("../../examples/", import.meta.url));
const plain = () => renderConfiguration(`${examples}plain.nix`, findNixpkgs(undefined));
const fixtures = versions.flatMap((version) =>
  (Object.keys(modes) as Mode[]).map((mode) => ({ version, mode })),
);

describe("nothing else is dropped", () => {
  /** What the rig writes itself, where a configuration does not. */
  const added = words(`
    access_log client_body_temp_path proxy_temp_path fastcgi_temp_path uwsgi_temp_path scgi_temp_path
  `);
  const names = (file: NginxFile): readonly string[] => everyDirective(file).map(({ name }) => name);

  /** The names of the directives before, and those of the result together with what is said to be dropped. */
  const accounts = (file: NginxFile, given: RunnableOptions) => {
    const { text, dropped } = runnable(file, given);
    const after = [...names(parseNginx(text)), ...dropped.map(({ words }) => words[0] ?? "")];
    // One of each is the rig's, at the start of http.
    for (const name of added) after.splice(after.indexOf(name), 1);
    return { before: [...names(file)].sort(), after: after.sort(), dropped };
  };

  test.each(fixtures)(
    "Frigate $version, $mode: nothing at all, with an nginx that has everything",
    ({ version, mode }) => {
      const { before, after, dropped } = accounts(nginxTree(renderFixture(modes[mode], version)), options());
      expect(dropped).toEqual([]);
      expect(after).toEqual(before);
    },
  );

  test("with this nginx, what is gone is listed", () => {
    const loadable: NginxBuild = { ...nginxBuild(), loadable: [] };
    const { before, after } = accounts(nginxTree(plain()), options({ nginx: loadable, ipv6: false }));
    expect(after).toEqual(before);
  });

  test("with an nginx that has little: these, and no others", () => {
    const little: NginxBuild = { ...complete, version: [1, 22, 1], openssl: [3, 0], configured: "" };
    const { dropped } = accounts(nginxTree(plain()), options({ nginx: little, ipv6: false }));
    const kinds = new Set(dropped.map(({ words: [name = ""] }) => name.replace(/_.*/, "")));
    expect([...kinds].sort()).toEqual(["aio", "http2", "listen", "secure", "vod"]);
  });

  test("the lines of a table are no directives", () => {
    const table = "map $uri $x {\n    vod 1;\n    listen 81;\n    root /etc;\n}\n";
    const { text, dropped } = runnable(
      parseNginx(`http {\n${table}}\n`),
      options({ nginx: { ...complete, configured: "" } }),
    );
    expect(dropped).toEqual([]);
    expect(text).toContain(printNginx(parseNginx(table)).replace(/^(?=.)/gm, "    "));
  });
});

describe("what is moved", () => {
  test.each([
    ["pid /run/nginx/nginx.pid;", "pid /rig/run/nginx/nginx.pid;"],
    ["error_log stderr;", "error_log /rig/error.log;"],
    ["http { access_log off; }", "access_log off;"],
    [
      "http { proxy_cache_path /var/cache/nginx/x keys_zone=x:1m; }",
      "proxy_cache_path /rig/var/cache/nginx/x keys_zone=x:1m;",
    ],
    ["http { include /nix/store/x-mailcap/etc/nginx/mime.types; }", "include /conf/mime.types;"],
    ["http { include /nix/store/x-nginx/conf/fastcgi.conf; }", "include /conf/fastcgi.conf;"],
    ["http { server { listen 0.0.0.0:80 ; } }", "listen 127.0.0.1:10080;"],
    ["http { server { listen 192.0.2.1:443 ssl; } }", "listen 127.0.0.1:10443 ssl;"],
    ["http { server { listen [::0]:80; } }", "listen [::1]:10080;"],
    ["http { server { listen unix:/run/f/s.sock; } }", "listen unix:/rig/run/f/s.sock;"],
    ["http { upstream u { server 127.0.0.1:5001 ; } }", "server 127.0.0.1:50019;"],
    ["http { upstream u { server unix:/run/x.sock; } }", "server unix:/rig/run/x.sock;"],
    [
      "http { server { location / { proxy_pass http://127.0.0.1:1984/api; } } }",
      "proxy_pass http://127.0.0.1:19849/api;",
    ],
    [
      "http { server { location / { proxy_pass http://unix:/run/x:/auth; } } }",
      "proxy_pass http://unix:/rig/run/x:/auth;",
    ],
    [
      "http { upstream u { server 127.0.0.1:5001; } server { location / { proxy_pass http://u/x; } } }",
      "proxy_pass http://u/x;",
    ],
    [
      "http { server { location / { proxy_pass http://$decider/auth; } } }",
      "proxy_pass http://$decider/auth;",
    ],
    ["http { server { ssl_certificate /var/lib/acme/x/fullchain.pem; } }", "ssl_certificate /cert.pem;"],
    ["http { server { ssl_certificate_key /var/lib/acme/x/key.pem; } }", "ssl_certificate_key /key.pem;"],
    ["http { server { root /nix/store/x-web; } }", "root /rig/nix/store/x-web;"],
    ["http { server { location / { alias /var/cache/frigate/; } } }", "alias /rig/var/cache/frigate/;"],
    [
      "http { server { location / { proxy_set_header X-Server-Port $server_port; } } }",
      "X-Server-Port $server_port;",
    ],
  ])("%s", (before, after) => {
    expect(runnable(parseNginx(before), options()).text).toContain(after);
  });

  test("two addresses that become one are listened on once", () => {
    const file = parseNginx("http { server { listen 192.0.2.1:80; listen 127.0.0.1:80; } }");
    const { text, dropped } = runnable(file, options());
    expect(text.match(/listen /g)).toHaveLength(1);
    expect(dropped.map(({ words }) => words)).toEqual([["listen", "127.0.0.1:10080"]]);
  });

  test.each([
    "http { server { listen 8080; } }",
    "http { upstream u { server 192.0.2.1:80; } }",
    "http { server { location / { proxy_pass http://gateway.example.com; } } }",
    "http { include /etc/secrets.conf; }",
  ])("%s: nobody plays it", (text) => {
    expect(() => runnable(parseNginx(text), options())).toThrow(RigProblem);
  });

  test("every directory that a file or socket needs is asked for", () => {
    const file = parseNginx("pid /run/nginx/nginx.pid; http { server { listen unix:/run/f/s.sock; } }");
    expect(runnable(file, options()).directories).toEqual(
      expect.arrayContaining(["/rig/run/nginx", "/rig/run/f", "/rig/tmp"]),
    );
  });

  test("ports are counted once, sockets not", () => {
    const file = parseNginx(
      "http { server { listen 80; listen [::]:80; listen unix:/x; listen 127.0.0.1:5000; } }",
    );
    expect(needsOf(file)).toEqual({ ports: [80, 5000], certificate: false });
  });

  test.each([
    ["80", "IPv4", 80],
    ["*:81", "IPv4", 81],
    ["127.0.0.1", "IPv4", 80],
    ["localhost:8000", "IPv4", 8000],
    ["[::1]", "IPv6", 80],
    ["[::0]:443", "IPv6", 443],
  ])("listen %s is %s, port %d", (value, family, port) => {
    expect(readListener(value)).toMatchObject({ family, port });
  });
});

describe("what an nginx says about itself", () => {
  test("Debian's", () => {
    const about =
      "nginx version: nginx/1.22.1\nbuilt with OpenSSL 3.0.8 7 Feb 2023 (running with OpenSSL 3.5.1 1 Jul 2025)\n" +
      "TLS SNI support enabled\nconfigure arguments: --prefix=/usr/share/nginx --conf-path=/etc/nginx/nginx.conf\n";
    expect(readBuild(about, () => null)).toMatchObject({
      version: [1, 22, 1],
      openssl: [3, 5],
      confDirectory: "/etc/nginx",
    });
  });

  test("one with its own place and another library", () => {
    const about =
      "nginx version: nginx/1.29.4\nbuilt with LibreSSL 4.0.0\nconfigure arguments: --prefix=/opt/nginx\n";
    expect(readBuild(about, () => null)).toMatchObject({
      version: [1, 29, 4],
      openssl: null,
      confDirectory: "/opt/nginx/conf",
    });
  });
});
