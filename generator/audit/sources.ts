/** Where the variables in a text get their values: what the client says, what a question was answered, what nginx knows. */
import type { Route } from "../evaluate/nginx/effective.ts";
import { directivesNamed, directivesOf, valuesOf, type NginxFile } from "../evaluate/nginx/parse.ts";
import { authTarget } from "../evaluate/nginx/variables.ts";

/** What a value went through on its way. */
export type Step = "set" | "escape" | "auth" | "table";

/** A variable of nginx's own at the end of a chain of the user's. */
export interface Source {
  /** Lower case, without `$`: `http_cookie`. */
  readonly name: string;
  /** From the text inwards. */
  readonly through: readonly Step[];
}

/** `map` and `geo`, by variable. */
export type Tables = ReadonlyMap<string, Table>;

interface Table {
  /** What is looked up. */
  readonly key: string;
  readonly values: readonly string[];
}

/** A route, and the one whose request it runs in when it is asked by subrequest: its variables are seen, too. */
export interface Scope {
  readonly route: Route;
  readonly main?: Route | undefined;
}

const VARIABLE = /\$(?:\{(\w+)\}|(\w+))/g;
const SETTERS: readonly string[] = ["set", "set_escape_uri", "set_unescape_uri"];
const FLAGS: readonly string[] = ["hostnames", "volatile", "ranges", "proxy_recursive", "delete"];
/** More texts than that are not told apart. */
const MOST_TEXTS = 64;

/** Names of the variables in a text, in order. */
export function variablesIn(text: string): readonly string[] {
  return [...text.matchAll(VARIABLE)].map(([, braced, bare]) => (braced ?? bare ?? "").toLowerCase());
}

export function tablesOf(file: NginxFile): Tables {
  const http = directivesNamed(file.body, "http").flatMap(({ block }) => directivesOf(block));
  return new Map(
    http
      .filter(({ name }) => name === "map" || name === "geo")
      .map((table) => {
        const words = valuesOf(table);
        const key = words.length > 1 ? (words[0] ?? "") : "$remote_addr";
        const entries = directivesOf(table.block).filter(({ name }) => !FLAGS.includes(name));
        const variable = (words.at(-1) ?? "").replace(/^\$/, "").toLowerCase();
        return [variable, { key, values: entries.map((entry) => entry.args[0]?.value ?? "") }] as const;
      }),
  );
}

/** Where the values of a text's variables come from. What nothing in this request sets is empty, and left out. */
export function sourcesOf(text: string, scope: Scope, tables: Tables): readonly Source[] {
  const follow = (value: string, through: readonly Step[], seen: readonly string[]): readonly Source[] =>
    variablesIn(value).flatMap((name) => {
      if (seen.includes(name)) return [];
      const inner = [...seen, name];
      const setting = assignment(name, scope);
      switch (setting?.by) {
        case "auth":
          return variablesIn(setting.value).map((answer) => ({
            name: answer,
            through: [...through, "auth"],
          }));
        case "set_escape_uri":
          return follow(setting.value, [...through, "escape"], inner);
        case "set":
          return follow(setting.value, [...through, "set"], inner);
      }
      const table = tables.get(name);
      if (table === undefined) return [{ name, through }];
      return [table.key, ...table.values].flatMap((part) => follow(part, [...through, "table"], inner));
    });
  return follow(text, [], []);
}

/** Every text that the variables of the user's own can make of this one; nginx's variables stay. */
export function textsOf(
  text: string,
  scope: Scope,
  tables: Tables,
  seen: readonly string[] = [],
): readonly string[] {
  const name = variablesIn(text).find((one) => !seen.includes(one) && isOwn(one, scope, tables));
  if (name === undefined) return [text];
  const setting = assignment(name, scope);
  const values = setting === undefined ? (tables.get(name)?.values ?? []) : [setting.value];
  const spelled = new RegExp(`\\$(?:\\{${name}\\}|${name}\\b)`, "gi");
  return values
    .flatMap((value) => textsOf(value, scope, tables, [...seen, name]))
    .slice(0, MOST_TEXTS)
    .flatMap((value) =>
      textsOf(
        text.replace(spelled, () => value),
        scope,
        tables,
        [...seen, name],
      ),
    )
    .slice(0, MOST_TEXTS);
}

function isOwn(name: string, scope: Scope, tables: Tables): boolean {
  const setting = assignment(name, scope);
  return setting === undefined ? tables.has(name) : setting.by === "set";
}

interface Assignment {
  readonly by: "set" | "set_escape_uri" | "auth";
  readonly value: string;
}

/** The last one counts, and `auth_request_set` comes after all of `set`. */
function assignment(name: string, { route, main }: Scope): Assignment | undefined {
  return assignedIn(route, name, main === undefined) ?? (main && assignedIn(main, name, false));
}

function assignedIn(route: Route, name: string, answered: boolean): Assignment | undefined {
  const setting = (names: readonly string[]) =>
    route.directives
      .map(({ directive }) => directive)
      .findLast(
        (one) => names.includes(one.name) && one.args[0]?.value.replace(/^\$/, "").toLowerCase() === name,
      );
  const answer = answered ? setting(["auth_request_set"]) : undefined;
  if (answer !== undefined) {
    return { by: "auth", value: authTarget(route) === null ? "" : (answer.args[1]?.value ?? "") };
  }
  const own = setting(SETTERS);
  if (own === undefined) return undefined;
  return { by: own.name === "set_escape_uri" ? own.name : "set", value: own.args[1]?.value ?? "" };
}

/** What the client can choose freely. */
export const isOfClient = ({ name, through }: Source): boolean =>
  !through.includes("auth") &&
  /^(?:(?:http|arg|cookie)_\w+|args|query_string|request_uri|request|uri|document_uri|host|request_body)$/.test(
    name,
  );
