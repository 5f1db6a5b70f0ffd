/**
 * HTML as data. What a page says is written as text and escaped when the page is written out, so that nothing a
 * configuration says can become markup; a link leads to a place in the page and nowhere else, so that nothing is fetched.
 */
import { createHash } from "node:crypto";

type Tag =
  | "a"
  | "article"
  | "caption"
  | "code"
  | "dd"
  | "details"
  | "div"
  | "dl"
  | "dt"
  | "fieldset"
  | "figcaption"
  | "figure"
  | "footer"
  | "form"
  | "h1"
  | "h2"
  | "h3"
  | "header"
  | "input"
  | "label"
  | "legend"
  | "li"
  | "main"
  | "nav"
  | "ol"
  | "p"
  | "pre"
  | "section"
  | "span"
  | "strong"
  | "summary"
  | "table"
  | "tbody"
  | "td"
  | "th"
  | "thead"
  | "tr"
  | "ul";

/** The attributes there are: none that runs something (`on…`), loads something (`src`) or styles (`style`). */
export interface Attributes {
  readonly class?: string;
  readonly id?: string;
  /** Within the page. */
  readonly href?: `#${string}`;
  readonly role?: "cell" | "columnheader" | "region" | "row" | "rowgroup" | "rowheader" | "status" | "table";
  readonly scope?: "col" | "row";
  readonly for?: string;
  readonly type?: "radio" | "search";
  readonly name?: string;
  readonly value?: string;
  readonly autocomplete?: "off";
  readonly spellcheck?: "false";
  readonly tabindex?: "0" | "-1";
  readonly hidden?: true;
  readonly checked?: true;
  readonly "aria-controls"?: string;
  readonly "aria-describedby"?: string;
  readonly "aria-hidden"?: "true";
  readonly "aria-label"?: string;
  readonly "aria-labelledby"?: string;
  readonly "data-access"?: string;
  readonly "data-label"?: string;
}

export interface Html {
  readonly tag: Tag;
  readonly attributes: Attributes;
  readonly content: readonly Content[];
}

/** Text, an element, or several of them. */
export type Content = string | Html | readonly Content[];

/** An element; strings in `content` are text. */
export const h = (tag: Tag, attributes: Attributes = {}, ...content: readonly Content[]): Html => ({
  tag,
  attributes,
  content,
});

/** A whole page: its own one style and one script, which are ours and no data, and what stands in `body`. */
export interface Document {
  readonly title: string;
  readonly style: string;
  readonly script: string;
  readonly body: Content;
}

const voidTags: ReadonlySet<Tag> = new Set(["input"]);

/**
 * The page as text.
 * @throws RangeError when style or script would end their own element.
 */
export function printDocument({ title, style, script, body }: Document): string {
  return [
    "<!doctype html>",
    `<html lang="en">`,
    "<head>",
    `<meta charset="utf-8">`,
    `<meta http-equiv="Content-Security-Policy" content="${escaped(policy(style, script))}">`,
    `<meta name="viewport" content="width=device-width, initial-scale=1">`,
    `<meta name="color-scheme" content="light dark">`,
    `<meta name="referrer" content="no-referrer">`,
    `<title>${escaped(title)}</title>`,
    `<style>${raw(style)}</style>`,
    "</head>",
    "<body>",
    print(body),
    `<script>${raw(script)}</script>`,
    "</body>",
    "</html>",
    "",
  ].join("\n");
}

/** Nothing runs and nothing styles but what the hashes name; nothing is fetched, nothing is sent. */
function policy(style: string, script: string): string {
  const hash = (text: string): string => `'sha256-${createHash("sha256").update(text).digest("base64")}'`;
  return [
    "default-src 'none'",
    `style-src ${hash(style)}`,
    `script-src ${hash(script)}`,
    "base-uri 'none'",
    "form-action 'none'",
  ].join("; ");
}

function raw(text: string): string {
  if (/<[/!]|<script/i.test(text)) throw new RangeError("a style or script with markup in it");
  return text;
}

/** Content as HTML text. */
export function print(content: Content): string {
  if (typeof content === "string") return escaped(content);
  if (!("tag" in content)) return content.map(print).join("");
  const { tag, attributes } = content;
  const start = `<${tag}${Object.entries(attributes).map(printAttribute).join("")}>`;
  return voidTags.has(tag) ? start : `${start}${content.content.map(print).join("")}</${tag}>`;
}

const printAttribute = ([name, value]: readonly [string, string | boolean]): string =>
  value === true ? ` ${name}` : ` ${name}="${escaped(String(value))}"`;

const entities: ReadonlyMap<string, string> = new Map([
  ["&", "&amp;"],
  ["<", "&lt;"],
  [">", "&gt;"],
  [`"`, "&quot;"],
  ["'", "&#39;"],
]);

/** Characters that show nothing, or turn the direction of what follows: a path must not look like another one. */
const unseen = /[\0-\x08\v\f\x0e-\x1f\x7f-\x9f\xad\u2028\u2029\p{Bidi_Control}\p{Cf}\p{Cs}]/gu;

const escaped = (text: string): string =>
  text
    .replace(unseen, (character) => `⟨U+${codePoint(character)}⟩`)
    .replace(/[&<>"']/g, (character) => entities.get(character) ?? "");

const codePoint = (character: string): string =>
  (character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, "0");
