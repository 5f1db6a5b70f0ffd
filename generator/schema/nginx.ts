/** nginx directives as data. One in a context where nginx refuses it, or with other arguments, does not compile. */
import { contexts, type Arguments, type DirectiveName } from "./directives.ts";
import type { Version } from "./frigate.ts";

export type Context = "http" | "server" | "location" | "upstream";

/** A value that the module works out from its options and that becomes part of an argument. */
export interface OptionValue {
  readonly option:
    | "always"
    | "authCache"
    | "authCacheKey"
    | "directions"
    | "gateway host"
    | "hostname"
    | "public host"
    | "public scheme"
    | "publicUrl"
    | "role header"
    | "secret"
    | "session cookie"
    | "sign-in address"
    | "sign-in header"
    | "user header";
}

/** The value of an option, by its path below services.frigate: one that has the tag `@directive`. */
export interface ValueOf {
  readonly path: string;
}

/** One word of a directive, as nginx reads it; quoting is the printer's business. */
export type Argument = string | readonly (string | OptionValue | ValueOf)[];

/** What a line depends on, besides Frigate's version. */
export type Condition =
  | "asks gateway"
  | "caches answers"
  | "caches nothing"
  | "gateway over TLS"
  | "has clients"
  | "has secret"
  | "has sign-in page"
  | "no sign-in page"
  | "reads roles"
  | "splits cookie";

/** The directives that nginx accepts in a context. */
export type DirectiveIn<C extends Context> = {
  [Name in DirectiveName]: C extends (typeof contexts)[Name][number] ? Name : never;
}[DirectiveName];

/** The directives that are followed by a block. */
export const blockDirectives = ["geo", "if", "limit_except", "map", "types"] as const;

type BlockDirective = (typeof blockDirectives)[number];

/** A directive that is known to be acceptable in context `C`. */
export interface Directive<C extends Context> {
  readonly kind: "directive";
  readonly context: C;
  readonly name: DirectiveIn<C>;
  readonly args: readonly Argument[];
  /** The lines of the block, each a list of words; `null` for a simple directive. */
  readonly block: readonly (readonly string[])[] | null;
}

/** A comment in the rendered configuration, for the reader of nginx.conf. */
export interface Comment {
  readonly kind: "comment";
  readonly lines: readonly string[];
}

/** Lines for Frigate from a version on. */
export interface Since<C extends Context> {
  readonly kind: "since";
  readonly version: Version;
  readonly lines: readonly (Directive<C> | Comment)[];
}

/** Lines that are there while a condition holds. */
export interface When<C extends Context> {
  readonly kind: "when";
  readonly condition: Condition;
  readonly lines: readonly (Directive<C> | Comment)[];
}

export type Line<C extends Context> = Directive<C> | Comment | Since<C> | When<C>;

type Simple<C extends Context> = Exclude<DirectiveIn<C>, BlockDirective>;

const simple =
  <C extends Context>(context: C) =>
  <Name extends Simple<C>>(name: Name, ...args: Arguments[Name]): Directive<C> => ({
    kind: "directive",
    context,
    name,
    args,
    block: null,
  });

/** A directive inside a location. */
export const inLocation = simple("location");

/** A directive inside an upstream. */
export const inUpstream = simple("upstream");

/** A directive inside a server. */
export const inServer = simple("server");

/** Comment lines above the next directive. */
export const because = (...lines: string[]): Comment => ({ kind: "comment", lines });

/** Lines that only Frigate `version` and later get. */
export const since = <C extends Context>(
  version: Version,
  ...lines: (Directive<C> | Comment)[]
): Since<C> => ({
  kind: "since",
  version,
  lines,
});

/** Lines that are there while `condition` holds. */
export const when = <C extends Context>(
  condition: Condition,
  ...lines: (Directive<C> | Comment)[]
): When<C> => ({
  kind: "when",
  condition,
  lines,
});

/** Answers with `status` right away where a variable is empty. */
export const returnIfEmpty = (variable: `$frigate_${string}`, status: string): Directive<"location"> => ({
  kind: "directive",
  context: "location",
  name: "if",
  args: [[`(${variable} = "")`]],
  block: [["return", status]],
});

/** `map source variable { … }`. Entries are tried as nginx does: exact text first, then expressions in this order. */
export const mapTo = (
  source: Arguments["map"][0],
  variable: Arguments["map"][1],
  entries: readonly (readonly [match: string, value: string])[],
): Directive<"http"> => ({
  kind: "directive",
  context: "http",
  name: "map",
  args: [source, variable],
  block: entries,
});

/** Refuses every method but `method` (and HEAD along with GET). */
export const onlyMethod = (method: Arguments["limit_except"][0]): Directive<"location"> => ({
  kind: "directive",
  context: "location",
  name: "limit_except",
  args: [method],
  block: [["deny", "all"]],
});

/** The types of files by their ending; replaces the server's table. */
export const fileTypes = (types: Readonly<Record<string, string>>): Directive<"location"> => ({
  kind: "directive",
  context: "location",
  name: "types",
  args: [],
  block: Object.entries(types).map(([type, ending]) => [type, ending]),
});
