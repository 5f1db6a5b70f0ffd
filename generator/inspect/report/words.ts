/** How the report writes counts, paths and code. */
import { h, type Content, type Html } from "./html.ts";

export const counted = (count: number, one: string, many = `${one}s`): string =>
  `${count} ${count === 1 ? one : many}`;

/** A part of the page that the overview links to. */
export const section = (id: string, title: string, ...content: readonly Content[]): Html =>
  h(
    "section",
    { id, "aria-labelledby": `${id}-heading` },
    h("h2", { id: `${id}-heading` }, title),
    ...content,
  );

/** Code; the hash of a store path tells a reader nothing, and is left out. */
export const code = (text: string): Html =>
  h("code", {}, text.replace(/(\/nix\/store\/)[a-z0-9]{32}-/g, "$1…-"));

/** The first letter as at the beginning of a sentence. */
export const sentence = (text: string): string => `${text.charAt(0).toUpperCase()}${text.slice(1)}`;

/** Prose in which `backquotes` mark code. */
export const prose = (text: string): Content =>
  text.split("`").map((part, index) => (index % 2 === 0 ? part : code(part)));
