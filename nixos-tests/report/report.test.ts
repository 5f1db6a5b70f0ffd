/** The report as text: nothing becomes markup that was not meant to, nothing is fetched, and what is said is there. */
import { words } from "../../generator/inspect/collections.ts";
import fc from "fast-check";
import { readFileSync } from "node:fs";
import { createHash } from "node:crypto";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { UserProblem } from "../../generator/problem.ts";
import { standIn } from "../../generator/inspect/evaluate/nixpkgs.ts";
import { routeRows } from "../../generator/inspect/evaluate/routes.ts";
import { h, print, printDocument } from "../../generator/inspect/report/html.ts";
import { reportPage } from "../../generator/inspect/report/page.ts";
import { palettes, readable, visible, type Colour } from "../../generator/inspect/report/palette.ts";
import type { WayKind } from "../../generator/inspect/evaluate/identity.ts";
import { requestPath } from "../../generator/inspect/report/path.ts";
import { corrections } from "../../generator/schema/corrections.ts";
import { report } from "../../generator/inspect/verbs/report.ts";
import { scratchDirectory } from "../rig/scratch.ts";
import { fromRoot } from "../support/files.ts";
import { clean, examples, findings, hostile, hostileReport, reportOf, treeOf } from "./samples.ts";

describe("what is text stays text", () => {
  const unescaped = (html: string): string =>
    html
      .replaceAll("&lt;", "<")
      .replaceAll("&gt;", ">")
      .replaceAll("&quot;", `"`)
      .replaceAll("&#39;", "'")
      .replaceAll("&amp;", "&");

  test("in an element and in an attribute", () => {
    fc.assert(
      fc.property(fc.string({ unit: "grapheme-ascii" }), fc.constantFrom(...hostile, ""), (some, harm) => {
        const text = `${some}${harm}`;
        const [, attribute = "", content = ""] =
          /^<p id="([^"<>]*)">([^<>]*)<\/p>$/s.exec(print(h("p", { id: text }, text))) ?? [];
        expect([attribute, content].map(unescaped)).toEqual([text, text]);
      }),
    );
  });

  test.each([
    ["turned around", "/api/\u202egpj.exe", "/api/⟨U+202E⟩gpj.exe"],
    ["unseen", "/a\u200bpi", "/a⟨U+200B⟩pi"],
    ["control", "a\u0000b\u001bc", "a⟨U+0000⟩b⟨U+001B⟩c"],
    ["half a character", "a\ud800b", "a⟨U+D800⟩b"],
    ["a line", "a\n\tb", "a\n\tb"],
    ["another script", "öffne 門 🚪", "öffne 門 🚪"],
  ])("a character %s", (_, text, shown) => expect(print(text)).toBe(shown));

  test("a style or script cannot end itself", () => {
    const page = { title: "", style: "", script: "", body: "" };
    expect(() => printDocument({ ...page, style: "a{}</style>" })).toThrow(RangeError);
    expect(() => printDocument({ ...page, script: "'<!--<script>'" })).toThrow(RangeError);
  });

  test.each(hostile)("a configuration that says %s has no tag of its own", (text) => {
    const kinds = (page: string): ReadonlySet<string> =>
      new Set([...page.matchAll(/<([a-z0-9]+)/g)].map(([, tag]) => tag ?? ""));
    const page = reportPage(hostileReport(text));
    expect([...kinds(page)].filter((tag) => !kinds(reportPage(hostileReport("calm"))).has(tag))).toEqual([]);
    expect(page).not.toContain(text);
  });
});

