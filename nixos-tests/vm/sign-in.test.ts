/** The browser of kanidm.nix: its script, driven by the test's own subtests, against a double of Kanidm. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { findNixpkgs } from "../../generator/inspect/evaluate/nixpkgs.ts";
import type { Double } from "../rig/double.ts";
import { removeScratch, scratchDirectory } from "../rig/scratch.ts";
import { fromRoot } from "../support/files.ts";
import { curlTo, drive, evaluateTest, hasPython, programsIn } from "./drive.ts";
import { password, startKanidmAndFrigate } from "./kanidm-double.ts";

const signIn = readFileSync(fromRoot("nixos-tests/vm/sign-in.sh"), "utf8");

describe.skipIf(!hasPython)("subtests of kanidm.nix that sign in (needs python3)", () => {
  const { testScript } = evaluateTest("kanidm", findNixpkgs(undefined));
  const scratch = scratchDirectory();
  let double: Double;
  beforeAll(async () => {
    double = await startKanidmAndFrigate();
  });
  afterAll(async () => {
    await double?.stop();
    removeScratch(scratch);
  });

  /** Runs subtests on a machine where Kanidm's own tool names this password. */
  function run(subtests: readonly string[], recovered = password): Promise<readonly string[]> {
    const port = Number(double.address.split(":").at(-1));
    const machine = programsIn(join(scratch, "bin"), {
      curl: curlTo({ "frigate.test:443": port, "idm.test:443": port }, "--insecure"),
      kanidmd: `cat <<'END'\n${JSON.stringify({ status: "ok", output: recovered })}\nEND`,
      "sign-in": `export TMPDIR=${scratch}\n${signIn}`,
    });
    return drive(testScript.replaceAll("/tmp/", `${scratch}/`), { machine }, subtests);
  }

  const roles = "Kanidm's groups are Frigate's roles";
  test.each([
    [roles, [roles]],
    ["A viewer is no administrator", [roles, "A viewer is no administrator"]],
    ["Who is in no group is turned away by Kanidm", ["Who is in no group is turned away by Kanidm"]],
  ])("%s", async (_, subtests) => {
    await run(subtests);
  });

  test("with another password nobody gets in", async () => {
    await expect(run([roles], "wrong")).rejects.toThrow("AssertionError");
  });
});
