/** Configurations in several files: on disk with patterns, and as `nginx -T` prints them. */
import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { expect, test } from "vitest";
import { auditFile } from "../../generator/inspect/audit/audit.ts";
import { isDump, onDisk, readDump, readIncludes } from "../../generator/inspect/audit/includes.ts";
import { scratchDirectory } from "../rig/scratch.ts";

const files = {
  "nginx.conf": `include modules-enabled/*.conf;
http {
    include mime.types;
    include conf.d/*.conf;
    include sites-enabled/*;
    include /nix/store/0123-nginx-recommended-proxy_set_header-headers.conf;
}
`,
  "conf.d/upstream.conf": "absolute_redirect off;\nupstream api { server 127.0.0.1:5001; }\n",
  "conf.d/.hidden.conf": "this is no nginx.conf {",
  "sites-enabled/frigate": `server {
    listen 80;
    server_name frigate.example.com;
    include snippets/api.conf;
}
`,
  "snippets/api.conf":
    "\n\nlocation /api/ {\n    proxy_pass http://api/;\n    include snippets/headers.conf;\n}\n",
  "snippets/headers.conf": 'proxy_set_header Remote-User "";\nproxy_set_header Remote-Role "";\n',
} as const;

const directory = scratchDirectory();
for (const [name, text] of Object.entries(files)) write(name, text);

function write(name: string, text: string): string {
  const file = join(directory, name);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, text);
  return file;
}

const readNginx = (text: string = files["nginx.conf"]) =>
  readIncludes(text, join(directory, "nginx.conf"), onDisk);

test("relative includes start at the main file, patterns pass over hidden files, findings name the file", () => {
  const { file, unread } = readNginx();
  expect(unread).toEqual([]);
  const places = auditFile(file).findings.map(({ rule, position }) => [rule, position.file, position.line]);
  expect(places).toEqual([
    ["unprotected-route", join(directory, "snippets/api.conf"), 3],
    ["lost-proxy-headers", join(directory, "snippets/headers.conf"), 1],
  ]);
});

test("files that are not there are told, unless they are harmless or a pattern", () => {
  const { unread } = readNginx(
    `include mime.types; include gone/*.conf; http { include gone.conf; include /no/such/*; }`,
  );
  expect(unread).toEqual([join(directory, "gone.conf")]);
});

test("a file that includes itself is refused, at its line", () => {
  write("loop/a.conf", "include loop/b.conf;");
  write("loop/b.conf", "\ninclude loop/a.conf;");
  expect(() => readNginx("include loop/a.conf;")).toThrow(/loop\/b\.conf:2:1: .* includes itself/);
  expect(() => readNginx("include nginx.conf;")).toThrow(/includes itself/);
});

test.each([
  ["?", "snippets/h?aders.conf", 1],
  ["a set", "snippets/[g-i]*.conf", 1],
  ["not a set", "snippets/[!a]*.conf", 1],
  ["a directory", "sn*/headers.conf", 1],
  ["a dot is a dot", "snippets/headersXconf*", 0],
])("patterns: %s", (_, pattern, count) => {
  expect(onDisk.match(join(directory, pattern))).toHaveLength(count);
});

test("what nginx -T prints, with the files' own lines", () => {
  const paths = Object.keys(files).filter((name) => !name.includes("hidden")) as (keyof typeof files)[];
  const dump = paths.map((name) => `# configuration file /etc/nginx/${name}:\n${files[name]}\n`).join("");
  const text = `nginx: the configuration file /etc/nginx/nginx.conf syntax is ok\n${dump}`;
  expect(isDump(text)).toBe(true);
  expect(isDump(files["nginx.conf"])).toBe(false);
  const { file, unread } = readDump(text);
  expect(unread).toEqual([]);
  const places = auditFile(file).findings.map(({ rule, position }) => [rule, position.file, position.line]);
  expect(places).toEqual([
    ["unprotected-route", "/etc/nginx/snippets/api.conf", 3],
    ["lost-proxy-headers", "/etc/nginx/snippets/headers.conf", 1],
  ]);
});
