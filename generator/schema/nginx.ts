/** nginx directives as data. One in a context where nginx refuses it, or with other arguments, does not compile. */
import type { OptionPath } from "../model/option-path.ts";
import { directives, type Argument, type Arguments, type Context, type DirectiveName } from "./directives.ts";
import type { Version } from "./frigate.ts";
import type { Nginx } from "./options.ts";

/** What a line depends on, besides Frigate's version: a name of module/frigate/common.nix, or an option that is set or null. */
export type Condition =
  | "asksForPages"
  | "asksFrigate"
  | "asksGateway"
  | "choosesWhomToAsk"
  | "gatewayOverTls"
  | "hasClients"
  | "judgesCameras"
  | "knowsSome"
  | "readsRoles"
  | "sendsSecret"
  | "splitsCookie"
  | "trustsProxy"
  | { readonly set: OptionPath<Nginx> }
  | { readonly unset: OptionPath<Nginx> };

/** The directives that nginx accepts in a context. */
export type DirectiveIn<C extends Context> = {
  [Name in DirectiveName]: C extends (typeof directives)[Name]["contexts"][number] ? Name : never;
}[DirectiveName];

/** The directives that are followed by a block. */
export const blockDirectives = ["if", "map"] as const;

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
  readonly text: string;
}

/** Bundles of directives (schema/fragments.ts) that other bundles and locations are made of. */
export const sharedLines = [
  "ask",
  "authCached",
  "gatewayAnswer",
  "keepAlive",
  "largeBuffers",
  "relativeRedirects",
  "verifyTls",
] as const;

export type SharedLines = (typeof sharedLines)[number];

/** The lines of another bundle. */
export interface Use {
  readonly kind: "use";
  readonly fragment: SharedLines;
}

/** What may stand inside `since` and `when`. */
type Plain<C extends Context> = Directive<C> | Comment | Use;

/** Lines for Frigate from a version on. */
export interface Since<C extends Context> {
  readonly kind: "since";
  readonly version: Version;
  readonly lines: readonly Plain<C>[];
}

/** Lines that are there while a condition holds. */
export interface When<C extends Context> {
  readonly kind: "when";
  readonly condition: Condition;
  readonly lines: readonly Plain<C>[];
}

export type Line<C extends Context> = Plain<C> | Since<C> | When<C>;

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

/** A directive inside a server. */
export const inServer = simple("server");

/** A comment above the next directive; the printer breaks it into lines. */
export const comment = (text: string): Comment => ({ kind: "comment", text });

/** Lines that only Frigate `version` and later get. */
export const since = <C extends Context>(version: Version, ...lines: Plain<C>[]): Since<C> => ({
  kind: "since",
  version,
  lines,
});

/** Lines that are there while `condition` holds. */
export const when = <C extends Context>(condition: Condition, ...lines: Plain<C>[]): When<C> => ({
  kind: "when",
  condition,
  lines,
});

/** The lines of a bundle in the place of this one. */
export const use = (fragment: SharedLines): Use => ({ kind: "use", fragment });

/** Answers with `status` right away where a variable is empty. */
export const returnIfEmpty = (variable: `$frigate_${string}`, status: string): Directive<"location"> => ({
  kind: "directive",
  context: "location",
  name: "if",
  args: [[`(${variable} = "")`]],
  block: [["return", status]],
});

/** Refuses a request where a variable is neither empty nor 0. */
export const refuseIf = <C extends "server" | "location">(variable: `$frigate_${string}`): Directive<C> => ({
  kind: "directive",
  context: "location" as C,
  name: "if" as DirectiveIn<C>,
  args: [[`(${variable})`]],
  block: [["return", "403"]],
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
