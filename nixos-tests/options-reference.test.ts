/** docs/options.md and docs/routes.md: every link leads somewhere, and what changes a route is told on both pages. */
import { existsSync, readFileSync } from "node:fs";
import { posix } from "node:path";
import { describe, expect, test } from "vitest";
import { everyPlace, placeGroups } from "../generator/schema/places.ts";
import { fromRoot } from "./support/files.ts";

const pages = ["docs/options.md", "docs/routes.md"] as const;
const textOf = (path: string): string => readFileSync(fromRoot(path), "utf8");

/** Sections by their headings, from heading to heading; an anchor above a heading belongs to it. */
const sectionsOf = (page: string): readonly string[] =>
  page.split(/(?=^<a id=)|(?<!<\/a>\n\n)(?=^#{1,3} )/m).slice(1);

/** The anchors of a section: the one that is written, and GitHub's for the heading (github-slugger). */
function anchorsOf(section: string): readonly string[] {
  const heading = /^#{1,3} (.*)$/m.exec(section)?.[1] ?? "";
  const slug = heading
    .toLowerCase()
    .replace(/[^\p{L}\p{N}_ -]/gu, "")
    .replace(/ /g, "-");
  return [...[...section.matchAll(/<a id="([^"]*)">/g)].map(([, id]) => id ?? ""), slug];
}

/** Targets of the links that do not leave the project. */
const linksIn = (text: string): readonly string[] =>
  [...text.matchAll(/\]\(([^()\s]+)\)/g)]
    .map(([, target]) => target ?? "")
    .filter((target) => !target.includes("://"));

/** `docs/routes.md#route-auth`, for a link on a page. */
function resolved(page: string, link: string): string {
  const [path = "", anchor] = link.split("#");
  const file = path === "" ? page : posix.join(posix.dirname(page), path);
  return anchor === undefined ? file : `${file}#${anchor}`;
}

const anchors = new Map(
  pages.map((page) => [page as string, sectionsOf(textOf(page)).flatMap(anchorsOf)] as const),
);

describe.each(pages)("%s", (page) => {
  test("every link leads somewhere", () => {
    const links = linksIn(textOf(page)).map((link) => resolved(page, link));
    const lost = links.filter((link) => {
      const [file = "", anchor] = link.split("#");
      return !existsSync(fromRoot(file)) || (anchor !== undefined && !anchors.get(file)?.includes(anchor));
    });
    expect(lost).toEqual([]);
    expect(links.length).toBeGreaterThan(100);
  });

  test("no anchor is there twice", () => {
    const found = anchors.get(page) ?? [];
    expect(found.filter((anchor, index) => anchor !== "" && found.indexOf(anchor) !== index)).toEqual([]);
  });
});

test("every place and every group has a section", () => {
  const sections = sectionsOf(textOf("docs/routes.md")).filter((section) => section.startsWith("<a id="));
  expect(sections).toHaveLength(everyPlace.length + Object.keys(placeGroups).length);
});

test("an option's links to routes, and theirs to options, are the same pairs", () => {
  const pairs = (page: string, line: string, from: (anchors: readonly string[]) => string | undefined) =>
    sectionsOf(textOf(page)).flatMap((section) => {
      const [, list = ""] = new RegExp(`^- ${line}: (.*)$`, "m").exec(section) ?? [];
      const here = `${page}#${from(anchorsOf(section)) ?? ""}`;
      return linksIn(list).map((link) => [here, resolved(page, link)] as const);
    });
  const there = pairs("docs/options.md", "changes", (found) => found.at(-1)).map((pair) => pair.join(" "));
  const back = pairs("docs/routes.md", "options that change it", (found) => found[0])
    .filter(([, target]) => target.startsWith("docs/options.md"))
    .map(([route, option]) => `${option} ${route}`);
  expect([...new Set(back)].toSorted()).toEqual([...new Set(there)].toSorted());
  expect(there.length).toBeGreaterThan(everyPlace.length);
});
