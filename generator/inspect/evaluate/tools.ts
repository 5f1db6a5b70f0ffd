/** The programs that are not npm packages: finds them, or installs them from Debian where that is possible. */
import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { delimiter, join } from "node:path";
import { UserProblem } from "../../problem.ts";

interface Tool {
  readonly isThere: () => boolean;
  /** Debian packages that bring it. */
  readonly packages: readonly string[];
}

const tools = {
  nix: { isThere: () => onPath("nix-instantiate"), packages: ["nix-bin"] },
  nginx: { isThere: () => onPath("nginx"), packages: ["nginx-light"] },
  "set-misc module": {
    isThere: () => hasModule("ngx_http_set_misc_module.so", /set-misc/),
    packages: ["libnginx-mod-http-set-misc"],
  },
  "rtmp module": {
    isThere: () => hasModule("ngx_rtmp_module.so", /rtmp/),
    packages: ["libnginx-mod-rtmp"],
  },
  openssl: { isThere: () => onPath("openssl"), packages: ["openssl"] },
  wrk: { isThere: () => onPath("wrk"), packages: ["wrk"] },
  chromium: { isThere: () => onPath("chromium"), packages: ["chromium"] },
  "python virtual environments": { isThere: hasVenv, packages: ["python3", "python3-venv"] },
} as const satisfies Record<string, Tool>;

export type ToolName = keyof typeof tools;

/** Whether a program can be run by its name; Debian keeps servers where only root's PATH looks. */
export function onPath(program: string): boolean {
  const directories = [...(process.env["PATH"] ?? "").split(delimiter), "/usr/sbin"];
  return directories.some((directory) => existsSync(join(directory, program)));
}

/**
 * A loadable module of nginx's, where `$NGINX_MODULES` has it, or Debian for its own nginx; an installation may bring the
 * directory, too.
 */
export function findModule(file: string): string | null {
  const { NGINX = "", NGINX_MODULES = "" } = process.env;
  const directories = [NGINX_MODULES, NGINX === "" ? "/usr/lib/nginx/modules" : ""];
  const paths = directories.filter((directory) => directory !== "").map((directory) => join(directory, file));
  return paths.find(existsSync) ?? null;
}

/** Loadable, or built into the nginx that is to run, as in nixpkgs. */
const hasModule = (file: string, builtIn: RegExp): boolean =>
  findModule(file) !== null ||
  builtIn.test(spawnSync(process.env["NGINX"] || "nginx", ["-V"], { encoding: "utf8" }).stderr ?? "");

function hasVenv(): boolean {
  return spawnSync("python3", ["-c", "import ensurepip, venv"]).status === 0;
}

/**
 * Makes sure that the tools are there, installing Debian packages when run by root on Debian.
 * @throws UserProblem naming everything that is missing and how to get it.
 */
export function ensureTools(names: readonly ToolName[]): void {
  const missing = names.filter((name) => !tools[name].isThere());
  if (missing.length === 0) return;
  const packages = missing.flatMap((name) => tools[name].packages);
  if (canInstall()) install(packages);
  const stillMissing = names.filter((name) => !tools[name].isThere());
  if (stillMissing.length > 0) {
    throw new UserProblem(
      `Missing: ${stillMissing.join(", ")}.\n` +
        `On Debian: apt-get install ${stillMissing.flatMap((name) => tools[name].packages).join(" ")}\n` +
        "With Nix (NixOS or not): nix develop",
    );
  }
}

/** Tries to have tools that one can do without: installs what is missing, when run by root on Debian. */
export function installTools(names: readonly ToolName[]): void {
  const packages = names.filter((name) => !tools[name].isThere()).flatMap((name) => tools[name].packages);
  if (packages.length > 0 && canInstall()) install(packages);
}

const canInstall = (): boolean => process.getuid?.() === 0 && onPath("apt-get");

function install(packages: readonly string[]): void {
  process.stderr.write(`Installing ${packages.join(" ")} …\n`);
  const environment = { ...process.env, DEBIAN_FRONTEND: "noninteractive" };
  const run = (...args: string[]): void => {
    const result = spawnSync("apt-get", ["-qq", ...args], { env: environment, encoding: "utf8" });
    if (result.status !== 0) process.stderr.write(`apt-get ${args.join(" ")} failed:\n${result.stderr}\n`);
  };
  run("update");
  run("install", "-y", "--no-install-recommends", ...packages);
}
