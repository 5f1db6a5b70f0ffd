/** Option types of the model as Nix expressions. */
import type { Member, OptionType } from "../model/option.ts";
import { gateways } from "../schema/gateways.ts";
import { patterns, pieces, type PatternName } from "../schema/vocabulary.ts";
import {
  apply,
  assign,
  binary,
  list,
  ref,
  set,
  text,
  type Assignment,
  type Expr,
  type StringPart,
} from "../nix/ast.ts";
import { printExpr } from "../nix/print.ts";

/** The type as written in `type = …;`; `submodule` writes the options of one. */
export function nixType(type: OptionType, submodule: (members: readonly Member[]) => Expr): Expr {
  const inner = (of: OptionType): Expr => nixType(of, submodule);
  switch (type.kind) {
    case "boolean":
      return ref("lib.types.bool");
    case "string":
      return ref("lib.types.str");
    case "lines":
    case "path":
    case "package":
      return ref(`lib.types.${type.kind}`);
    case "package-directory":
      return apply(
        ref("lib.types.coercedTo"),
        ref("lib.types.package"),
        ref("toString"),
        ref("lib.types.str"),
      );
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
      return type satisfies never;
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

/** The longest line of the module. */
const widest = 120;

/** On one line, or, where that would be too long, over three by what `matching` stands for. */
function patternType(name: PatternName): Assignment {
  const { expression, meaning } = patterns[name];
  const source = text(...inPieces(expression, pieceNames));
  const short = apply(ref("matching"), text(meaning), source);
  const isShort = `  ${name} = ${printExpr(short)};`.length <= widest;
  const long = binary(
    apply(ref("lib.types.strMatching"), source),
    "//",
    set(assign("description", text(meaning))),
  );
  return assign(name, isShort ? short : long);
}

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

/** The types inside the options of these members, theirs and those below. */
const typesIn = (members: readonly Member[]): readonly OptionType[] =>
  members.flatMap((member) => {
    if (member.kind === "group") return typesIn(member.members);
    return member.kind === "option" ? typesOf(member.type) : [];
  });

function typesOf(type: OptionType): readonly OptionType[] {
  if (type.kind === "submodule") return [type, ...typesIn(type.members)];
  return "of" in type ? [type, ...typesOf(type.of)] : [type];
}

/** The patterns that types of these options refer to, in the order of the vocabulary. */
function patternsIn(members: readonly Member[]): readonly PatternName[] {
  const used = new Set(
    typesIn(members).flatMap((type) => {
      if (type.kind === "pattern") return [type.pattern];
      return type.kind === "attrs" && type.names !== undefined ? [type.names] : [];
    }),
  );
  return (Object.keys(patterns) as readonly PatternName[]).filter((name) => used.has(name));
}
