/** What is rendered is accepted: by nginx itself, and by gixy, which NixOS asks when it builds. */
import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { nginxTree, renderConfiguration } from "../../generator/inspect/evaluate/configuration.ts";
import { standIn } from "../../generator/inspect/evaluate/nixpkgs.ts";
import { printNginx } from "../../generator/inspect/nginx/parse.ts";
import { selfSigned } from "../rig/certificate.ts";
import { runnable } from "../rig/conf.ts";
import { checkNginx, nginxBuild } from "../rig/nginx.ts";
import { needsOf } from "../rig/surroundings.ts";
import { hasIpv6 } from "../rig/ports.ts";
import { anyBackend } from "../support/any-backend.ts";
import { fromRoot, nixFilesIn } from "../support/files.ts";

const files = ["examples", "nixos-tests/fixtures/frigate"].flatMap((directory) =>
  nixFilesIn(directory).map((name) => `${directory}/${name}.nix`),
);
const tree = (file: string) => nginxTree(renderConfiguration(fromRoot(file), standIn));

/** Modules that Debian's nginx does not have; anything else must be understood. */
const mayBeMissing = /^(vod|vod_\w+|secure_token|secure_token_types|aio|http2)$/;

let directory: string;
beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), "frigate-nginx-"));
});
afterAll(() => rmSync(directory, { recursive: true }));

describe("nginx -t", () => {
  test.each(files)("%s", (file) => {
    const original = tree(file);
    const { ports, certificate } = needsOf(original);
    const conf = runnable(original, {
      directory,
      ports: new Map(ports.map((port) => [port, port < 1024 ? port + 20_000 : port])),
      backends: anyBackend,
      certificate: certificate ? selfSigned() : null,
      nginx: nginxBuild(),
      ipv6: hasIpv6(),
      user: process.getuid?.() === 0 ? "root" : null,
    });
    const lacking = conf.dropped
      .filter(({ reason }) => !/loopback|IPv6/.test(reason))
      .map(({ words }) => words[0] ?? "");
    expect(lacking.filter((name) => !mayBeMissing.test(name))).toEqual([]);
    expect(checkNginx({ ...conf, directory })).toMatchObject({ ok: true });
  });
});

const gixy = process.env["GIXY"] ?? "";

/** A whole host in 40 lines has no room for everything; and the first host is the default as well. */
function spared(file: string): readonly string[] {
  if (file === "examples/kanidm.nix") return ["hsts_header", "default_server_flag"];
  return file.startsWith("examples/") ? [] : ["hsts_header"];
}

describe.skipIf(gixy === "")("gixy (needs gixy: `pip install gixy-ng`, or `nix develop`)", () => {
  // A host without TLS or without HSTS is its owner's choice: fixtures have what they are about, examples set an example.
  test.each(files)("%s", (file) => {
    const conf = join(directory, "gixy.conf");
    writeFileSync(conf, printNginx(tree(file)));
    const skips = spared(file);
    const chosen = skips.length === 0 ? [] : ["--skips", skips.join(",")];
    const { stdout, stderr } = spawnSync(gixy, [...chosen, conf], { encoding: "utf8" });
    expect(`${stdout}${stderr}`).toContain("No issues found");
  });
});
