/** The programs of the end-to-end tests that neither npm nor the other tests bring: Chromium and oauth2-proxy. */
import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { onPath } from "../../generator/inspect/evaluate/tools.ts";

/** Where pictures of failed tests and what else is kept go. */
export const keptDirectory = fileURLToPath(new URL("../../.cache/e2e", import.meta.url));

const module = "github.com/oauth2-proxy/oauth2-proxy/v7";
const version = "v7.15.3";
const buildDirectory = fileURLToPath(new URL("../../.cache/oauth2-proxy", import.meta.url));
const built = `${buildDirectory}/oauth2-proxy-${version}`;

/** `$CHROMIUM`, or the first one on PATH; null without one. */
export function findChromium(): string | null {
  const named = process.env["CHROMIUM"] ?? "";
  return named !== "" ? named : (["chromium", "chromium-browser", "google-chrome"].find(onPath) ?? null);
}

/** `$OAUTH2_PROXY`, the one on PATH, or the one {@link buildOauth2Proxy} has built; null without one. */
export function findOauth2Proxy(): string | null {
  const named = process.env["OAUTH2_PROXY"] ?? "";
  if (named !== "") return named;
  if (onPath("oauth2-proxy")) return "oauth2-proxy";
  return existsSync(built) ? built : null;
}

/** What is missing, and how to get it, in one sentence; empty when everything is there. */
export function missingPrograms(): string {
  const missing = [
    ...(findChromium() === null ? ["Chromium (Debian's package chromium, or name one with $CHROMIUM)"] : []),
    ...(findOauth2Proxy() === null
      ? [`oauth2-proxy (npm test builds ${version} where there is Go 1.26, or name one with $OAUTH2_PROXY)`]
      : []),
  ];
  return missing.length === 0 ? "" : `needs ${missing.join(" and ")}`;
}

/**
 * Builds oauth2-proxy from source with Go, which takes one or two minutes. A module of its own, as `go install` would
 * have the list of all versions, which not every module proxy gives.
 */
export function buildOauth2Proxy(): void {
  if (!onPath("go")) return;
  process.stderr.write(`Building oauth2-proxy ${version} …\n`);
  mkdirSync(buildDirectory, { recursive: true });
  writeFileSync(`${buildDirectory}/go.mod`, `module build\n\ngo 1.26.0\n\nrequire ${module} ${version}\n`);
  const build = spawnSync("go", ["build", "-mod=mod", "-trimpath", "-ldflags=-s -w", "-o", built, module], {
    cwd: buildDirectory,
    encoding: "utf8",
    env: { ...process.env, CGO_ENABLED: "0", GOWORK: "off" },
  });
  if (build.status !== 0)
    process.stderr.write(`oauth2-proxy was not built:\n${build.stderr ?? build.error}\n`);
}
