/** Where the variables in a text get their values: what the client says, what a question was answered, what nginx knows. */
import type { Route } from "../nginx/effective.ts";
import { valuesOfLookup, type Lookup } from "../nginx/lookups.ts";
import { assignedHere, variablesIn } from "../nginx/variables.ts";

/** What a value went through on its way. */
export type Step = "set" | "escape" | "auth" | "lookup";

/** A variable of nginx's own at the end of a chain of the user's. */
export interface Source {
  /** Lower case, without `$`: `http_cookie`. */
  readonly name: string;
  /** From the text inwards. */
  readonly through: readonly Step[];
}

/** `map` and `geo`, by variable. */
export type Lookups = ReadonlyMap<string, Lookup>;

/** A route, and the one whose request it runs in when it is asked by subrequest: its variables are seen, too. */
export interface Scope {
  readonly route: Route;
  readonly main?: Route | undefined;
}

/** More texts than that are not told apart. */
const MOST_TEXTS = 64;

/** Where the values of a text's variables come from. What nothing in this request sets is empty, and left out. */
export function sourcesOf(text: string, scope: Scope, lookups: Lookups): readonly Source[] {
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
      const lookup = lookups.get(name);
      if (lookup === undefined) return [{ name, through }];
      return [lookup.source, ...valuesOfLookup(lookup)].flatMap((part) =>
        follow(part, [...through, "lookup"], inner),
      );
    });
  return follow(text, [], []);
}

/** Every text that the variables of the user's own can make of this one; nginx's variables stay. */
export function textsOf(
  text: string,
  scope: Scope,
  lookups: Lookups,
  seen: readonly string[] = [],
): readonly string[] {
  const name = variablesIn(text).find((one) => !seen.includes(one) && isOwn(one, scope, lookups));
  if (name === undefined) return [text];
  const setting = assignment(name, scope);
  const lookup = lookups.get(name);
  const values = setting !== undefined ? [setting.value] : lookup === undefined ? [] : valuesOfLookup(lookup);
  const spelled = new RegExp(`\\$(?:\\{${name}\\}|${name}\\b)`, "gi");
  return values
    .flatMap((value) => textsOf(value, scope, lookups, [...seen, name]))
    .slice(0, MOST_TEXTS)
    .flatMap((value) =>
      textsOf(
        text.replace(spelled, () => value),
        scope,
        lookups,
        [...seen, name],
      ),
    )
    .slice(0, MOST_TEXTS);
}

function isOwn(name: string, scope: Scope, lookups: Lookups): boolean {
  const setting = assignment(name, scope);
  return setting === undefined ? lookups.has(name) : setting.by === "set";
}

interface Setting {
  readonly by: "set" | "set_escape_uri" | "auth";
  readonly value: string;
}

/** nginx runs no auth_request inside a subrequest, so there only what `set` did counts. */
function assignment(name: string, { route, main }: Scope): Setting | undefined {
  const found =
    assignedHere(route, name, main === undefined ? "auth" : "rewrite") ??
    (main && assignedHere(main, name, "rewrite"));
  return found && { by: settingBy(found.by), value: found.value ?? "" };
}

const settingBy = (by: string): Setting["by"] => (by === "auth" || by === "set_escape_uri" ? by : "set");

/** What the client can choose freely. */
export const isOfClient = ({ name, through }: Source): boolean =>
  !through.includes("auth") &&
  /^(?:(?:http|arg|cookie)_\w+|args|query_string|request_uri|request|uri|document_uri|host|request_body)$/.test(
    name,
  );
