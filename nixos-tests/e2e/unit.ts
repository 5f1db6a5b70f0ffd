/** The systemd unit of oauth2-proxy, as a configuration has it. */
import { ourModule } from "../../generator/inspect/evaluate/configuration.ts";
import { findNixpkgs } from "../../generator/inspect/evaluate/nixpkgs.ts";
import { RigProblem } from "../rig/surroundings.ts";
import { evaluateWith } from "../support/evaluate.ts";
import { fromRoot } from "../support/files.ts";

/** What the unit says of how the program is started. */
export interface Unit {
  /** Flags in the order they are given, without their `--`. */
  readonly flags: readonly (readonly [name: string, value: string])[];
  /** Whether secrets come as environment variables, from a file that the configuration names. */
  readonly hasEnvironmentFile: boolean;
  /** Names of the files that systemd hands over, with where it takes them from. */
  readonly credentials: ReadonlyMap<string, string>;
  /** Names of the directories below /run that systemd makes. */
  readonly runtimeDirectories: readonly string[];
  /** Texts of the scripts that run before the program does. */
  readonly scripts: readonly string[];
}

const expression = `
  let
    result = import evaluate { inherit nixpkgs frigateModule; modules = [ configuration extra ]; };
    inherit (import textFiles) textsIn;
  in
  {
    service = result.oauth2ProxyService.serviceConfig;
    texts = textsIn (builtins.toJSON result.internals.config.systemd.services.oauth2-proxy.serviceConfig);
  }
`;

/** A setting of systemd that may be given several times. */
type Settings = string | readonly string[] | null;

interface Outcome {
  readonly service: {
    readonly ExecStart: string;
    readonly ExecStartPre?: Settings;
    readonly EnvironmentFile?: string | null;
    readonly LoadCredential?: Settings;
    readonly RuntimeDirectory?: Settings;
  };
  /** Files that the unit mentions, by path. */
  readonly texts: Readonly<Record<string, string>>;
}

/**
 * The unit `oauth2-proxy.service` of the configuration in `file`, with the NixOS module `extra` (Nix text) added to it.
 * @throws RigProblem when it does not evaluate, or runs something beforehand that is no script of its own.
 */
export function oauth2ProxyUnit(file: string, extra = "{ }"): Unit {
  const outcome = evaluateWith(findNixpkgs(undefined), expression, {
    textFiles: { path: fromRoot("generator/inspect/evaluate/nixos/text-files.nix") },
    frigateModule: { path: ourModule },
    configuration: { path: file },
    extra: { expression: extra },
  });
  if (!outcome.ok) throw new RigProblem(`${file} has no unit of oauth2-proxy:\n${outcome.message}`);
  const { service, texts } = outcome.value as unknown as Outcome;
  return {
    flags: wordsOf(service.ExecStart).slice(1).map(flagOf),
    hasEnvironmentFile: (service.EnvironmentFile ?? null) !== null,
    credentials: new Map(listOf(service.LoadCredential).map(credentialOf)),
    runtimeDirectories: listOf(service.RuntimeDirectory),
    scripts: listOf(service.ExecStartPre).map((command) => {
      const script = texts[command];
      if (script === undefined) throw new RigProblem(`ExecStartPre=${command}: its text is not there`);
      return script;
    }),
  };
}

const listOf = (settings: Settings | undefined): readonly string[] =>
  typeof settings === "string" ? [settings] : (settings ?? []);

/** Splits a command line as systemd does; of its quotes, NixOS uses the single ones. */
const wordsOf = (command: string): readonly string[] =>
  [...command.matchAll(/(?:'[^']*'|[^\s'])+/g)].map(([word]) => word.replaceAll("'", ""));

function flagOf(word: string): readonly [string, string] {
  const [, name, value] = /^--([^=]+)=(.*)$/s.exec(word) ?? [];
  if (name === undefined || value === undefined) throw new RigProblem(`no flag of oauth2-proxy: ${word}`);
  return [name, value];
}

function credentialOf(entry: string): readonly [string, string] {
  const [, name, file] = /^([^:]+):(.+)$/s.exec(entry) ?? [];
  if (name === undefined || file === undefined) throw new RigProblem(`LoadCredential=${entry}: no file`);
  return [name, file];
}

/**
 * The value of a flag that is there once.
 * @throws RigProblem when it is not.
 */
export const flag = ({ flags }: Unit, name: string): string => {
  const values = flags.filter(([each]) => each === name).map(([, value]) => value);
  if (values.length !== 1) throw new RigProblem(`the unit has ${values.length} flags --${name}`);
  return values[0] ?? "";
};
