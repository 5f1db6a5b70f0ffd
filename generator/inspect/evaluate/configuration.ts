/** Evaluates a NixOS configuration with a Frigate module, and reads the nginx.conf it yields. */
import { existsSync, mkdtempSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { evaluateNix, type Json } from "./nix.ts";
import { upstreamModule, type Nixpkgs } from "./nixpkgs.ts";
import type { Frigate } from "./own-sign-in.ts";
import { wordsOf } from "./words.ts";
import { parseNginx, type NginxFile } from "../nginx/parse.ts";
import { knownIncludes, resolveIncludes } from "../nginx/include.ts";
import { status, UserProblem } from "../../problem.ts";

/** nginx.conf as NixOS writes it. */
export interface NginxText {
  readonly nginxConf: string;
  /** Text files that it includes, by path. */
  readonly nginxIncludes: Readonly<Record<string, string>>;
}

/** What a configuration comes to. */
export interface Rendered extends NginxText {
  /** Name of the virtual host. */
  readonly hostname: string;
  /** `services.frigate.settings` as written to frigate.yml. */
  readonly frigateSettings: Json;
  /** Messages of the assertions that do not hold. */
  readonly assertions: readonly string[];
  readonly warnings: readonly string[];
  /** Options of the rest of the host, which were taken as they are written. */
  readonly notLookedAt: readonly string[];
  readonly host: Json;
  readonly frigateService: Json;
}

/** Our module in place of upstream's, with the one for Kanidm, which brings it along. */
export const ourModule = fileURLToPath(new URL("../../../module/kanidm.nix", import.meta.url));

const evaluateNixFile = fileURLToPath(new URL("nixos/evaluate.nix", import.meta.url));

const expression = `
  { evaluate, nixpkgs, frigateModule, configuration, extra, words }:
  let
    result = import evaluate {
      inherit nixpkgs frigateModule;
      hostWords = builtins.fromJSON (builtins.readFile words);
      modules = [ configuration extra ];
    };
  in
  if !result.internals.config.services.frigate.enable then
    throw "There is no Frigate in this configuration: set services.frigate.enable = true."
  else
  {
    inherit (result) nginxConf nginxIncludes frigateSettings assertions warnings notLookedAt host frigateService;
    inherit (result.internals.config.services.frigate) hostname;
  }
`;

/**
 * Evaluates the NixOS module in `file`.
 * @throws UserProblem when the file is missing or does not evaluate. Assertions that fail are not thrown, see
 * {@link requireAssertions}.
 */
export function renderConfiguration(file: string, nixpkgs: Nixpkgs): Rendered {
  return renderWith(ourModule, "{ }", file, nixpkgs);
}

/** Puts every option of ours back to its default, where it has one. */
const withoutOwnOptions = `
  { lib, options, ... }: {
    services.frigate.nginx =
      lib.mapAttrsRecursiveCond (option: !lib.isOption option)
        (_: option: lib.mkIf (option ? default) (lib.mkOverride 5 option.default))
        options.services.frigate.nginx;
  }
`;

/**
 * The same configuration without the options that upstream's module does not have.
 * @throws UserProblem like {@link renderConfiguration}.
 */
export function renderWithoutOwnOptions(file: string, nixpkgs: Nixpkgs): Rendered {
  return renderWith(ourModule, withoutOwnOptions, file, nixpkgs);
}

/** Our options, for a module that does not have them: accepted and ignored. */
const ignoredOptions = `
  { lib, ... }: {
    options.services.frigate.nginx = lib.mkOption { type = lib.types.attrsOf lib.types.anything; default = { }; };
  }
`;

/**
 * The same with upstream's module in place of ours; null where the nixpkgs has none.
 * @throws UserProblem like {@link renderConfiguration}.
 */
export function renderUpstream(file: string, nixpkgs: Nixpkgs): Rendered | null {
  const upstream = upstreamModule(nixpkgs);
  return upstream === null ? null : renderWith(upstream, ignoredOptions, file, nixpkgs);
}

function renderWith(frigateModule: string, extra: string, file: string, nixpkgs: Nixpkgs): Rendered {
  const configuration = existingFile(file);
  const outcome = withWordsFile(wordsOf(configuration), (words) =>
    evaluateNix(expression, {
      evaluate: { path: evaluateNixFile },
      nixpkgs: { path: nixpkgs.directory },
      frigateModule: { path: frigateModule },
      configuration: { path: configuration },
      extra: { expression: extra },
      words: { path: words },
    }),
  );
  if (!outcome.ok) throw new UserProblem(`${file} does not evaluate:\n${outcome.message}`);
  return outcome.value as unknown as Rendered;
}

/** The words of many files are more than an argument of a program may hold. */
function withWordsFile<T>(words: readonly string[], use: (file: string) => T): T {
  const directory = mkdtempSync(join(tmpdir(), "frigate-nginx-"));
  try {
    const file = join(directory, "words.json");
    writeFileSync(file, JSON.stringify(words));
    return use(file);
  } finally {
    rmSync(directory, { recursive: true });
  }
}

function existingFile(file: string): string {
  if (!existsSync(file))
    throw new UserProblem(`${file}: there is no such file. Name a NixOS module, such as examples/plain.nix.`);
  if (statSync(file).isDirectory() && !existsSync(`${file}/default.nix`)) {
    throw new UserProblem(
      `${file} is a directory without a default.nix. Name a NixOS module, such as examples/plain.nix.`,
    );
  }
  return resolve(file);
}

/**
 * Stops where NixOS would refuse to build.
 * @throws UserProblem naming every assertion that fails, with exit status 3.
 */
export function requireAssertions(file: string, rendered: Rendered): void {
  if (rendered.assertions.length === 0) return;
  const list = rendered.assertions.map((message) => `- ${message}`).join("\n");
  throw new UserProblem(`${file}: NixOS would refuse to build this:\n${list}`, status.assertion);
}

/** Frigate behind it. Its user interface lies in a store path that names the version. */
export const frigateOf = ({ frigateSettings, nginxConf }: Rendered): Frigate => ({
  settings: frigateSettings,
  version: /\/nix\/store\/[^/\s-]+-frigate-web-(\d[^/;\s"]*)/.exec(nginxConf)?.[1] ?? null,
});

/** The nginx.conf as a tree, with its includes in place. */
export function nginxTree({ nginxConf, nginxIncludes }: NginxText): NginxFile {
  return resolveIncludes(parseNginx(nginxConf), (path) => nginxIncludes[path] ?? knownIncludes(path)).file;
}
