/** The command line: what it prints, and how it ends when something is wrong. */
import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { parseNginx } from "../generator/inspect/nginx/parse.ts";
import { standIn } from "../generator/inspect/evaluate/nixpkgs.ts";
import { fromRoot } from "./support/files.ts";
import { realNixpkgs, realNixpkgsHint } from "./support/nixpkgs.ts";

const plain = "examples/plain.nix";

function run(args: readonly string[], environment: Readonly<Record<string, string>> = {}, input = "") {
  const inherited = { ...process.env, NIXPKGS: standIn.directory, ...environment };
  const { status, stdout, stderr } = spawnSync(process.execPath, ["generator/bin.mjs", ...args], {
    cwd: fromRoot(""),
    env: inherited,
    encoding: "utf8",
    input,
  });
  return { status, stdout, stderr };
}

describe("good input", () => {
  test("render prints an nginx.conf and nothing else", () => {
    const { status, stdout } = run(["render", plain]);
    expect(status).toBe(0);
    expect(parseNginx(stdout).body.length).toBeGreaterThan(0);
    expect(stdout).toContain("location /api/stats {");
  });

  test("routes prints a row per route", () => {
    const { status, stdout } = run(["routes", plain]);
    expect(status).toBe(0);
    expect(stdout).toMatch(/^\/api\/stats +protected +answer of \/auth/m);
    expect(stdout).toMatch(/^= \/api\/login +public/m);
    expect(stdout).toMatch(/^= \/auth +internal/m);
  });

  test("diff finds nothing that is not a listed correction", () => {
    const { status, stdout } = run(["diff", plain]);
    expect(status).toBe(0);
    expect(stdout).not.toContain("Not a listed correction");
    expect(stdout).toContain("Every location stands at the top level");
  });

  test.skipIf(realNixpkgs === null)(`diff against the live upstream module (${realNixpkgsHint})`, () => {
    const { status, stdout } = run(["diff", plain], { NIXPKGS: realNixpkgs?.directory ?? "" });
    expect(status).toBe(0);
    expect(stdout).not.toContain("Not a listed correction");
  });

  test("start ends with configuration, routes and differences", () => {
    const { status, stdout } = run(["start"]);
    expect(status).toBe(0);
    const headings = [...stdout.matchAll(/^── (.*) ──$/gm)].map(([, heading]) => heading);
    expect(headings).toHaveLength(4);
    expect(stdout).toContain("proxy_cache_key");
    expect(stdout).toContain("Remembered answers are kept apart");
  });

  test("audit finds nothing in ours", () => {
    const { status, stdout } = run(["audit", plain]);
    expect(status).toBe(0);
    expect(stdout).toMatch(/^Nothing found/);
  });

  test("audit of an nginx.conf with a hole ends with 1, in every format", () => {
    const file = "nixos-tests/audit/fixtures/client-identity-header.fails.nginx.conf";
    for (const format of ["text", "json", "sarif"]) {
      const { status, stdout } = run(["audit", "--format", format, file]);
      expect(status).toBe(1);
      expect(stdout).toContain("client-identity-header");
    }
  });

  test("report writes a page", () => {
    const directory = mkdtempSync(join(tmpdir(), "frigate-nginx-"));
    try {
      const file = join(directory, "report.html");
      expect(run(["report", plain, "--output", file])).toMatchObject({ status: 0, stdout: "" });
      expect(readFileSync(file, "utf8")).toMatch(/^<!doctype html>/i);
    } finally {
      rmSync(directory, { recursive: true });
    }
  });

  describe("an nginx.conf", () => {
    const file = "nixos-tests/fixtures/nginx/open.nginx.conf";

    test("routes: a table for each host, and that nobody signs in", () => {
      const { status, stdout } = run(["routes", file]);
      expect(status).toBe(0);
      expect(stdout).toMatch(/^Nobody signs in/);
      expect(stdout).toMatch(/^frigate\.example\.com$/m);
      expect(stdout).toMatch(/^\/ +public +nobody is asked +http:\/\/192\.0\.2\.20:5000/m);
      expect(stdout).toContain(
        "a password in /etc/nginx/users, in 1 of 2 locations; where nothing is asked, anybody comes in",
      );
      expect(stdout).toMatch(/^\/own\/ +protected +a password in \/etc\/nginx\/users/m);
    });

    test("diff leaves nothing out of what this module has not written", () => {
      const { status, stdout } = run(["diff", file]);
      expect(status).toBe(0);
      expect(stdout).toContain("nothing is left out");
    });

    test("diff of one that it has written finds the listed corrections alone", () => {
      const { stdout: text } = run(["render", plain]);
      const { status, stdout } = run(["diff", "-"], {}, text);
      expect(status).toBe(0);
      expect(stdout).not.toContain("Not a listed correction");
      expect(stdout).toContain("Every location stands at the top level");
    });

    test("report", () => {
      const { status, stdout } = run(["report", file]);
      expect(status).toBe(0);
      expect(stdout).toContain("<h1>frigate.example.com</h1>");
      expect(stdout).toContain("nginx asks nobody");
    });

    test("one that is not there", () => {
      expect(run(["routes", "missing.conf"])).toMatchObject({
        status: 2,
        stderr: expect.stringContaining("missing.conf cannot be read"),
      });
    });
  });

  test("help", () => {
    const { status, stdout } = run(["--help"]);
    expect(status).toBe(0);
    expect(stdout).toContain("render CONFIG");
  });
});

