import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { judgementOf, judgements, sealsOf, type Seal } from "../../generator/schema/inherited.ts";
import { checkNginx, findNginx, nginxBuild } from "../rig/nginx.ts";
import { directivesOf, isProgram } from "../rig/nginx-directives.ts";
import { scratchDirectory } from "../rig/scratch.ts";

/** `$NGINX` may be a script that runs the program; nginx itself knows where it was installed. */
const program = isProgram(findNginx())
  ? findNginx()
  : (/--sbin-path=(\S+)/.exec(nginxBuild().configured)?.[1] ?? "");
const known = [program, ...nginxBuild().loadable].flatMap(directivesOf);

describe("the directives that this nginx knows", () => {
  it("are found in the program", () => {
    const names = known.map(({ name }) => name);
    expect(names).toEqual(expect.arrayContaining(["error_page", "limit_req", "proxy_cache", "map"]));
    // Valid in locations only, in upstreams only, and outside of http.
    for (const other of ["proxy_pass", "zone", "worker_processes"]) expect(names).not.toContain(other);
  });

  it("have all been judged", () => {
    expect(known.filter(({ name }) => judgementOf(name) === null)).toEqual([]);
  });

  it("are inherited by no server where the table says so", () => {
    const wrong = known.filter(
      ({ name, inServers }) => (judgementOf(name)?.reason === "httpOnly") === inServers,
    );
    expect(wrong).toEqual([]);
  });
});

it("judges each directive once", () => {
  const names = judgements.map(({ name }) => name);
  expect(names.filter((name, index) => names.indexOf(name) !== index)).toEqual([]);
});

it("has a page for a status that nothing answers with", () => {
  const golden = join(import.meta.dirname, "../golden");
  const rendered = readdirSync(golden).map((file) => readFileSync(join(golden, file), "utf8"));
  expect(rendered.join("")).toMatch(/\breturn \d+/);
  expect(rendered.join("")).not.toMatch(/(\breturn |=)418\b/);
});

it("does not write what a place has already", () => {
  const names = (seals: readonly Seal[]) => seals.map(({ name }) => name);
  expect(names(sealsOf("check"))).toContain("proxy_bind");
  expect(names(sealsOf("check", "proxy_bind"))).not.toContain("proxy_bind");
});

/** Settings for all hosts with which the sealed lines have to get along. */
const elsewhere = `
  allow 192.0.2.1; deny all; satisfy any; auth_basic users; auth_request /else;
  error_page 401 403 500 =200 /else; proxy_intercept_errors on;
  proxy_cache_path cache keys_zone=all:1m; proxy_cache all; proxy_cache_valid any 1m;
  proxy_bind 192.0.2.1; proxy_method POST; userid on; ssi on;`;

it("is taken by nginx in its places", () => {
  const directory = scratchDirectory();
  const text = `pid ${join(directory, "nginx.pid")};
error_log stderr;
events {}
http {
  access_log off;
  ${elsewhere}
  server {
    listen unix:${directory}/host.sock;
    location = /auth { ${linesOf(sealsOf("check"))} proxy_pass http://unix:${directory}/identity.sock; }
    location / { ${linesOf(sealsOf("cached", "proxy_cache"))} proxy_pass http://127.0.0.1:1; }
  }
  server {
    listen unix:${directory}/identity.sock;
    ${linesOf(sealsOf("identity"))}
  }
  server {
    listen unix:${directory}/internal.sock;
    ${linesOf(sealsOf("internal"))}
  }
}`;
  expect(checkNginx({ text, directory, directories: [] })).toMatchObject({ ok: true });
});

const linesOf = (seals: readonly Seal[]): string =>
  seals.map(({ name, args }) => [name, ...args].join(" ") + ";").join("\n");
