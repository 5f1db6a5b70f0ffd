/** Whatever text an option of ours is given: it is refused, or it changes exactly its own value and nothing else. */
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { hostile, renderings } from "../support/hostile.ts";
import {
  everyDirective,
  directivesOf,
  parseNginx,
  valuesOf,
  type Directive,
  type NginxFile,
} from "../../generator/inspect/nginx/parse.ts";

/** The tree with every directive that carries exactly this value taken out. */
function without(file: NginxFile, carries: (directive: Directive) => boolean): unknown {
  const strip = (directives: readonly Directive[]): unknown =>
    directives
      .filter((directive) => !carries(directive))
      .map((directive) => [
        directive.name,
        valuesOf(directive),
        directive.block && strip(directivesOf(directive.block)),
      ]);
  return strip(directivesOf(file.body));
}

describe("hostile values", () => {
  const plain = parseNginx(renderings("{ internalListen = value; }", ["127.0.0.1:5000"])[0] ?? "");
  const runs = 120;

  test("responseHeaders", () => {
    const values = fc.sample(hostile, { numRuns: runs, seed: 1 });
    const found = renderings("{ responseHeaders.X-Test = value; }", values);
    expect(found.some((text) => text !== null)).toBe(true);
    expect(found.some((text) => text === null)).toBe(true);
    found.forEach((conf, index) => {
      if (conf === null) return;
      const ours = (directive: Directive) =>
        directive.name === "add_header" &&
        valuesOf(directive)[0] === "X-Test" &&
        valuesOf(directive)[1] === values[index];
      expect(without(parseNginx(conf), ours), JSON.stringify(values[index])).toEqual(
        without(plain, () => false),
      );
    });
  });

  test("names of responseHeaders", () => {
    const names = fc.sample(hostile, { numRuns: runs, seed: 2 }).concat("X-Fine");
    const found = renderings('{ responseHeaders.${value} = "fine"; }', names);
    expect(found.at(-1)).not.toBeNull();
    found.forEach((conf, index) => {
      if (conf === null) return;
      expect(names[index]).toMatch(/^[A-Za-z][A-Za-z0-9-]*$/);
    });
  });

  test("internalListen", () => {
    const values = fc.sample(hostile, { numRuns: runs, seed: 3 });
    const isListener = (directive: Directive) => directive.name === "listen";
    renderings("{ internalListen = value; }", values).forEach((conf, index) => {
      if (conf === null) return;
      const file = parseNginx(conf);
      expect(without(file, isListener)).toEqual(without(plain, isListener));
      expect(everyDirective(file.body).filter(isListener).map(valuesOf)).toContainEqual([values[index]]);
    });
  });
});
