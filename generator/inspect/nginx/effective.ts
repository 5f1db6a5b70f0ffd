import { inheritanceOf } from "./inheritance.ts";
import {
  directivesNamed,
  directivesOf,
  valuesOf,
  type Directive,
  type NginxFile,
  type Position,
} from "./tree.ts";

/** How a location matches: prefix (""), exact, prefix that stops regexes, the two regexes, named. */
export type Modifier = "" | "=" | "^~" | "~" | "~*" | "@";

export interface Matcher {
  readonly modifier: Modifier;
  /** Path, regex, or the name after `@`. */
  readonly pattern: string;
}

export interface Server {
  /** The `server` directive itself. */
  readonly directive: Directive;
  /** `server_name` values; empty where there is none. */
  readonly names: readonly string[];
  /** One entry per `listen`, its arguments joined by a space; `*:80` where there is none. */
  readonly listens: readonly string[];
}

export type Level = "http" | "server" | "location";

/** A directive in force in a location, and where it was written. */
export interface Effective {
  readonly directive: Directive;
  readonly level: Level;
  /** False for what comes from an enclosing block. */
  readonly own: boolean;
  /** The location it was written in; null for http and server level. `alias` and `rewrite` mean this one's path. */
  readonly writtenIn: Matcher | null;
}

/** A location and what nginx does in it after inheritance. */
export interface Route {
  readonly matcher: Matcher;
  readonly server: Server;
  /** 0 at the top level of the server, 1 inside another location … */
  readonly depth: number;
  readonly nestedIn: Matcher | null;
  readonly position: Position;
  /** In force here, outermost first, order of the text kept within a level. */
  readonly directives: readonly Effective[];
}

/** The servers of every `http` block, in order. */
export function serversOf(file: NginxFile): readonly Server[] {
  return httpBlocks(file).flatMap((http) => directivesNamed(http.block, "server").map(readServer));
}

/**
 * Every location, nested ones too, with the directives in force in it; a nested location comes right after the one it
 * stands in. A location the server never reaches because an outer one has the same matcher is listed like any other.
 */
export function effectiveRoutes(file: NginxFile): readonly Route[] {
  return httpBlocks(file).flatMap((http) =>
    directivesNamed(http.block, "server").flatMap((directive) => {
      const server = readServer(directive);
      const levels: readonly LevelBlock[] = [
        { level: "http", matcher: null, directives: directivesOf(http.block) },
        { level: "server", matcher: null, directives: directivesOf(directive.block) },
      ];
      return locationsIn(directive).flatMap((location) => routesOf(location, server, levels, []));
    }),
  );
}

/** `= /api/login`, `/ws`, `@sign_in`. */
export function showMatcher({ modifier, pattern }: Matcher): string {
  return modifier === "" || modifier === "@" ? `${modifier}${pattern}` : `${modifier} ${pattern}`;
}

interface LevelBlock {
  readonly level: Level;
  readonly matcher: Matcher | null;
  readonly directives: readonly Directive[];
}

function httpBlocks(file: NginxFile): readonly Directive[] {
  return directivesNamed(file.body, "http");
}

function locationsIn(directive: Directive): readonly Directive[] {
  return directivesNamed(directive.block, "location");
}

function readServer(directive: Directive): Server {
  const listens = directivesNamed(directive.block, "listen").map((listen) => valuesOf(listen).join(" "));
  return {
    directive,
    names: directivesNamed(directive.block, "server_name").flatMap(valuesOf),
    listens: listens.length === 0 ? ["*:80"] : listens,
  };
}

function routesOf(
  location: Directive,
  server: Server,
  outer: readonly LevelBlock[],
  ancestors: readonly Matcher[],
): readonly Route[] {
  const matcher = readMatcher(location);
  const levels: readonly LevelBlock[] = [
    ...outer,
    { level: "location", matcher, directives: directivesOf(location.block) },
  ];
  const route: Route = {
    matcher,
    server,
    depth: ancestors.length,
    nestedIn: ancestors.at(-1) ?? null,
    position: location.position,
    directives: inForce(levels),
  };
  const nested = locationsIn(location).flatMap((inner) =>
    routesOf(inner, server, levels, [...ancestors, matcher]),
  );
  return [route, ...nested];
}

/** `location = /x`, `location =/x` and `location @x` (ngx_http_core_location). */
function readMatcher(location: Directive): Matcher {
  const [first = "", second] = valuesOf(location);
  if (second !== undefined) {
    return isModifier(first) ? { modifier: first, pattern: second } : { modifier: "", pattern: second };
  }
  const glued = /^(=|\^~|~\*|~|@)(.*)$/s.exec(first);
  const modifier = glued?.[1] ?? "";
  return { modifier: isModifier(modifier) ? modifier : "", pattern: glued?.[2] ?? first };
}

function isModifier(text: string): text is Modifier {
  return ["", "=", "^~", "~", "~*", "@"].includes(text);
}

/** Merges the levels, the last being the location itself, by the table in inheritance.ts. */
function inForce(levels: readonly LevelBlock[]): readonly Effective[] {
  const innermost = innermostLevelOfGroup(levels);
  return levels.flatMap(({ level, matcher, directives }, index) => {
    const own = index === levels.length - 1;
    return directives
      .filter((directive) => {
        const { rule, group } = inheritanceOf(directive.name);
        switch (rule) {
          case "value":
          case "list":
            return innermost.get(group) === index;
          case "own":
            return own;
          case "rewrite":
            return own || level === "server";
          case "frame":
            return false;
          default:
            return rule satisfies never;
        }
      })
      .map((directive) => ({ directive, level, own, writtenIn: matcher }));
  });
}

function innermostLevelOfGroup(levels: readonly LevelBlock[]): ReadonlyMap<string, number> {
  return new Map(
    levels.flatMap(({ directives }, index) =>
      directives.map((directive) => [inheritanceOf(directive.name).group, index] as const),
    ),
  );
}
