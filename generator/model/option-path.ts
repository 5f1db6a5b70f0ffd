/** Paths of options as types, read off the interfaces of the schema: what names an option that is not there does not compile. */
import type { Freeform, Package, PackageDirectory } from "../schema/vocabulary.ts";

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
