/** The report in a real browser: what it looks like, that it fits, and that a keyboard is enough. */
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import type { Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { reportPage } from "../../generator/inspect/report/page.ts";
import { startBrowser, type Browser } from "../e2e/browser.ts";
import { findChromium } from "../e2e/programs.ts";
import { scratchDirectory } from "../rig/scratch.ts";
import { fromRoot } from "../support/files.ts";
import { examples, findings, hostile, hostileReport, reportOf } from "./samples.ts";

const chromium = findChromium();
const needed = "needs Chromium (Debian's package chromium, or name one with $CHROMIUM)";
const named = (name: string): string => (chromium === null ? `${name} (${needed})` : name);

/** Where the pictures go, to be looked at. */
const pictures = fromRoot(".cache/report");

const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

const schemes = ["light", "dark"] as const;
const widths = [390, 1280] as const;
const views = widths.flatMap((width) => schemes.map((scheme) => ({ width, scheme })));

describe.skipIf(chromium === null)(named("the report in Chromium"), () => {
  let browser: Browser;
  const directory = scratchDirectory();
  /** What the open pages complained about. */
  let complaints: string[] = [];

  beforeAll(async () => {
    mkdirSync(pictures, { recursive: true });
    for (const example of examples) written(example, reportPage(reportOf(example)));
    written("findings", reportPage(reportOf("plain", findings)));
    browser = await startBrowser(chromium ?? "", new Map());
  });
  afterEach(async () => {
    await browser.reset();
    expect(complaints.splice(0)).toEqual([]);
  });
  afterAll(async () => {
    await browser?.stop();
  });

  const written = (name: string, page: string): void => writeFileSync(join(directory, `${name}.html`), page);

  /** Opens a report from disk. */
  async function opened(name: string, width = 1280, script = true): Promise<Page> {
    const { page, context } = await browser.newPerson();
    page.on("console", (message) => complaints.push(message.text()));
    page.on("pageerror", (error) => complaints.push(error.message));
    page.on("request", (request) => {
      if (!request.isNavigationRequest()) complaints.push(`asks for ${request.url()}`);
    });
    const session = await context.newCDPSession(page);
    // As on a phone, where they take no width.
    await session.send("Emulation.setScrollbarsHidden", { hidden: true });
    await session.send("Emulation.setScriptExecutionDisabled", { value: !script });
    await page.setViewportSize({ width, height: 844 });
    await page.goto(pathToFileURL(join(directory, `${name}.html`)).href);
    return page;
  }

  const rows = (page: Page) => page.locator("#route-table tbody tr");
  const shownRows = (page: Page) => page.locator("#route-table tbody tr:not([hidden])");
  const widthOf = (page: Page): Promise<number> => page.evaluate("document.documentElement.scrollWidth");

  /** These two have everything that a page may have between them. */
  describe.each(["kanidm", "findings"])("%s", (name) => {
    test.each(views)("at $width px, $scheme: a picture, and axe finds nothing", async ({ width, scheme }) => {
      const page = await opened(name, width);
      await page.emulateMedia({ colorScheme: scheme, reducedMotion: "reduce" });
      await page.screenshot({ path: join(pictures, `${name}-${width}-${scheme}.png`), fullPage: true });
      await unfold(page, "details:not(.listing)");
      expect(await violations(page)).toEqual([]);
    });
  });

  describe.each([...examples, "findings"])("%s", (name) => {
    test.each(widths)("fits into %i px", async (width) => {
      const page = await opened(name, width);
      await unfold(page, "details");
      expect(await widthOf(page)).toBe(width);
      expect(await cutOff(page)).toEqual([]);
    });
  });

  describe("filters, with the keyboard alone", () => {
    const focusOn = async (page: Page, selector: string): Promise<void> => {
      for (let presses = 0; presses < 40; presses += 1) {
        await page.keyboard.press("Tab");
        if (await page.evaluate(`document.activeElement.matches(${JSON.stringify(selector)})`)) return;
      }
      throw new Error(`Tab does not lead to ${selector}`);
    };

    test("by who may reach a route", async () => {
      const page = await opened("kanidm");
      const all = await rows(page).count();
      expect(await page.getByRole("status").textContent()).toBe(`${all} of ${all} routes`);
      await focusOn(page, "[name=access]");
      await page.keyboard.press("ArrowRight");
      await page.keyboard.press("ArrowRight");
      const left = await shownRows(page).count();
      expect(left).toBeGreaterThan(0);
      expect(left).toBe(await page.locator(`#route-table tr[data-access="public"]`).count());
      expect(await shownRows(page).locator(".badge").allTextContents()).toEqual(Array(left).fill("public"));
      expect(await page.getByRole("status").textContent()).toBe(`${left} of ${all} routes`);
    });

    test("by words, of which all must be there", async () => {
      const page = await opened("kanidm");
      await focusOn(page, "[name=words]");
      await page.keyboard.type("WEBRTC get");
      expect(await shownRows(page).locator("th").allTextContents()).toEqual([
        "= /live/webrtc/api/ws",
        "= /live/webrtc/webrtc.html",
      ]);
      await page.keyboard.type("nowhere");
      expect(await shownRows(page).count()).toBe(0);
      expect(await page.getByRole("status").textContent()).toBe("No route fits");
      await page.keyboard.press("Enter");
      expect(await page.evaluate("location.search")).toBe("");
    });

    test("the first press of Tab offers the way past the head of the page, and what has focus shows it", async () => {
      const page = await opened("kanidm", 390);
      await page.keyboard.press("Tab");
      const link = page.getByRole("link", { name: "Skip to the report" });
      const box = await link.boundingBox();
      expect(box?.y).toBeGreaterThanOrEqual(0);
      expect(await page.evaluate("getComputedStyle(document.activeElement).outlineStyle")).toBe("solid");
      await page.keyboard.press("Enter");
      expect(await page.evaluate("document.activeElement.id")).toBe("content");
    });
  });

  test("a finding's link opens the text of nginx.conf at its line", async () => {
    const page = await opened("findings");
    await page.getByRole("link", { name: "nginx.conf, line 12" }).first().click();
    await page.locator("#line-12:target").waitFor({ state: "visible" });
    expect(await violations(page)).toEqual([]);
  });

  describe("without scripts", () => {
    test.each(widths)("at %i px everything can be read, and no filter pretends to work", async (width) => {
      const page = await opened("kanidm", width, false);
      expect(await page.locator("#filters").isVisible()).toBe(false);
      expect(await rows(page).count()).toBeGreaterThan(20);
      expect(await shownRows(page).count()).toBe(await rows(page).count());
      await page.locator("summary", { hasText: /^Show \d+ lines$/ }).click();
      await page.locator("#line-1").waitFor({ state: "visible" });
      expect(await widthOf(page)).toBe(width);
    });
  });

  describe("a configuration that means harm", () => {
    test.each(hostile)("%s is text", async (text) => {
      written("hostile", reportPage(hostileReport(text)));
      for (const width of widths) {
        const page = await opened("hostile", width);
        expect(await page.title()).toContain(text);
        expect(await page.getByRole("heading", { level: 1 }).textContent()).toBe(text);
        // The report's own.
        expect(await page.locator("script, img, svg, iframe, [onerror], [onload], [onfocus]").count()).toBe(
          1,
        );
        expect(await widthOf(page)).toBe(width);
      }
    });
  });

  test("the policy lets nothing else run, be styled or be fetched", async () => {
    const page = reportPage(reportOf("plain"));
    const harm = `<script>document.title = "run"</script><style>body { display: none }</style><img src="http://192.0.2.1/x" alt="">`;
    written("harmed", page.replace("<main", `${harm}<main`));
    const harmed = await opened("harmed");
    expect(await harmed.title()).toContain("plain.nix");
    expect(await harmed.locator("body").isVisible()).toBe(true);
    // Each of the three is refused, and Chromium says so.
    const refused = complaints.splice(0);
    expect(refused.filter((complaint) => /Content Security Policy/.test(complaint))).toHaveLength(3);
  });

  test.each([
    ["html-has-lang", `document.documentElement.removeAttribute("lang")`],
    ["label", `document.querySelector("[for=words]").remove()`],
    [
      "heading-order",
      `document.querySelectorAll("h2").forEach((it) => it.replaceWith(Object.assign(document.createElement("h5"), { id: it.id, textContent: "a" })))`,
    ],
    ["color-contrast", `document.documentElement.style.setProperty("--muted", "#bbbbbb")`],
  ])("axe notices %s", async (rule, harm) => {
    const page = await opened("plain");
    await page.evaluate(harm);
    expect((await violations(page, rule)).map((violation) => violation.split(":")[0])).toContain(rule);
  });

  test("a word that does not fit is noticed", async () => {
    const page = await opened("plain", 390);
    await page.evaluate(`document.querySelector("h1").style.whiteSpace = "nowrap";
      document.querySelector("h1").textContent = "frigate.".repeat(20)`);
    expect(await widthOf(page)).toBeGreaterThan(390);
    expect(await cutOff(page)).toContainEqual(expect.stringContaining("H1"));
  });

  const unfold = (page: Page, selector: string): Promise<void> =>
    page.evaluate(
      `for (const details of document.querySelectorAll(${JSON.stringify(selector)})) details.open = true;`,
    );

  /** Elements whose text is wider than they are, in no box of its own that scrolls. */
  const cutOff = (page: Page): Promise<readonly string[]> =>
    page.evaluate(`
      [...document.querySelectorAll("main *, header *, footer *")]
        .filter((it) => it.clientWidth > 1 && it.scrollWidth > it.clientWidth + 1 && !it.closest("pre, .unseen"))
        // On a phone the heading of a table is only heard.
        .filter((it) => !(it.closest("thead")?.getBoundingClientRect().width <= 1))
        .map((it) => it.tagName + "." + it.className + ": " + it.textContent.slice(0, 60))
    `);

  /** What axe finds, by all of its rules or by one. */
  async function violations(page: Page, rule?: string): Promise<readonly string[]> {
    await page.evaluate(axe);
    const only = rule === undefined ? "" : `, runOnly: ["${rule}"]`;
    return page.evaluate(`
      axe.run({ exclude: [".line:nth-child(n + 20)"] }, { resultTypes: ["violations"]${only} }).then(({ violations }) =>
        violations.flatMap(({ id, nodes }) => nodes.map(({ html, failureSummary }) => id + ": " + html.slice(0, 160) + " " + failureSummary)),
      )
    `);
  }
});
