/** `npm run comparison`: runs it and writes docs/comparison.md. */
import { writeFileSync } from "node:fs";
import { format, resolveConfig } from "prettier";
import { fromRoot } from "../support/files.ts";
import { contest, contestants, examples, promisesTable, matrixPart, type Contest } from "./comparison.ts";

const file = fromRoot("docs/comparison.md");

const introduction = `<!-- Written by \`npm run comparison\`. -->

# What the same attacks find elsewhere

Four configurations in a real nginx, with the same doubles of Frigate 0.18 and of oauth2-proxy behind it, put to the same attacks and to
the same access matrix: what nixpkgs' own module renders, this module without any option of its own, the overrides from the
forum that put oauth2-proxy in front of nixpkgs' module, and this module with oauth2-proxy.

A promise "fails" when the attack finds anything at all; what it finds first is listed below the tables. "admin" stands where all that is
found is that a viewer arrives as an administrator: in the forum's overrides everybody does. What is found in nixpkgs' module
comes from three things, mostly: a cache that does not know people apart, the client's Host and path in what Frigate judges
cameras by, and \`/api/login\` as a prefix.

## Attacks
`;

async function main(): Promise<void> {
  const contests: Contest[] = [];
  for (const contestant of contestants) contests.push(await contest(contestant));
  const text = [
    introduction,
    promisesTable(contests),
    "## What is found first\n",
    ...contests.map(examples),
    "## Access matrix\n\nEvery route × everybody who may ask × six methods (`npm run -s matrix`).\n",
    ...contests.map(matrixPart),
  ].join("\n");
  const options = (await resolveConfig(file)) ?? {};
  writeFileSync(file, await format(text, { ...options, filepath: file }));
}

await main();
