/** What people need of the examples, besides being let in: headers for browsers, renewed cookies, directions. */
import { expect, test } from "vitest";
import { mutation } from "../rig/mutate.ts";
import { courtesies } from "./mutants/courtesies.ts";
import { configurations, nameOf, stand, subjectOf, type Configuration } from "./subject.ts";

test.each(configurations.map((one) => [nameOf(one), one] as const))("%s", async (_, configuration) => {
  const standing = await stand(subjectOf(configuration, "0.18"));
  const missing = await courtesies(standing);
  await standing.stop();
  expect(missing).toEqual([]);
});

test("what is missing is noticed", async () => {
  const example = configurations.find((one) => nameOf(one) === "authelia") as Configuration;
  const rude = mutation((directive) => (directive.name === "add_header" ? null : directive));
  const standing = await stand(subjectOf(example, "0.18"), rude);
  const missing = await courtesies(standing);
  await standing.stop();
  expect(missing.join("\n")).toMatch(
    /without responseHeaders[^]*keeps session=renewed[^]*leads to sign-in for good/,
  );
});
