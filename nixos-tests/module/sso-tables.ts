/** nginx's `map` and `geo` as functions: what a variable of a rendered configuration comes to for a request. */
import { BlockList, isIPv6 } from "node:net";
import { flags, type Lookup } from "../../generator/inspect/nginx/lookups.ts";

/** nginx's own variables of a request, without `$`; any other is empty. */
export type Request = Readonly<Record<string, string>>;

/** Text with its variables replaced, as nginx does when a request asks for it. */
export function evaluateText(text: string, request: Request, tables: ReadonlyMap<string, Lookup>): string {
  return text.replace(/\$(?:\{(\w+)\}|(\w+))/g, (_, braced?: string, bare?: string) => {
    const name = braced ?? bare ?? "";
    const table = tables.get(name);
    if (table === undefined) return request[name] ?? "";
    const { value, captures } = find(table, evaluateText(table.source, request, tables));
    return evaluateText(value, { ...request, ...captures }, tables);
  });
}

interface Found {
  readonly value: string;
  /** Named groups of the expression that has matched, which nginx takes for variables. */
  readonly captures: Request;
}

/** The value of a table for a text or an address. */
export const lookUp = (table: Lookup, subject: string): string => find(table, subject).value;

const find = (table: Lookup, subject: string): Found =>
  table.kind === "geo" ? { value: findNetwork(table, subject), captures: {} } : findText(table, subject);

/**
 * ngx_http_map_module: texts first, whatever their case, then names below a domain where the map says `hostnames`, then
 * expressions in order; a leading backslash is taken off. No expression is tried for an empty text.
 */
function findText({ entries }: Lookup, subject: string): Found {
  const isExpression = (key: string): boolean => key.startsWith("~");
  const fallback = entries.find(([key]) => key === "default")?.[1] ?? "";
  const texts = entries.filter(([key]) => !isExpression(key) && key !== "default" && !flags.includes(key));
  const exact = texts.find(([key]) => key.replace(/^\\/, "").toLowerCase() === subject.toLowerCase());
  const below = entries.some(([key]) => key === "hostnames")
    ? texts.find(([key]) => key.startsWith("*.") && subject.toLowerCase().endsWith(key.slice(1)))
    : undefined;
  const text = exact ?? below;
  if (text !== undefined) return { value: text[1], captures: {} };
  for (const [key, value] of subject === "" ? [] : entries.filter(([key]) => isExpression(key))) {
    const match = expressionOf(key).exec(bytesOf(subject));
    if (match !== null) return { value, captures: { ...match.groups } };
  }
  return { value: fallback, captures: {} };
}

const expressions = new Map<string, RegExp>();

/** An expression of PCRE, which works on bytes here: `\s` is the white space of ASCII, `\z` the very end. */
function expressionOf(key: string): RegExp {
  const known = expressions.get(key);
  if (known !== undefined) return known;
  const [, star, pattern = ""] = /^~(\*?)(.*)$/s.exec(key) ?? [];
  const source = bytesOf(pattern).replace(/\\[^]/g, (escape) => {
    if (escape === "\\z") return "(?![^])";
    return escape === "\\s" ? "[\\t-\\r ]" : escape;
  });
  const made = new RegExp(source, star === "*" ? "is" : "");
  expressions.set(key, made);
  return made;
}

/** A character for each byte of the text in UTF-8. */
export const bytesOf = (text: string): string => Buffer.from(text, "utf8").toString("latin1");

/** ngx_http_geo_module; networks with different values do not overlap in what is rendered. */
function findNetwork({ entries }: Lookup, address: string): string {
  const family = isIPv6(address) ? "ipv6" : "ipv4";
  const found = entries.find(([network]) => {
    if (network === "default" || isIPv6(network.split("/")[0] ?? "") !== (family === "ipv6")) return false;
    const [base = "", length] = network.split("/");
    const list = new BlockList();
    list.addSubnet(base, Number(length ?? (family === "ipv6" ? 128 : 32)), family);
    return list.check(address, family);
  });
  return (found ?? entries.find(([key]) => key === "default"))?.[1] ?? "";
}
