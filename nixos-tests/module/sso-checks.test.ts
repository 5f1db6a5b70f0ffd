/** Assertions of single sign-on: the smallest configuration that brings each one up, what it says, and one that is fine. */
import { describe, expect, test } from "vitest";
import { routes } from "../../generator/schema/routes.ts";
import { standIn } from "../../generator/inspect/evaluate/nixpkgs.ts";
import { assertionsFrom, messageOf } from "../support/evaluate.ts";
import { everyNixpkgs } from "../support/nixpkgs.ts";
import { cases, quiet, variants } from "./sso-cases.ts";
import { ofEach } from "../support/evaluate.ts";
import { gateway, messagesOfEach, nginx } from "./sso-support.ts";

test("there is a case for every assertion", () => {
  const everything = nginx(`${gateway} signOutUrl = "/out";`);
  const count = assertionsFrom(standIn, "module/default.nix", everything, ["/frigate/checks.nix"]);
  // Two are about the internal listener and one is about addresses in variables, see checks.test.ts. The names of clients are
  // typed as well, and only nixpkgs' module system loses that, see sso-holes.test.ts. That of publicLocations is there when it
  // fails.
  expect(cases).toHaveLength(count - 4 + 1);
});

describe.each(everyNixpkgs)("with the %s", (_, nixpkgs) => {
  const all = [
    ...cases.flatMap(({ configuration, fine }) => [configuration, fine]),
    ...variants.map(([, configuration]) => configuration),
    ...quiet.map(([, configuration]) => configuration),
  ];
  const messages = new Map(messagesOfEach(nixpkgs, all).map((found, index) => [all[index] ?? "", found]));
  const assertionsOf = (configuration: string): readonly string[] =>
    messages.get(configuration)?.assertions ?? ["not asked"];

  test.each(cases)("refused: $what", ({ configuration, says, fine }) => {
    const found = assertionsOf(configuration);
    expect(found).toHaveLength(1);
    for (const part of says) expect(found[0]).toContain(part);
    expect(messages.get(fine)).toEqual({ assertions: [], warnings: [] });
  });

  test("every case is about another assertion", () => {
    const beginnings = cases.map(({ configuration }) => assertionsOf(configuration)[0]?.slice(0, 100));
    expect(new Set(beginnings).size).toBe(cases.length);
  });

  test.each(variants)("refused: %s", (_what, configuration, part) => {
    expect(assertionsOf(configuration)).toEqual([expect.stringContaining(part)]);
  });

  test.each(quiet)("fine: %s", (_what, configuration) => {
    expect(messages.get(configuration)).toEqual({ assertions: [], warnings: [] });
  });

  test("none of Frigate's locations can be given away", () => {
    const paths = Object.keys(routes).filter((matcher) => matcher.startsWith("/"));
    const away = paths.map((path) =>
      nginx(`${gateway} publicLocations."${path}" = "http://127.0.0.1:9091";`),
    );
    // Where Frigate's location has a backend, NixOS finds two and says so before any assertion is looked at.
    ofEach(nixpkgs, away, "result.assertions").forEach((found, index) => {
      if (found !== null)
        expect(found, paths[index]).toEqual([expect.stringContaining(`${paths[index]} is a`)]);
    });
  });

  test("a client without a name is told so", () => {
    const nameless = nginx('clients.robot = { addresses = [ "192.0.2.9" ]; paths = [ "/api/metrics" ]; };');
    expect(messageOf(nixpkgs, nameless)).toContain("services.frigate.nginx.clients.robot.user");
  });
});
