/** Option types of the model as Nix expressions. */
import type { Member, OptionType } from "../model/option.ts";
import { optionPaths } from "../model/option-paths.ts";
import { gateways } from "../schema/gateways.ts";
import { patterns, pieces, type PatternName } from "../schema/vocabulary.ts";
import {
  apply,
  assign,
  list,
  ref,
  set,
  text,
  type Assignment,
  type Expr,
  type StringPart,
} from "../nix/ast.ts";

/** Types without others inside: in Nix, and in the words of the NixOS manual. */
export const plainTypes = {
  boolean: { nix: ref("lib.types.bool"), words: "boolean" },
  string: { nix: ref("lib.types.str"), words: "string" },
  lines: { nix: ref("lib.types.lines"), words: 'strings concatenated with "\\n"' },
  path: { nix: ref("lib.types.path"), words: "absolute path" },
  package: { nix: ref("lib.types.package"), words: "package" },
  "package-directory": {
    nix: apply(ref("lib.types.coercedTo"), ref("lib.types.package"), ref("toString"), ref("lib.types.str")),
    words: "string or package convertible to it",
  },
} as const;

/** The type as written in `type = …;`; `submodule` writes the options of one. */
export function nixType(type: OptionType, submodule: (members: readonly Member[]) => Expr): Expr {
  const inner = (of: OptionType): Expr => nixType(of, submodule);
  switch (type.kind) {
    case "pattern":
      return ref(type.pattern);
    case "enum":
      return apply(ref("lib.types.enum"), enumValues(type.values));
    case "nullable":
      return apply(ref("lib.types.nullOr"), inner(type.of));
    case "list":
      return apply(ref("lib.types.listOf"), inner(type.of));
    case "attrs":
      return type.names === undefined
        ? apply(ref("lib.types.attrsOf"), inner(type.of))
        : apply(ref("named"), ref(type.names), inner(type.of));
    case "submodule": {
      const freeform = type.format === null ? [] : [assign("freeformType", ref("format.type"))];
      return apply(ref("lib.types.submodule"), set(...freeform, assign("options", submodule(type.members))));
    }
    default:
      return plainTypes[type.kind].nix;
  }
}

/** The names of the gateways are those of module/frigate/gateways.nix. */
const enumValues = (values: readonly string[]): Expr =>
  values.join() === Object.keys(gateways).join()
    ? apply(ref("lib.attrNames"), ref("gateways"))
    : list(...values.map((value) => text(value)));

/** Named types for the `let` of an option file, behind the pieces that they are made of. */
export function typeDefinitions(members: readonly Member[]): readonly Assignment[] {
  const used = patternsIn(members);
  return [...piecesIn(used.map((name) => patterns[name].expression)), ...used.map(patternType)];
}

const patternType = (name: PatternName): Assignment =>
  assign(
    name,
    apply(
      ref("matching"),
      text(patterns[name].meaning),
      text(...inPieces(patterns[name].expression, pieceNames)),
    ),
  );

type PieceName = keyof typeof pieces;

/** The longest first: a piece may be part of another one. */
const pieceNames = (Object.keys(pieces) as readonly PieceName[]).toSorted(
  (one, other) => pieces[other].length - pieces[one].length,
);

/** An expression with the names of its pieces in their place. */
function inPieces(expression: string, names: readonly PieceName[]): readonly StringPart[] {
  const [name, ...shorter] = names;
  if (name === undefined) return expression === "" ? [] : [expression];
  return expression
    .split(pieces[name])
    .flatMap((part, index) => [...(index === 0 ? [] : [ref(name)]), ...inPieces(part, shorter)]);
}

function piecesIn(expressions: readonly string[]): readonly Assignment[] {
  return (Object.keys(pieces) as readonly PieceName[])
    .filter((name) => expressions.some((expression) => expression.includes(pieces[name])))
    .map((name) =>
      assign(
        name,
        text(
          ...inPieces(
            pieces[name],
            pieceNames.filter((one) => pieces[one].length < pieces[name].length),
          ),
        ),
      ),
    );
}

/** The patterns that types of these options refer to, in the order of the vocabulary. */
function patternsIn(members: readonly Member[]): readonly PatternName[] {
  const used = new Set(
    optionPaths(members).flatMap(({ option }) => (option.kind === "option" ? patternsOf(option.type) : [])),
  );
  return (Object.keys(patterns) as readonly PatternName[]).filter((name) => used.has(name));
}

function patternsOf(type: OptionType): readonly PatternName[] {
  if (type.kind === "pattern") return [type.pattern];
  const names = type.kind === "attrs" && type.names !== undefined ? [type.names] : [];
  return "of" in type ? [...names, ...patternsOf(type.of)] : names;
}
