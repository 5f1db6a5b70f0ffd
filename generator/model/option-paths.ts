/** Paths of options, such as `nginx.clients.<name>.user`: as types for code that names options, and those of a schema that was read. */
import type { Change } from "../schema/places.ts";
import type { Freeform, Package, PackageDirectory } from "../schema/vocabulary.ts";
import type { EnableOption, Member, Option, OptionType, PackageOption } from "./option.ts";

type Leaf = string | boolean | null | Package | PackageDirectory;

/** Names that stand in the interface itself; a `Record` has none. */
type OwnName<Level> = {
  [Name in keyof Level]-?: {} extends Record<Name, 1>
    ? never
    : Exclude<Name & string, keyof Freeform<"yaml">>;
}[keyof Level];

/** The options inside a value: of an interface, of a list's elements (`*`), of a `Record`'s values (`<name>`). */
type Inside<Path extends string, Value> = Value extends Leaf
  ? never
  : Value extends readonly (infer Element)[]
    ? Inside<`${Path}.*`, Element>
    : [OwnName<Value>] extends [never]
      ? Inside<`${Path}.<name>`, Value[keyof Value]>
      : OptionPath<Value, `${Path}.`>;

/** An interface is a level of the path, and an option besides only where it is open. */
type AtName<Path extends string, Value> = Value extends Leaf
  ? Path
  : | Inside<Path, Value>
    | (Value extends Freeform<"yaml"> ? Path : [OwnName<Value>] extends [never] ? Path : never)
    | (Value extends readonly unknown[] ? Path : never);

/** Paths of all options in an interface of the schema, such as `nginx.clients.<name>.user`, behind `Prefix`. */
export type OptionPath<Level, Prefix extends string = ""> = {
  [Name in OwnName<Level>]: AtName<`${Prefix}${Name}`, Level[Name]>;
}[OwnName<Level>];

export type AnyOption = Option | EnableOption | PackageOption;

/** An option and its path below services.frigate: `nginx.clients.<name>.user`; elements of a list are `*`. */
export interface PathedOption {
  readonly path: string;
  readonly option: AnyOption;
  /** What it says itself, or else what it is part of says; null where neither does. */
  readonly changes: Change | null;
}

/**
 * Every option, those inside other options' values after them.
 * @param inherited what is changed where nothing says it
 * @param prefix what every path begins with
 */
export function optionPaths(
  members: readonly Member[],
  inherited: Change | null = null,
  prefix = "",
): readonly PathedOption[] {
  return members.flatMap((member): readonly PathedOption[] => {
    const path = `${prefix}${member.name}`;
    const changes = member.changes ?? inherited;
    switch (member.kind) {
      case "group":
        return optionPaths(member.members, changes, `${path}.`);
      case "enable":
      case "package":
        return [{ path, option: member, changes }];
      case "option":
        return [{ path, option: member, changes }, ...inside(path, member.type, changes)];
      default:
        return member satisfies never;
    }
  });
}

function inside(path: string, type: OptionType, inherited: Change | null): readonly PathedOption[] {
  switch (type.kind) {
    case "submodule":
      return optionPaths(type.members, inherited, `${path}.`);
    case "attrs":
      return inside(`${path}.<name>`, type.of, inherited);
    case "list":
      return inside(`${path}.*`, type.of, inherited);
    case "nullable":
      return inside(path, type.of, inherited);
    default:
      return [];
  }
}
