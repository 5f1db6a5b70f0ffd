/**
 * CONTRIBUTING.md keeps its word: in a copy of the project, an option is added by editing options.ts alone, routes by editing
 * routes.ts alone, and a gateway by its entry, its contract and its notes. Everything that judges such tables is green then.
 */
import { execFileSync, spawn } from "node:child_process";
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { fromRoot } from "./support/files.ts";

const copy = mkdtempSync(join(tmpdir(), "frigate-nginx-"));

/** Puts text behind the one place in a file of the copy where `anchor` stands. */
function insert(file: string, anchor: string, text: string): void {
  const path = join(copy, file);
  const [before, after, ...others] = readFileSync(path, "utf8").split(anchor);
  if (before === undefined || after === undefined || others.length > 0)
    throw new Error(`${file} has ${JSON.stringify(anchor)} not once`);
  writeFileSync(path, `${before}${anchor}${text}${after}`);
}

const option = `
  /**
   * Largest body of a request, such as a picture that is uploaded.
   *
   * @directive client_max_body_size in proxied
   * @default "20M"
   * @example "64M"
   */
  clientMaxBodySize: Size;
`;

const routes = `
  "/api/example/": { access: "protected", since: "0.18", to: api("/example/") },
  "= /api/own": { access: "protected", notInNixpkgs: "is an example", to: api("/own") },
  "/pictures/": { access: "protected", notInNixpkgs: "is another one", files: "state" },
`;

const gateway = `
  pomerium: {
    title: "Pomerium",
    website: "https://www.pomerium.com/",
    source: "an example",
    authRequestUrl: "http://127.0.0.1:5443/verify",
    authRequestHeaders: { "X-Original-URL": "$frigate_url" },
    userHeader: "X-Pomerium-Claim-Email",
    roleHeader: "X-Pomerium-Claim-Groups",
    separator: ",",
    signIn: { kind: "answer", header: "Location" },
    signOutUrl: "/.pomerium/sign_out",
    publicLocations: { "/.pomerium/": "http://127.0.0.1:5443" },
  },
`;

const contract = `
  pomerium: {
    needs: "X-Original-URL",
    cookie: "_pomerium",
    yes: 200,
    no: (question) => [["Location", \`\${portal}/?uri=\${urlAsked(question)}\`]],
    complaint: asksAbout(badRequest, web),
  },
`;

const configuration = `{ pkgs, ... }: {
  imports = [ ./nixos-tests/fixtures/frigate/base.nix ];
  services.frigate = {
    package = pkgs.frigate // { version = "0.18.0"; };
    nginx = { clientMaxBodySize = "64M"; preset = "pomerium"; };
  };
}
`;

interface Ended {
  readonly status: number | null;
  readonly output: string;
}

/** Runs a program in the copy; not as a part of the vitest that runs this. */
function run(program: string, ...args: readonly string[]): Promise<Ended> {
  const env = Object.fromEntries(
    Object.entries(process.env).filter(([name]) => !/^VITEST|^NODE_ENV$/.test(name)),
  );
  const child = spawn(program, [...args], { cwd: copy, env });
  const chunks: Buffer[] = [];
  for (const stream of [child.stdout, child.stderr]) stream.on("data", (chunk: Buffer) => chunks.push(chunk));
  return new Promise((resolve, reject) => {
    child.on("error", reject);
    child.on("close", (status) => resolve({ status, output: Buffer.concat(chunks).toString("utf8") }));
  });
}

const generate = (): Promise<Ended> => run(process.execPath, "generator/bin.mjs", "generate");

/** They judge the tables of the schema, and what follows from it; all that is rendered and compared to the letter is left out. */
const judges = [
  "gateway-docs",
  "module/option-routes",
  "module/sso-settings",
  "nginx/corrections",
  "options-reference",
  "schema/read",
].map((name) => `nixos-tests/${name}.test.ts`);

beforeAll(async () => {
  const tracked = execFileSync("git", ["ls-files", "-co", "--exclude-standard"], {
    cwd: fromRoot(""),
    encoding: "utf8",
  });
  for (const file of tracked.trim().split("\n")) cpSync(fromRoot(file), join(copy, file));
  symlinkSync(fromRoot("node_modules"), join(copy, "node_modules"));
  insert("generator/schema/options.ts", "  authRequestUrl: GatewayUrl | null;\n", option);
  insert("generator/schema/options.ts", "  ServerUrl,\n", "  Size,\n");
  insert("generator/schema/routes.ts", "export const routes = {", routes);
  insert("generator/schema/gateways.ts", "export const gateways = {", gateway);
  insert("nixos-tests/rig/gateway-contracts.ts", "const behaviours = {", contract);
  expect(await generate()).toMatchObject({ status: 0 });
  insert("docs/gateways/pomerium.md", "<!-- notes: written by hand -->", "\n\n## What to tell Pomerium\n");
});

afterAll(() => rmSync(copy, { recursive: true }));

describe("an option, routes and a gateway that somebody adds", () => {
  test("compile, and every test of the tables is green", async () => {
    const results = await Promise.all([
      run("node_modules/.bin/tsc", "--noEmit"),
      run("node_modules/.bin/vitest", "run", ...judges),
    ]);
    for (const { status, output } of results) expect(status, output).toBe(0);
  }, 300_000);

  test("are in nginx.conf and in the documents", async () => {
    writeFileSync(join(copy, "configuration.nix"), configuration);
    const { output } = await run(process.execPath, "generator/bin.mjs", "render", "configuration.nix");
    expect(output).toContain("client_max_body_size 64M;");
    expect(output).not.toContain("client_max_body_size 20M;");
    expect(output).toContain("location /api/example/ {");
    expect(output).toContain("$upstream_http_x_pomerium_claim_email");
    const textOf = (file: string): string => readFileSync(join(copy, file), "utf8");
    expect(textOf("docs/options.md")).toContain("nginx.clientMaxBodySize");
    expect(textOf("docs/routes.md")).toContain("from Frigate 0.18");
    expect(textOf("README.md")).toContain("= /api/own: is an example.");
  });
});
