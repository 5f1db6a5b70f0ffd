/** The options as NixOS shows them are upstream's, name by name, type by type; and what a host gets by default is, too. */
import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { valueOf } from "../support/evaluate.ts";
import { fromRoot } from "../support/files.ts";
import { everyNixpkgs, realNixpkgs, realNixpkgsHint } from "../support/nixpkgs.ts";

interface Shown {
  readonly name: string;
  readonly type: string;
  readonly default?: unknown;
  readonly example?: unknown;
}

const reference = JSON.parse(
  readFileSync(fromRoot("nixos-tests/reference/upstream-options.json"), "utf8"),
) as readonly Shown[];

/** Defaults whose words differ: a misspelt attribute is put right, and a package is named instead of built. */
const inOtherWords: Readonly<Partial<Record<string, string>>> = {
  "services.frigate.checkConfig":
    "pkgs.stdenv.buildPlatform.canExecute pkgs.stdenv.hostPlatform && !pkgs.stdenv.hostPlatform.isAarch64\n",
  "services.frigate.settings.ffmpeg.path": "pkgs.ffmpeg-headless",
};

const expected = reference.map(({ name, type, ...rest }) => ({
  name,
  type,
  ...("default" in rest ? { default: inOtherWords[name] ?? rest.default } : {}),
}));

/** What stands in place of the words above. */
const defaults = `
  {
    inherit (config.services.frigate) checkConfig preCheckConfig vaapiDriver;
    package = config.services.frigate.package.version;
    ffmpeg = builtins.unsafeDiscardStringContext config.services.frigate.settings.ffmpeg.path;
  }
`;

describe.each(everyNixpkgs)("with the %s", (_, nixpkgs) => {
  test("every option of upstream's, with its type and default", () => {
    const shown = valueOf(nixpkgs, "{ }", "result.options") as unknown as readonly Shown[];
    const known = shown
      .filter(({ name }) => reference.some((option) => option.name === name))
      .map(({ name, type, ...rest }) => ({
        name,
        type,
        ...("default" in rest ? { default: rest.default } : {}),
      }));
    expect(known).toEqual(expected);
  });

  test("no other option outside of services.frigate.nginx", () => {
    const shown = valueOf(nixpkgs, "{ }", "map (option: option.name) result.options") as readonly string[];
    const added = shown.filter((name) => !reference.some((option) => option.name === name));
    expect(added.filter((name) => !name.startsWith("services.frigate.nginx."))).toEqual([]);
  });
});

test.skipIf(realNixpkgs === null)(`the values of defaults are upstream's (${realNixpkgsHint})`, () => {
  const [ours, theirs] = (["ours", "upstream"] as const).map((module) =>
    valueOf(realNixpkgs!, "{ }", defaults, module),
  );
  expect(ours).toEqual(theirs);
});
