/** Text that tries to get out of where it is put, and renderings of a configuration with it. */
import fc from "fast-check";
import { evaluateNix } from "../../generator/inspect/evaluate/nix.ts";
import { standIn } from "../../generator/inspect/evaluate/nixpkgs.ts";
import { list, text } from "../../generator/nix/ast.ts";
import { printExpr } from "../../generator/nix/print.ts";
import { fromRoot } from "./files.ts";

/** Nix has no text with half a character in it. */
const isUtf8 = (value: string): boolean => Buffer.from(value, "utf8").toString("utf8") === value;

/** Text made of what nginx's syntax is made of, and of anything else. */
export const hostile = fc.oneof(
  fc.string({ unit: fc.constantFrom(..."\"'\\${};#\n\r\t ~=ab:1.[]"), maxLength: 12 }),
  fc.string({ unit: "binary", maxLength: 8 }).filter((value) => !value.includes("\0") && isUtf8(value)),
  fc.string({ unit: "grapheme", maxLength: 20 }),
  fc.constantFrom(
    "max-age=1; includeSubDomains",
    "default-src 'self'",
    "127.0.0.1:5000",
    "[::1]:5000",
    "10.0.0.1:5000",
  ),
);

/**
 * Renders the base fixture once per value, all in one evaluation; null where the value is refused. `setting` is Nix text
 * for services.frigate.nginx, made from `value`.
 */
export function renderings(setting: string, values: readonly string[]): readonly (string | null)[] {
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
    evaluateFile: { path: fromRoot("generator/inspect/evaluate/nixos/evaluate.nix") },
    nixpkgs: { path: process.env["NIXPKGS"] ?? standIn.directory },
    frigateModule: { path: fromRoot("module/default.nix") },
  });
  if (!outcome.ok) throw new Error(outcome.message);
  return outcome.value as readonly (string | null)[];
}