describe("bad input", () => {
  let directory: string;
  beforeAll(() => {
    directory = mkdtempSync(join(tmpdir(), "frigate-nginx-"));
  });
  afterAll(() => rmSync(directory, { recursive: true }));

  const written = (name: string, text: string): string => {
    const file = join(directory, name);
    writeFileSync(file, text);
    return file;
  };
  const base = fromRoot("nixos-tests/fixtures/frigate/base.nix");

  test("a file that is not there", () => {
    expect(run(["render", "missing.nix"])).toMatchObject({
      status: 1,
      stdout: "",
      stderr: expect.stringContaining("missing.nix: there is no such file"),
    });
  });

  test("a syntax error", () => {
    const file = written("syntax.nix", "{ services.frigate.enable = ; }");
    const { status, stdout, stderr } = run(["render", file]);
    expect({ status, stdout }).toEqual({ status: 1, stdout: "" });
    expect(stderr).toContain("does not evaluate");
    expect(stderr).toContain("syntax error");
    expect(stderr).toContain("syntax.nix:1");
  });

  test("an unknown option", () => {
    const file = written("option.nix", `{ imports = [ ${base} ]; services.frigate.hostnme = "x"; }`);
    const { status, stderr } = run(["render", file]);
    expect(status).toBe(1);
    expect(stderr).toContain("The option `services.frigate.hostnme' does not exist");
  });

  test("a host without Frigate", () => {
    const { status, stdout, stderr } = run(["render", written("nothing.nix", "{ }")]);
    expect({ status, stdout }).toEqual({ status: 1, stdout: "" });
    expect(stderr).toContain("set services.frigate.enable = true");
  });

  test("an assertion that fails", () => {
    const file = written(
      "assertion.nix",
      `{ imports = [ ${base} ]; services.frigate.nginx.internalListen = "0.0.0.0:5000"; }`,
    );
    const { status, stdout, stderr } = run(["render", file]);
    expect({ status, stdout }).toEqual({ status: 3, stdout: "" });
    expect(stderr).toContain("NixOS would refuse to build this");
    expect(stderr).toContain("services.frigate.nginx.internalListen");
  });

  test("an nginx.conf that has nothing of Frigate's cannot be audited", () => {
    const { status, stdout, stderr } = run(["audit", written("other.conf", "http { server { } }")]);
    expect({ status, stdout }).toEqual({ status: 2, stdout: "" });
    expect(stderr).toContain("nothing of Frigate's was recognised");
  });

  test("no Nix", () => {
    expect(run(["render", plain], { PATH: directory })).toMatchObject({
      status: 1,
      stdout: "",
      stderr: expect.stringMatching(/^Nix is not installed.*\n.*apt-get install nix-bin.*nix develop/s),
    });
  });

  test("a <nixpkgs> that is none is passed over, and named", () => {
    const { status, stderr } = run(["render", plain], { NIXPKGS: "", NIX_PATH: `nixpkgs=${directory}` });
    expect(status).toBe(0);
    expect(stderr).toContain(`the stand-in (<nixpkgs> is ${directory}, which is no nixpkgs)`);
  });

  test.each([
    ["--nixpkgs", ["--nixpkgs", "/no/such/nixpkgs"], {}],
    ["$NIXPKGS", [], { NIXPKGS: "/no/such/nixpkgs" }],
  ])("a nixpkgs that is none, named by %s", (source, options, environment) => {
    const { status, stderr } = run(["render", ...options, plain], environment);
    expect(status).toBe(1);
    expect(stderr).toContain(
      `${source} is /no/such/nixpkgs, which is no nixpkgs: there is no lib/default.nix`,
    );
  });

  test.each([
    ["no verb", []],
    ["an unknown verb", ["rendr", plain]],
    ["no file", ["render"]],
    ["two files", ["render", plain, plain]],
    ["an unknown option", ["render", "--fast", plain]],
  ])("%s: the usage", (_, args) => {
    const { status, stderr } = run(args);
    expect(status).toBe(2);
    expect(stderr).toContain("Usage: npm run -s VERB");
  });
});
