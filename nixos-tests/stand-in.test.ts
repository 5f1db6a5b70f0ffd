// The stand-in for nixpkgs against a real one: the same tables for both, and equal results for every fixture.
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { ourModule } from "../generator/inspect/evaluate/configuration.ts";
import { evaluateNix, type Json } from "../generator/inspect/evaluate/nix.ts";
import { standIn, upstreamModule, type Nixpkgs } from "../generator/inspect/evaluate/nixpkgs.ts";
import { directivesOf, parseNginx, type Directive } from "../generator/inspect/nginx/parse.ts";
import { data } from "./stand-in-tables/data.ts";
import { documentation } from "./stand-in-tables/documentation.ts";
import { errors } from "./stand-in-tables/errors.ts";
import { modules } from "./stand-in-tables/modules.ts";
import { text } from "./stand-in-tables/text.ts";
import { types } from "./stand-in-tables/types.ts";
import { fromRoot, nixFilesIn } from "./support/files.ts";
import { evaluateWith, valueIn } from "./support/evaluate.ts";
import { messagesOf } from "./support/messages.ts";
import { everyNixpkgs, realNixpkgs, realNixpkgsHint } from "./support/nixpkgs.ts";

const words = (nixpkgs: Nixpkgs): string =>
  `import ${fromRoot("nixos-tests/stand-in-tables/words.nix")} (import ${nixpkgs.directory}/lib)`;

describe.each(everyNixpkgs)("library of the %s", (_name, nixpkgs) => {
  it.each(Object.entries({ data, text, modules, types, documentation }))("%s", (_table, rows) => {
    const expressions = rows.map(([expression]) => expression);
    const all = `with ${words(nixpkgs)}; [ ${expressions.map((one) => `(${one})`).join("\n")} ]`;
    const values = valueIn(evaluateNix(all)) as readonly Json[];
    const found = expressions.map((expression, row) => [expression, values[row]]);
    expect(Object.fromEntries(found)).toEqual(Object.fromEntries(rows));
  });

  it("mistakes", () => {
    const messages = messagesOf(
      words(nixpkgs),
      errors.map(([, expression]) => expression),
    );
    const found = errors.map(([mistake, , sentence], row) => [
      mistake,
      messages[row]?.slice(0, sentence.length),
    ]);
    expect(Object.fromEntries(found)).toEqual(
      Object.fromEntries(errors.map(([mistake, , sentence]) => [mistake, sentence])),
    );
  });
});

const range = (from: number, to: number, step: number): readonly number[] =>
  Array.from({ length: (to - from) / step + 1 }, (_, n) => from + n * step);

describe("text files", () => {
  const roundTrip = `
    { texts }:
    let
      inherit (import ${fromRoot("generator/inspect/evaluate/nixos/text-files.nix")}) pathOf textsIn;
      readBack = text: builtins.attrValues (textsIn "include \${pathOf "made.conf" text};");
    in
    map readBack (builtins.fromJSON texts)
  `;

  it("can be read from a string that mentions them, whatever they say", () => {
    // a character for each byte that UTF-8 has
    const everyByte = String.fromCodePoint(
      ...range(1, 0x7ff, 1),
      ...[0x800, ...range(0x1000, 0xf000, 0x1000)],
      ...[0x10000, ...range(0x40000, 0x100000, 0x40000)],
    );
    // Nix strings cannot hold the character 0
    const anyText = fc.string({ unit: "binary", maxLength: 400 }).map((made) => made.replaceAll("\0", ""));
    const texts = [everyByte, ...fc.sample(anyText, 60)];
    expect(valueIn(evaluateNix(roundTrip, { texts: { text: JSON.stringify(texts) } }))).toEqual(
      texts.map((one) => [one]),
    );
  });
});

/** What a fixture comes to, as far as both have to agree. */
interface Outcome {
  readonly nginxConf: string;
  readonly nginxIncludes: Readonly<Record<string, string>>;
  readonly assertions: readonly string[];
  readonly warnings: readonly string[];
  readonly rest: Json;
}

const evaluation = (rest: string): string => `
  let
    result = import evaluate { inherit nixpkgs frigateModule; modules = [ configuration extra ]; };
    oauth2Proxy = result.internals.config.services.oauth2-proxy.enable;
  in
  {
    inherit (result) nginxConf nginxIncludes assertions warnings;
    rest = {
      inherit (result) host ${rest};
      inherit (result.nginxService) after before wants;
      nginx = builtins.intersectAttrs { User = 0; Group = 0; SupplementaryGroups = 0; ExecStart = 0; ExecReload = 0; } result.nginxService.serviceConfig;
      oauth2Proxy = if oauth2Proxy then result.oauth2ProxyService else null;
    };
  }
`;

