/** What people need of the examples, besides being let in: headers for browsers, renewed cookies, directions. */
import { expect, test } from "vitest";
import { mutation } from "../rig/mutate.ts";
import { missingConveniences } from "./conveniences/conveniences.ts";
import { configurations, exampleNamed, furtherConfigurations, nameOf } from "./configurations.ts";
import { stand, subjectOf } from "./subject.ts";

const all = [...configurations, ...furtherConfigurations];

test.each(all.map((one) => [nameOf(one), one] as const))("%s", async (_, configuration) => {
  const standing = await stand(subjectOf(configuration, "0.18"));
  const missing = await missingConveniences(standing);
  await standing.stop();
  expect(missing).toEqual([]);
});

test("what is missing is noticed", async () => {
  const bare = mutation((directive) => (directive.name === "add_header" ? null : directive));
  const standing = await stand(subjectOf(exampleNamed("authelia"), "0.18"), bare);
  const missing = await missingConveniences(standing);
  await standing.stop();
  expect(missing.join("\n")).toMatch(
    /without responseHeaders[^]*keeps session=renewed[^]*leads to sign-in for good/,
  );
});
