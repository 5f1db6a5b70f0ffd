/** Whatever text an option of ours is given: it is refused, or it changes exactly its own value and nothing else. */
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { evaluateNix } from "../../generator/evaluate/nix.ts";
import { standIn } from "../../generator/evaluate/nixpkgs.ts";
import { directivesNamed, directivesOf, parseNginx, valuesOf, type Directive, type NginxFile } from "../../generator/evaluate/nginx/parse.ts";
import { printExpr } from "../../generator/nix/print.ts";
import { list, text } from "../../generator/nix/ast.ts";
import { fromRoot } from "../support/files.ts";

/**
 * Renders the base fixture once per value, all in one evaluation; null where the value is refused. `setting` is Nix text
 * for services.frigate.nginx, made from `value`.
 */
function renderings(setting: string, values: readonly string[]): readonly (string | null)[] {
  const expression = `
    { evaluateFile, nixpkgs, frigateModule }:
    let
      rendered = value: (import evaluateFile {
        inherit nixpkgs frigateModule;
        modules = [ ${fromRoot("nixos-tests/fixtures/frigate/base.nix")} { services.frigate.nginx = ${setting}; } ];
      });
      tried = value: builtins.tryEval (
        let result = rendered value; in
        if result.assertions == [ ] then builtins.deepSeq result.nginxConf result.nginxConf else throw "assertion"
      );
    in
    map (value: let outcome = tried value; in if outcome.success then outcome.value else null)
      ${printExpr(list(...values.map((value) => text(value))))}
  `;
  const outcome = evaluateNix(expression, {
    evaluateFile: { path: fromRoot("nixos-tests/evaluate/evaluate.nix") },
    nixpkgs: { path: (process.env["NIXPKGS"] ?? standIn.directory) },
    frigateModule: { path: fromRoot("module/default.nix") },
  });
  if (!outcome.ok) throw new Error(outcome.message);
  return outcome.value as readonly (string | null)[];
}

/** The tree with every directive that carries exactly this value taken out. */
function without(file: NginxFile, carries: (directive: Directive) => boolean): unknown {
  const strip = (directives: readonly Directive[]): unknown =>
    directives
      .filter((directive) => !carries(directive))
      .map((directive) => [directive.name, valuesOf(directive), directive.block && strip(directivesOf(directive.block))]);
  return strip(directivesOf(file.body));
}

/** Text made of what nginx's syntax is made of, and of anything else. */
const hostile = fc.oneof(
  fc.string({ unit: fc.constantFrom(..."\"'\\${};#\n\r\t ~=ab:1.[]"), maxLength: 12 }),
  fc.string({ unit: "binary", maxLength: 8 }).filter((value) => !value.includes("\0") && isUtf8(value)),
  fc.string({ unit: "grapheme", maxLength: 20 }),
  fc.constantFrom("max-age=1; includeSubDomains", "default-src 'self'", "127.0.0.1:5000", "[::1]:5000", "10.0.0.1:5000"),
);

/** Nix has no text with half a character in it. */
const isUtf8 = (value: string): boolean => Buffer.from(value, "utf8").toString("utf8") === value;

describe("hostile values", () => {
  const plain = parseNginx(renderings("{ internalListen = value; }", ["127.0.0.1:5000"])[0] ?? "");
  const runs = 120;

  test("responseHeaders", () => {
    const values = fc.sample(hostile, { numRuns: runs, seed: 1 });
    const found = renderings("{ responseHeaders.X-Test = value; }", values);
    expect(found.some((text) => text !== null)).toBe(true);
    expect(found.some((text) => text === null)).toBe(true);
    found.forEach((conf, index) => {
      if (conf === null) return;
      const ours = (directive: Directive) =>
        directive.name === "add_header" && valuesOf(directive)[0] === "X-Test" && valuesOf(directive)[1] === values[index];
      expect(without(parseNginx(conf), ours), JSON.stringify(values[index])).toEqual(without(plain, () => false));
    });
  });

  test("names of responseHeaders", () => {
    const names = fc.sample(hostile, { numRuns: runs, seed: 2 }).concat("X-Fine");
    const found = renderings('{ responseHeaders.${value} = "fine"; }', names);
    expect(found.at(-1)).not.toBeNull();
    found.forEach((conf, index) => {
      if (conf === null) return;
      expect(names[index]).toMatch(/^[A-Za-z][A-Za-z0-9-]*$/);
    });
  });

  test("internalListen", () => {
    const values = fc.sample(hostile, { numRuns: runs, seed: 3 });
    const isListener = (directive: Directive) => directive.name === "listen";
    renderings("{ internalListen = value; }", values).forEach((conf, index) => {
      if (conf === null) return;
      const file = parseNginx(conf);
      expect(without(file, isListener)).toEqual(without(plain, isListener));
      const listens = directivesNamed(file.body, "http").flatMap((http) =>
        directivesNamed(http.block, "server").flatMap((server) => directivesNamed(server.block, "listen").map(valuesOf)),
      );
      expect(listens).toContainEqual([values[index]]);
    });
  });
});