/** Upstream's module does not know our options. */
const ignoreOurs = `
  { lib, ... }: {
    options.services.frigate.nginx = lib.mkOption { type = lib.types.anything; default = { }; };
  }
`;

function outcomeOf(nixpkgs: Nixpkgs, file: string, frigateModule: string | null, extra = "{ }"): Outcome {
  const rest = frigateModule === null ? "" : "frigateSettings frigateService options";
  const outcome = evaluateWith(nixpkgs, evaluation(rest), {
    frigateModule: frigateModule === null ? { expression: "null" } : { path: frigateModule },
    configuration: { path: file },
    extra: { expression: extra },
  });
  return valueIn(outcome) as unknown as Outcome;
}

/** Store paths differ in their hashes, texts in their white space, messages in their words: what is left is the same. */
function comparable({ nginxConf, nginxIncludes, assertions, warnings, rest }: Outcome): unknown {
  return {
    nginxConf: treeOf(nginxConf),
    nginxIncludes: Object.entries(nginxIncludes)
      .map(([path, content]) => [withoutHashes(path), linesOrTree(path, content)] as const)
      .toSorted(([one], [other]) => one.localeCompare(other)),
    assertions: assertions.map(topicOf).toSorted(),
    warnings: warnings.map(topicOf).toSorted(),
    rest: JSON.parse(withoutHashes(JSON.stringify(rest).replaceAll(/ +/g, " "))) as unknown,
  };
}

const linesOrTree = (path: string, content: string): readonly (string | Tree)[] =>
  path.endsWith(".conf") ? treeOf(content) : content.split("\n").filter((line) => line.trim() !== "");

type Tree = readonly (string | readonly Tree[])[];

function treeOf(conf: string): readonly Tree[] {
  const directive = ({ name, args, block }: Directive): Tree => [
    name,
    ...args.map(({ raw }) => withoutHashes(raw)),
    ...(block === null ? [] : [directivesOf(block).map(directive)]),
  ];
  return directivesOf(parseNginx(conf).body).map(directive);
}

const withoutHashes = (line: string): string =>
  line.replaceAll(/\/nix\/store\/[0-9a-z]{32}-/g, "/nix/store/");

/** Messages of Frigate's module are compared as they are, those of the doubles by the options they name. */
function topicOf(message: string): string {
  if (message.includes("services.frigate")) return message;
  const named = message.match(/\b(?!virtualHosts)(?:[a-z]+[A-Z]\w*|alias|ipv[46]|[Cc]ertificate)\b/g) ?? [];
  return [...new Set(named.map((name) => name.toLowerCase()))].toSorted().join(" ");
}

const real = realNixpkgs;
describe.skipIf(real === null)(`conformance (${real === null ? realNixpkgsHint : "both evaluated"})`, () => {
  const nixpkgs = real ?? standIn;
  const upstream = upstreamModule(nixpkgs);

  function expectSame(file: string, frigateModule: string | null, extra?: string): void {
    const expected = comparable(outcomeOf(nixpkgs, file, frigateModule, extra));
    expect(comparable(outcomeOf(standIn, file, frigateModule, extra))).toEqual(expected);
  }

  // A module must not come to rely on a function that only the stand-in has.
  it("no names of its own", () => {
    const ownNames = `
      let
        real = import ${nixpkgs.directory}/lib;
        own = import ${standIn.directory}/lib;
        namesOfOwn = one: other: builtins.attrNames (removeAttrs one (builtins.attrNames other));
        namespaces = real.filterAttrs (name: builtins.isAttrs) own;
      in
      [ (namesOfOwn own real) ] ++ real.mapAttrsToList (name: one: namesOfOwn one real.\${name}) namespaces
    `;
    expect((valueIn(evaluateNix(ownNames)) as readonly Json[]).flat()).toEqual([]);
  });

  it.each(nixFilesIn("nixos-tests/fixtures/nginx"))("fixtures/nginx/%s.nix", (name) => {
    expectSame(fromRoot(`nixos-tests/fixtures/nginx/${name}.nix`), null);
  });

  const configurations = ["examples", "nixos-tests/fixtures/frigate"].flatMap((directory) =>
    nixFilesIn(directory).map((name) => `${directory}/${name}.nix`),
  );

  describe.each(configurations)("%s", (path) => {
    const file = fromRoot(path);

    it("with our module", () => {
      expectSame(file, ourModule);
    });

    it.skipIf(upstream === null)("with upstream's module", () => {
      expectSame(file, upstream, ignoreOurs);
    });
  });
});
