/** Variables that are looked up: `map source $variable { … }` and `geo [address] $variable { … }`. */
import { directivesOf, inHttp, valuesOf, type NginxFile } from "./tree.ts";

export interface Lookup {
  readonly kind: "map" | "geo";
  /** The text or address that is looked up, with variables. */
  readonly source: string;
  /** In order, `default` and {@link flags} among them. */
  readonly entries: readonly (readonly [key: string, value: string])[];
}

/** Words in the block that are no keys. */
export const flags: readonly string[] = ["hostnames", "volatile", "ranges", "proxy_recursive"];

/** Every `map` and `geo`, by its variable in lower case without `$`; of two for the same variable the last counts. */
export const lookupsOf = (file: NginxFile): ReadonlyMap<string, Lookup> =>
  new Map(
    (["map", "geo"] as const)
      .flatMap((kind) => inHttp(file, kind).map((directive) => ({ kind, directive })))
      .map(({ kind, directive }) => {
        const values = valuesOf(directive);
        const [source = "", variable = ""] = values.length > 1 ? values : ["$remote_addr", ...values];
        const entries = directivesOf(directive.block).map(
          (entry) => [entry.name, valuesOf(entry).join(" ")] as const,
        );
        return [variableName(variable), { kind, source, entries }] as const;
      }),
  );

/** `$Name` as nginx knows it: `name`. */
export const variableName = (spelled: string): string => spelled.replace(/^\$/, "").toLowerCase();

/** The values that a lookup can have, `default` included. */
export const valuesOfLookup = ({ entries }: Lookup): readonly string[] =>
  entries.filter(([key]) => !flags.includes(key) && key !== "delete").map(([, value]) => value);

/**
 * A lookup by what it does (ngx_http_map_module, ngx_http_geo_module): plain keys ignore case and order, expressions are
 * tried in turn, no default means the empty string.
 */
export function showLookup({ kind, source, entries }: Lookup, resolve: (text: string) => string): string {
  const plain = new Map<string, string>();
  const expressions: string[] = [];
  const switches: string[] = [];
  let fallback = "";
  for (const [key, written] of entries) {
    const value = resolve(written);
    if (key === "default") fallback = value;
    else if (flags.includes(key)) switches.push(key);
    else if (kind === "map" && key.startsWith("~")) expressions.push(`${key}=>${value}`);
    else plain.set(key.replace(/^\\/, "").toLowerCase(), value);
  }
  const listed = [...plain].map(([key, value]) => `${key}=>${value}`).sort();
  const all = [...switches.sort(), ...listed, ...expressions, `default=>${fallback}`];
  return `$${kind}(${resolve(source)}){${all.join("; ")}}`;
}