describe.each(examples)("the page on %s", (example) => {
  const data = reportOf(example, findings);
  const page = reportPage(data);
  const all = (pattern: RegExp): readonly string[] =>
    [...page.matchAll(pattern)].map(([, found]) => found ?? "");

  test("its headings leave no level out", () => {
    const levels = all(/<h([1-6])/g).map(Number);
    expect(levels.filter((level) => level === 1)).toEqual([1]);
    expect(levels[0]).toBe(1);
    expect(levels.filter((level, index) => level > (levels[index - 1] ?? 0) + 1)).toEqual([]);
  });

  test("its ids are unique, and whatever names one finds it", () => {
    const ids = all(/ id="([^"]*)"/g);
    expect(ids.filter((id, index) => ids.indexOf(id) !== index)).toEqual([]);
    const named = all(/ (?:href="#|for="|aria-(?:controls|labelledby|describedby)=")([^"]*)"/g);
    expect(named.length).toBeGreaterThan(10);
    expect(named.filter((id) => !ids.includes(id))).toEqual([]);
  });

  test("it leads nowhere, loads nothing and styles nothing by attributes", () => {
    expect(all(/ (href(?!="#)|src|srcset|action|style|on[a-z]+)="/g)).toEqual([]);
    expect(page).not.toMatch(/<(link|img|iframe|object|embed|base|svg)\b|@import|url\(/);
  });

  test("its policy names its own style and script and nothing else", () => {
    const policy = all(/Content-Security-Policy" content="([^"]*)"/g)[0]?.replaceAll("&#39;", "'");
    const hash = (tag: string): string => {
      const [text = ""] = all(new RegExp(`<${tag}>(.*?)</${tag}>`, "gs"));
      return `'sha256-${createHash("sha256").update(text).digest("base64")}'`;
    };
    expect(policy).toBe(
      `default-src 'none'; style-src ${hash("style")}; script-src ${hash("script")}; base-uri 'none'; form-action 'none'`,
    );
  });

  test("it shows every route, and every correction with its reason", () => {
    const rows = routeRows(treeOf(example), data.hostname);
    expect(all(/<tr role="row" data-access="([a-z]+)"/g)).toEqual(rows.map(({ access }) => access));
    for (const { route } of rows)
      expect(page).toContain(`<th role="rowheader" scope="row">${print(h("code", {}, route))}`);
    const titles = data.differences.corrected.map(({ title }) => title);
    expect(titles).toContain(corrections.topLevel.title);
    for (const { because } of data.differences.corrected)
      expect(page).toContain(print(because.split("`")[0] ?? ""));
    expect(data.differences.unexplained).toEqual([]);
  });

  test("tables have a caption, and their headings a scope", () => {
    expect(all(/(<table[^>]*>)(?!<caption>)/g)).toEqual([]);
    expect(all(/<th (?![^>]*scope=)([^>]*)>/g)).toEqual([]);
  });

  test("it names the version of Frigate", () => expect(data.frigateVersion).toMatch(/^\d+\.\d+/));
});

describe("the audit", () => {
  const section = (page: string): string => /<section id="audit".*?<\/section>/s.exec(page)?.[0] ?? "";

  test("the worst comes first, with a link to its line where the page has it", () => {
    const audit = section(reportPage(reportOf("plain", findings)));
    expect([...audit.matchAll(/badge (\w+)/g)].map(([, severity]) => severity)).toEqual(
      words("critical high medium low"),
    );
    expect(audit).toContain("1 critical, 1 high, 1 medium, 1 low; 1 file not looked at.");
    expect([...audit.matchAll(/href="(#[^"]*)"/g)].map(([, href]) => href)).toEqual(["#line-12", "#line-12"]);
    expect(audit).toContain("/etc/nginx/other.conf:3:1");
    expect(audit).toContain("nginx.conf:999999:1");
    expect(audit).toContain("/etc/nginx/conf.d/missing.conf");
  });

  test("nothing found is said, with how much was looked at", () => {
    const audit = section(reportPage(reportOf("plain")));
    expect(audit).toContain("No finding.");
    expect(audit).toContain("31 locations were looked at.");
  });

  test("nothing found in files that were not all read says so, in the head of the page, too", () => {
    const page = reportPage(reportOf("plain", { ...clean, unread: ["/etc/nginx/a.conf"] }));
    expect(page.split("No finding; 1 file not looked at")).toHaveLength(3);
  });

  test("an audit that was not made is not shown as a clean one", () => {
    const audit = section(reportPage(reportOf("plain", null)));
    expect(audit).toContain("No audit was made.");
    expect(audit).not.toContain("No finding");
  });

  test("line numbers are those of the text on the page", () => {
    const { nginxConf } = reportOf("plain");
    const page = reportPage(reportOf("plain"));
    const lines = nginxConf.trimEnd().split("\n");
    const line = lines.findIndex((text) => text.includes("auth_request /auth")) + 1;
    expect(page).toContain(`id="line-${line}">${print(lines[line - 1] ?? "")}\n`);
  });
});

describe("the way of a request", () => {
  // Source: the examples' own options.
  test.each<[example: string, identityServer: boolean, ways: readonly [WayKind, string][]]>([
    [
      "kanidm",
      true,
      [
        ["internal listener", "nginx"],
        ["gateway", "nginx"],
        ["nobody", "refused"],
      ],
    ],
    [
      "plain",
      false,
      [
        ["internal listener", "nginx"],
        ["own sign-in", "frigate"],
      ],
    ],
    [
      "machine-clients",
      true,
      [
        ["internal listener", "nginx"],
        ["client", "nginx"],
        ["client", "nginx"],
        ["own sign-in", "frigate"],
      ],
    ],
    [
      "outer-proxy",
      true,
      [
        ["internal listener", "nginx"],
        ["trusted proxy", "nginx"],
        ["nobody", "refused"],
      ],
    ],
  ])("of %s", (example, identityServer, ways) => {
    const path = requestPath(treeOf(example), "frigate.example.com", null);
    expect(path.identityServer !== null).toBe(identityServer);
    expect(path.ways.map(({ kind, outcome }) => [kind, outcome])).toEqual(ways);
    expect(path.backends.map(({ name }) => name)).toHaveLength(4);
  });

  test("entrances: from the network, to the other one, and for this host", () => {
    expect(requestPath(treeOf("plain"), "frigate.example.com", null).entrances).toEqual([
      { listen: "0.0.0.0:443 ssl", reaches: "network" },
      { listen: "[::0]:443 ssl", reaches: "network" },
      { listen: "0.0.0.0:80", reaches: "redirect" },
      { listen: "[::0]:80", reaches: "redirect" },
      { listen: "127.0.0.1:5000", reaches: "host" },
    ]);
  });
});

describe("colours can be told apart", () => {
  /** Source: WCAG 2.2, definition of relative luminance. */
  const luminance = (colour: string): number => {
    const [red = 0, green = 0, blue = 0] = [1, 3, 5]
      .map((start) => Number.parseInt(colour.slice(start, start + 2), 16) / 255)
      .map((part) => (part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4));
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
  };
  const contrast = (one: string, other: string): number => {
    const [darker = 0, lighter = 0] = [luminance(one), luminance(other)].toSorted((a, b) => a - b);
    return (lighter + 0.05) / (darker + 0.05);
  };

  test("by WCAG's own examples", () => {
    expect(contrast("#000000", "#ffffff")).toBeCloseTo(21);
    expect(contrast("#777777", "#ffffff")).toBeCloseTo(4.48, 2);
  });

  describe.each(["light", "dark"] as const)("%s", (scheme) => {
    const palette: Readonly<Record<Colour, string>> = palettes[scheme];
    const below = (pairs: typeof readable, least: number) =>
      pairs.filter(([one, other]) => contrast(palette[one], palette[other]) < least);
    test("text", () => expect(below(readable, 4.5)).toEqual([]));
    test("controls and focus", () => expect(below(visible, 3)).toEqual([]));
  });

  test("every colour that text is written in is among those that are checked", () => {
    const css = readFileSync(fromRoot("generator/inspect/report/page.css"), "utf8");
    const used = [...css.matchAll(/[{;\s]color: var\(--([a-z-]+)\)/g)].map(([, name]) => name);
    const checked = new Set<string>(readable.map(([text]) => text));
    expect(used.length).toBeGreaterThan(10);
    expect(used.filter((name) => !checked.has(name ?? ""))).toEqual([]);
  });
});

describe("the verb", () => {
  const request = { files: [fromRoot("examples/plain.nix")], nixpkgs: standIn.directory, check: false };

  test("writes the page where it is told", () => {
    const directory = scratchDirectory();
    const output = join(directory, "report.html");
    report({ ...request, output });
    expect(readFileSync(output, "utf8")).toMatch(/^<!doctype html>.*<\/html>\n$/s);
    expect(() => report({ ...request, output: join(directory, "no", "report.html") })).toThrow(UserProblem);
  });
});
