/** Text that tries to get out of where it is put, and renderings of a configuration with it. */
import fc from "fast-check";
import { findNixpkgs } from "../../generator/inspect/evaluate/nixpkgs.ts";
import { text } from "../../generator/nix/ast.ts";
import { printExpr } from "../../generator/nix/print.ts";
import { ofEach } from "./evaluate.ts";

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
 * nginx.conf of the base fixture with each of the values, all in one evaluation; null where the value is refused. `setting` is
 * Nix text for services.frigate.nginx, made from `value`.
 */
export const renderings = (setting: string, values: readonly string[]): readonly (string | null)[] =>
  ofEach(
    findNixpkgs(undefined),
    values.map(
      (value) => `let value = ${printExpr(text(value))}; in { services.frigate.nginx = ${setting}; }`,
    ),
    'if result.assertions == [ ] then result.nginxConf else throw "assertion"',
  ) as readonly (string | null)[];
