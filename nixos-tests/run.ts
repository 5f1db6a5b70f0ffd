/** Gets the programs the tests need, runs vitest, and ends with a line `N passed, N failed, N skipped`. */
import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, rmSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { UserProblem } from "../generator/problem.ts";
import { ensureTools, installTools, onPath } from "../generator/inspect/evaluate/tools.ts";
import { buildOauth2Proxy, findChromium, findOauth2Proxy } from "./e2e/programs.ts";

const projectRoot = fileURLToPath(new URL("..", import.meta.url));
const cache = `${projectRoot}.cache`;
const report = `${cache}/vitest.json`;

/**
 * Runs the tests that `args` name (vitest's file filters), or all, or with `--quick` those that take no minute together; the
 * result is the exit status.
 */
export function main(args: readonly string[]): number {
  const quick = args.includes("--quick");
  const filters = args.filter((one) => one !== "--quick");
  try {
    mkdirSync(cache, { recursive: true });
    // Another nginx has it or not; what upstream's configuration does with it is then not shown.
    const wantsRtmp = !quick && (process.env["NGINX"] ?? "") === "";
    ensureTools([
      "nix",
      "nginx",
      "set-misc module",
      "openssl",
      ...(wantsRtmp ? ["rtmp module" as const] : []),
    ]);
    rmSync(report, { force: true });
    if (!quick) installTools(["wrk"]);
    const environment = quick ? { ...process.env, QUICK: "1" } : { ...process.env, ...programs() };
    const reporters = ["--reporter=default", "--reporter=json", `--outputFile.json=${report}`];
    const vitest = spawnSync("npx", ["vitest", "run", ...reporters, ...filters], {
      cwd: projectRoot,
      env: environment,
      stdio: "inherit",
    });
    process.stdout.write(`${totals()}\n`);
    return vitest.status ?? 1;
  } catch (problem) {
    if (!(problem instanceof UserProblem)) throw problem;
    process.stderr.write(`${problem.message}\n`);
    return problem.status;
  }
}

/** What the slow tests need, by the variables that name it. */
const programs = () => ({
  CHROMIUM: chromium(),
  GIXY: gixy(),
  NIXFMT: nixfmt(),
  OAUTH2_PROXY: oauth2Proxy(),
});

/** gixy, from PATH or in a virtual environment of our own; empty when neither can be had. */
function gixy(): string {
  const own = `${cache}/gixy/bin/gixy`;
  if (onPath("gixy")) return "gixy";
  if (existsSync(own)) return own;
  ensureTools(["python virtual environments"]);
  attempt("python3", ["-m", "venv", `${cache}/gixy`]);
  attempt(`${cache}/gixy/bin/pip`, ["install", "--quiet", "gixy-ng==0.2.59"]);
  return existsSync(own) ? own : "";
}

/**
 * nixfmt, from PATH or, where there is cargo, nixfmt_rs, which gives the same output; empty when neither can be had.
 */
function nixfmt(): string {
  const named = process.env["NIXFMT"];
  if (named !== undefined && named !== "") return named;
  const own = `${cache}/nixfmt/bin/nixfmt`;
  if (onPath("nixfmt")) return "nixfmt";
  if (existsSync(own)) return own;
  if (!onPath("cargo")) return "";
  process.stderr.write("Building nixfmt_rs …\n");
  attempt("cargo", ["install", "--quiet", "--root", `${cache}/nixfmt`, "nixfmt_rs@0.5.3"]);
  return existsSync(own) ? own : "";
}

/** Chromium, named, from PATH or from Debian; empty when it cannot be had. */
function chromium(): string {
  if (findChromium() === null) installTools(["chromium"]);
  return findChromium() ?? "";
}

/** oauth2-proxy, named, from PATH or, where there is Go, built; empty when it cannot be had. */
function oauth2Proxy(): string {
  if (findOauth2Proxy() === null) buildOauth2Proxy();
  return findOauth2Proxy() ?? "";
}

function attempt(program: string, args: readonly string[]): void {
  const result = spawnSync(program, [...args], { encoding: "utf8" });
  if (result.status !== 0) process.stderr.write(`${program} ${args.join(" ")} failed:\n${result.stderr}\n`);
}

interface Report {
  readonly numPassedTests: number;
  readonly numFailedTests: number;
  readonly numPendingTests: number;
  readonly numTotalTests: number;
  readonly testResults: readonly { readonly status: string; readonly assertionResults: readonly unknown[] }[];
}

/** A file that fails before its first test counts as one failure. */
function totals(): string {
  const { numPassedTests, numFailedTests, numPendingTests, testResults } = JSON.parse(
    readFileSync(report, "utf8"),
  ) as Report;
  const broken = testResults.filter(
    ({ status, assertionResults }) => status === "failed" && assertionResults.length === 0,
  ).length;
  return `${numPassedTests} passed, ${numFailedTests + broken} failed, ${numPendingTests} skipped`;
}
