/**
 * Other people's settings of nginx, which locations inherit or which act before a host is known: under each of them attacks
 * find nothing, and everybody gets what they should.
 *
 * Each setting meets the three ways of knowing people: by Frigate's own sign-in, by a gateway, by a proxy in front. All attacks
 * are run where they are known to find what the setting opens, see settings.ts. Elsewhere the first of each family is, of the
 * families that depend on what is inherited (under-setting.ts).
 */
import { describe, expect, test } from "vitest";
import { nginxTree, type Rendered } from "../../generator/inspect/evaluate/configuration.ts";
import { serversOf } from "../../generator/inspect/nginx/effective.ts";
import { printNginx } from "../../generator/inspect/nginx/parse.ts";
import { exampleNamed, type ExampleName } from "./configurations.ts";
import { defaultsOfAllHosts, settings } from "./settings.ts";
import { subjectOf } from "./subject.ts";
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

describe("defaults of all hosts", () => {
  /** The servers that are nobody's virtual host: the identity server, and the listener for Frigate's own calls. */
  const ownServers = (rendered: Rendered): readonly string[] =>
    serversOf(nginxTree(rendered))
      .filter(({ listens }) => listens.some((listen) => /frigate-identity|^127\.0\.0\.1:5000/.test(listen)))
      .map(({ directive }) => printNginx({ file: "nginx.conf", body: [directive] }));

  test.each(examples)("%s: reach no server of Frigate's own", (example) => {
    const configuration = exampleNamed(example);
    const without = ownServers(subjectOf(configuration, "0.18").rendered());
    const withDefaults = subjectOf({ ...configuration, more: defaultsOfAllHosts }, "0.18").rendered();
    expect(without).not.toEqual([]);
    expect(ownServers(withDefaults)).toEqual(without);
  });
});
