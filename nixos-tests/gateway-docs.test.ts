/** The pages in docs/gateways: what they tell to write works, and what is written by hand stays. */
import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { gatewayDocs } from "../generator/emit/gateway-docs.ts";
import { readme } from "../generator/emit/readme.ts";
import { standIn } from "../generator/inspect/evaluate/nixpkgs.ts";
import { UserProblem } from "../generator/problem.ts";
import { gateways } from "../generator/schema/gateways.ts";
import { valueOf } from "./support/evaluate.ts";
import { fromRoot } from "./support/files.ts";

const names = Object.keys(gateways);
const pathOf = (name: string): string => `docs/gateways/${name}.md`;
const onDisk = (path: string): string => readFileSync(fromRoot(path), "utf8");
const nixBlocks = (page: string): readonly string[] =>
  [...page.matchAll(/^```nix\n(.*?)^```$/gms)].map(([, block]) => block ?? "");
/** Options below `services.frigate.nginx` that the notes show, indented. */
const snippets = (page: string): readonly string[] => page.match(/(?:^ {4}\S.*\n(?: {4}.*\n)*)/gm) ?? [];
const marks = /<!-- notes: written by hand -->(.*)<!-- \/notes -->/s;

describe.each(names)("%s", (name) => {
  const page = onDisk(pathOf(name));
  /** What to write; the last one is what the preset fills in. */
  const blocks = nixBlocks(page);

  test("its options can be written as they stand there", () => {
    const modules = [
      ...blocks.slice(0, -1),
      ...snippets(page.replace(/^```.*?^```$/gms, "")).map(
        (options) => `{ services.frigate.nginx = {\n${options}}; }`,
      ),
    ];
    const shown = valueOf(
      standIn,
      `{ imports = [ ${modules.map((module) => `(${module})`).join("\n")} ]; }`,
      "{ inherit (result) assertions warnings; conf = result.nginxConf != null; }",
    );
    expect(shown).toEqual({ assertions: [], warnings: [], conf: true });
  });

  test("the preset fills in what the page says", () => {
    const filled = blocks.at(-1) ?? "";
    const agrees = valueOf(
      standIn,
      `{ services.frigate.nginx.preset = "${name}"; }`,
      `lib.matchAttrs (${filled}).services.frigate.nginx config.services.frigate.nginx`,
    );
    expect(agrees).toBe(true);
  });

  test("it has notes", () => expect(marks.exec(page)?.[1]?.trim()).not.toBe(""));
});

test("notes are kept to the letter, whatever else is on the page", () => {
  const kept = "<!-- notes: written by hand -->\n\n$& \\1 `x`\n\n<!-- /notes -->";
  for (const { path, text } of gatewayDocs(() => `before\n${kept}\nafter`)) {
    expect(text, path).toContain(kept);
    expect(text, path).not.toMatch(/^(before|after)$/m);
  }
});

describe("without its marks a file is not overwritten, and one reads what to write", () => {
  const page = (text: string) => () => gatewayDocs((path) => (path === pathOf("authelia") ? text : ""));
  test.each([
    ["a page without notes", /^docs\/gateways\/authelia\.md.*<!-- notes/s, page("# Authelia\n")],
    ["notes without an end", /^docs\/gateways\/authelia\.md/, page("<!-- notes: written by hand -->\n")],
    ["README.md", /^README\.md.*<!-- corrections/s, () => readme("# Frigate\n<!-- /corrections -->")],
  ])("%s", (_, message, write) => {
    expect(write).toThrow(UserProblem);
    expect(write).toThrow(message);
  });
});
