/**
 * Other people's settings of nginx, which locations inherit or which act before a host is known: under each of them attacks
 * find nothing, and everybody gets what they should.
 *
 * Each setting meets the three ways of knowing people: by Frigate's own sign-in, by a gateway, by a proxy in front. All attacks
 * are run where they are known to find what the setting opens, see settings.ts. Elsewhere the first of each family is, of the
 * families that depend on what is inherited (under-setting.ts).
 */
import { describe, expect, test } from "vitest";
import { exampleNamed, type ExampleName } from "./configurations.ts";
import { settings } from "./settings.ts";
import { findingsUnder, subjectUnder } from "./under-setting.ts";

const examples: readonly ExampleName[] = ["plain", "kanidm-oauth2-proxy", "outer-proxy"];

describe.each(settings)("$name", (setting) => {
  test.concurrent.each(examples)("%s", async (example) => {
    const subject = subjectUnder(setting, exampleNamed(example));
    if (setting.refused?.authority === subject.authority.kind) {
      expect(() => subject.rendered()).toThrow(setting.refused.saying);
    } else {
      expect(await findingsUnder(setting, subject)).toEqual([]);
    }
  });
});
