/** The programs that are no npm packages: found where an installation has just put them. */
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, expect, test, vi } from "vitest";
import { removeScratch, scratchDirectory } from "./rig/scratch.ts";

afterEach(() => vi.unstubAllEnvs());

test("a module is found in a directory that came with its installation", async () => {
  const directory = scratchDirectory();
  vi.stubEnv("NGINX_MODULES", join(directory, "modules"));
  vi.resetModules();
  const { findModule } = await import("../generator/inspect/evaluate/tools.ts");
  const name = "ngx_http_tools_test_module.so";
  expect(findModule(name)).toBeNull();
  mkdirSync(join(directory, "modules"), { recursive: true });
  writeFileSync(join(directory, "modules", name), "");
  expect(findModule(name)).toBe(join(directory, "modules", name));
  removeScratch(directory);
});
