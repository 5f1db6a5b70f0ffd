/** The rig itself: that it is what it says, and leaves nothing behind. */
import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { createServer } from "node:net";
import { setTimeout as pause } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { afterEach, describe, expect, test, vi } from "vitest";
import { renderConfiguration } from "../../generator/inspect/evaluate/configuration.ts";
import { findNixpkgs } from "../../generator/inspect/evaluate/nixpkgs.ts";
import { parseNginx, type NginxFile } from "../../generator/inspect/nginx/parse.ts";
import { sendRaw } from "../rig/client.ts";
import { headersOf } from "../rig/double.ts";
import { frigateOf, renderFixture } from "../rig/fixtures.ts";
import { close, freePorts, listen, portOf } from "../rig/ports.ts";
import { valueOf } from "../rig/response.ts";
import { findNginx } from "../rig/nginx.ts";
import { startRig } from "../rig/rig.ts";
import { modes } from "./situations.ts";

afterEach(() => vi.unstubAllEnvs());

const root = fileURLToPath(new URL("../..", import.meta.url));

describe("a running rig", () => {
  test("serves a host with TLS, its redirect and the internal listener", async () => {
    const rig = await startRig({
      rendered: renderConfiguration(`${root}/examples/plain.nix`, findNixpkgs(undefined)),
      frigate: frigateOf("0.17"),
    });
    try {
      expect((await rig.request({ path: "/" })).body.toString()).toBe("<title>Frigate</title>");
      await rig.request({ path: "/api/config" });
      const [question] = rig.frigate.questions();
      const told = ["X-Original-URL", "X-Forwarded-Proto", "X-Forwarded-Host"];
      expect(told.map((name) => question && headersOf(question, name))).toEqual([
        ["http://frigate/api/config"],
        ["https"],
        ["frigate.example.com"],
      ]);
      const redirect = await sendRaw(
        { port: rig.ports.get(80) ?? 0 },
        "GET /x?y HTTP/1.1\r\nHost: frigate.example.com\r\n\r\n",
      );
      expect([redirect.status, valueOf(redirect, "Location")]).toEqual([
        301,
        "https://frigate.example.com/x?y",
      ]);
      expect((await rig.request({ path: "/api/config", listener: "internal" })).status).toBe(200);
    } finally {
      await rig.stop();
    }
  });

  test("leaves nothing behind when stopped", async () => {
    const rig = await startRig({ rendered: renderFixture(modes.native, "0.17"), frigate: frigateOf("0.17") });
    await rig.stop();
    expect(existsSync(rig.directory)).toBe(false);
    await expect(rig.request({ path: "/" })).rejects.toThrow(/ECONNREFUSED/);
  });

  // nginx would take the value for a list of sockets to inherit.
  test("does not hand on $NGINX", async () => {
    vi.stubEnv("NGINX", findNginx());
    const rig = await startRig({ rendered: renderFixture(modes.native, "0.17"), frigate: frigateOf("0.17") });
    expect(rig.errorLog()).not.toContain("inherited sockets");
    await rig.stop();
  });

  test("says what nginx objects to", async () => {
    const broken = (file: NginxFile): NginxFile => ({
      ...file,
      body: [...file.body, ...parseNginx("no_such_directive;").body],
    });
    const start = startRig({
      rendered: renderFixture(modes.native, "0.17"),
      frigate: frigateOf("0.17"),
      mutate: broken,
    });
    await expect(start).rejects.toThrow(/unknown directive "no_such_directive"/);
  });

  test("is gone when the process that started it is killed", async () => {
    const code = `
      const { startRig } = await import("./nixos-tests/rig/rig.ts");
      const { frigateOf, renderFixture } = await import("./nixos-tests/rig/fixtures.ts");
      const rig = await startRig({ rendered: renderFixture("runtime-native", "0.17"), frigate: frigateOf("0.17") });
      console.log("port " + rig.ports.get(80));
      setInterval(() => {}, 1000);
    `;
    const child = spawn(process.execPath, ["--import", "tsx", "--input-type=module", "-e", code], {
      cwd: root,
      stdio: ["ignore", "pipe", "inherit"],
    });
    let said = "";
    for await (const chunk of child.stdout) {
      said += String(chunk);
      if (said.includes("\n")) break;
    }
    const port = Number(/port (\d+)/.exec(said)?.[1]);
    expect((await sendRaw({ port }, "GET / HTTP/1.1\r\nHost: x\r\n\r\n")).status).toBe(200);
    child.kill("SIGKILL");
    // Ends by the test's own time limit when nginx stays.
    while (!(await isFree(port))) await pause(20);
  });
});

async function isFree(port: number): Promise<boolean> {
  const server = createServer();
  try {
    await listen(server, port);
  } catch {
    return false;
  }
  await close(server);
  return true;
}

test("free ports differ, and can be listened on", async () => {
  const ports = await freePorts(8);
  expect(new Set(ports).size).toBe(8);
  const server = createServer();
  await listen(server, ports[0]);
  expect(portOf(server)).toBe(ports[0]);
  await close(server);
});

test("Frigate's double knows the internal listener by the port that plays its part", async () => {
  const rig = await startRig({ rendered: renderFixture(modes.native, "0.18"), frigate: frigateOf("0.18") });
  try {
    const played = rig.ports.get(5000);
    expect(played).not.toBe(5000);
    expect(rig.frigate.config.internalPort).toBe(played);
  } finally {
    await rig.stop();
  }
});

test("the internal listener may have another port", async () => {
  const file = `${root}/nixos-tests/fixtures/frigate/internal-port.nix`;
  const rendered = renderConfiguration(file, findNixpkgs(undefined));
  const rig = await startRig({ rendered, frigate: frigateOf("0.18") });
  try {
    expect([...rig.ports.keys()].sort()).toEqual([5050, 80]);
    expect((await rig.request({ path: "/api/users", listener: "internal" })).status).toBe(200);
    expect((await rig.request({ path: "/api/users" })).status).toBe(401);
  } finally {
    await rig.stop();
  }
});
