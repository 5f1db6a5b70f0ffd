/** The verb: what it ends with, and that nothing makes it fall over. */
import { words } from "../../generator/inspect/collections.ts";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { describe, expect, test, vi } from "vitest";
import { auditFile } from "../../generator/inspect/audit/audit.ts";
import { UserProblem } from "../../generator/problem.ts";
import { parseNginx } from "../../generator/inspect/nginx/parse.ts";
import { audit } from "../../generator/inspect/verbs/audit.ts";
import { scratchDirectory } from "../rig/scratch.ts";
import { fromRoot } from "../support/files.ts";

const fixture = (name: string): string => fromRoot(`nixos-tests/audit/fixtures/${name}.nginx.conf`);

function run(
  file: string,
  format?: string,
  frigate?: readonly string[],
): { readonly status: number; readonly text: string } {
  let text = "";
  const out = vi
    .spyOn(process.stdout, "write")
    .mockImplementation((chunk) => ((text += String(chunk)), true));
  try {
    return { status: audit({ files: [file], nixpkgs: undefined, check: false, format, frigate }), text };
  } catch (problem) {
    if (!(problem instanceof UserProblem)) throw problem;
    return { status: problem.status, text: problem.message };
  } finally {
    out.mockRestore();
  }
}

describe("exit statuses", () => {
  const directory = scratchDirectory();
  const written = (text: string): string => {
    const file = join(directory, "nginx.conf");
    writeFileSync(file, text);
    return file;
  };

  test("0: nothing found", () => {
    expect(run(fixture("public-prefix.holds"))).toMatchObject({
      status: 0,
      text: expect.stringMatching(/^Nothing found/),
    });
  });

  test("1: something found, in every format", () => {
    expect(run(fixture("public-prefix.fails")).status).toBe(1);
    expect(JSON.parse(run(fixture("public-prefix.fails"), "json").text)).toHaveProperty("findings");
    expect(JSON.parse(run(fixture("public-prefix.fails"), "sarif").text)).toHaveProperty("runs");
  });

  test.each([
    ["a syntax error, with its line", "http {\n  server {", /nginx\.conf:2/],
    ["nothing in it", "", /nothing of Frigate's was recognised/],
    [
      "another program's",
      "http { server { location / { proxy_pass http://127.0.0.1:3000; } location /api/ { return 404; } } }",
      /nothing of Frigate's was recognised/,
    ],
    [
      "clean, but not all could be read",
      "http { include gone.conf; server { location = /vod-not-found { return 404; } } }",
      /gone\.conf/,
    ],
  ])("2: %s", (_, text, message) => {
    const ended = run(written(text));
    expect(ended.text).toMatch(message);
    expect(ended.status).toBe(2);
  });

  test("2: no file, and no such format", () => {
    expect(run(join(directory, "missing.conf"))).toMatchObject({
      status: 2,
      text: expect.stringContaining("missing.conf cannot be read"),
    });
    expect(run(fixture("public-prefix.holds"), "xml")).toMatchObject({
      status: 2,
      text: expect.stringContaining("text, json, sarif"),
    });
  });

  test("2: Frigate may be there, or a file may hold more, and the text says so", () => {
    const open = "location / { proxy_pass http://192.168.1.20:8080; }";
    expect(run(written(`server { server_name frigate.lan; ${open} }`))).toMatchObject({
      status: 2,
      text: expect.stringMatching(
        /--frigate\s+192\.168\.1\.20:8080.*Nothing found in what could be made out;/s,
      ),
    });
    expect(
      run(written(`include gone.conf; http { server { location = /vod-not-found { return 404; } } }`)),
    ).toMatchObject({
      status: 2,
      text: expect.stringMatching(/^Nothing found in what could be read; .*gone\.conf may hold more/m),
    });
  });

  test("1: what --frigate names is open; 2: it names no address", () => {
    const file = written("server { location / { proxy_pass http://app:5000; } }");
    expect(run(file).status).toBe(2);
    expect(run(file, undefined, ["app:5000"])).toMatchObject({
      status: 1,
      text: expect.stringMatching(/^CRITICAL {2}Frigate's internal port/),
    });
    expect(run(file, undefined, ["app"])).toMatchObject({
      status: 2,
      text: expect.stringContaining("HOST:PORT"),
    });
  });

  test("a NixOS configuration", () => {
    expect(run(fromRoot("examples/plain.nix"))).toMatchObject({ status: 0 });
  });
});

describe("any configuration that parses is judged", () => {
  const word = fc.constantFrom(
    ...words(`
      / = ~ ~* ^~ @x /api/ /auth /vod/ ( [ \\.(jpg|png)$ (?<a>x)+ $x $a$b \${uri} off any all
      http://frigate-api http://$x/auth http://unix:/s: unix:/s 401 = =302 $upstream_http_x
      Remote-User 5000 "" last
    `),
  );
  const name = fc.constantFrom(
    ...words(`
      location server http map geo if limit_except proxy_pass auth_request auth_request_set set
      set_escape_uri return rewrite error_page try_files root alias allow deny satisfy listen
      server_name upstream proxy_set_header add_header proxy_cache proxy_cache_key internal vod rtmp
      include
    `),
  );
  const { items } = fc.letrec<{ items: string; item: string }>((tie) => ({
    items: fc.array(tie("item"), { maxLength: 6 }).map((all) => all.join("\n")),
    item: fc.oneof(
      { depthSize: "small" },
      fc.tuple(name, fc.array(word, { maxLength: 4 })).map(([one, words]) => `${[one, ...words].join(" ")};`),
      fc
        .tuple(name, fc.array(word, { maxLength: 3 }), tie("items"))
        .map(([one, words, inner]) => `${[one, ...words].join(" ")} { ${inner} }`),
    ),
  }));

  test("without falling over", () => {
    let judged = 0;
    fc.assert(
      fc.property(items, items, (frame, inside) => {
        const text = `http { map $a $x { default $b; } map $x $b { default $a; } upstream frigate-api { server unix:/s; } ${frame}
          server { listen unix:/s; location /vod/ { ${inside} } ${inside} } server { ${inside} } }`;
        judged += auditFile(parseNginx(text)).findings.length;
      }),
      { numRuns: 300 },
    );
    expect(judged).toBeGreaterThan(100);
  });
});
