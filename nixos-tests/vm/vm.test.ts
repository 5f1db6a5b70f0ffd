/** The VM tests without virtual machines: their machines evaluate, and parts of their scripts run against a real nginx. */
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { findNixpkgs } from "../../generator/inspect/evaluate/nixpkgs.ts";
import { mutation, type Mutation } from "../rig/mutate.ts";
import { startRig, type Rig } from "../rig/rig.ts";
import { removeScratch, scratchDirectory } from "../rig/scratch.ts";
import { everyNixpkgs } from "../support/nixpkgs.ts";
import { curlTo, drive, evaluateTest, hasPython, programsIn, vmTests } from "./drive.ts";

describe.each(everyNixpkgs)("with the %s", (_, nixpkgs) => {
  test.each(vmTests)("%s: every machine evaluates, and NixOS would not refuse it", (name) => {
    const { nodes } = evaluateTest(name, nixpkgs);
    const refused = Object.entries(nodes).map(([node, { assertions, warnings }]) => [
      node,
      assertions,
      warnings,
    ]);
    expect(refused).toEqual(Object.keys(nodes).map((node) => [node, [], []]));
    for (const { nginxConf } of Object.values(nodes)) expect(nginxConf).toContain("location /api/ {");
  });
});

const python = "needs python3";
const evaluated = Object.fromEntries(
  vmTests.map((name) => [name, evaluateTest(name, findNixpkgs(undefined))]),
);
const scriptOf = (name: (typeof vmTests)[number]): string => evaluated[name]?.testScript ?? "";
const machinesOf = (name: (typeof vmTests)[number]): readonly string[] =>
  Object.keys(evaluated[name]?.nodes ?? {});

describe.skipIf(!hasPython)(`scripts (${python})`, () => {
  test.each(vmTests)("%s: Python reads it, and knows every name in it", async (name) => {
    const path = Object.fromEntries(machinesOf(name).map((machine) => [machine, "/nowhere"]));
    expect(await drive(scriptOf(name), path)).not.toEqual([]);
  });

  test("a name that nothing defines is noticed", async () => {
    await expect(drive("start_al()", {})).rejects.toThrow("nothing defines ['start_al']");
  });
});

/** What Frigate's double has for the script: its first password. */
const password = "0123456789abcdef";
const users = { admin: { password, role: "admin" } };

interface Subject {
  readonly node: string;
  readonly site: string;
  readonly subtests: readonly string[];
}

const subjects: readonly Subject[] = [
  {
    node: "machine",
    site: "localhost:80",
    subtests: ["Frigate's own sign-in", "Frigate reaches itself without signing in"],
  },
  {
    node: "sso",
    site: "frigate.test:80",
    subtests: [
      "Users and roles come from the forward-auth server",
      "Nobody else gets in",
      "Frigate still reaches itself",
    ],
  },
];

describe.skipIf(!hasPython)(`subtests of machine-test.nix in a real nginx (${python})`, () => {
  const scratch = scratchDirectory();
  afterAll(() => removeScratch(scratch));

  async function rigFor({ node }: Subject, mutate?: Mutation): Promise<Rig> {
    const rendered = evaluated["frigate"]?.nodes[node];
    if (rendered === undefined) throw new Error(`there is no machine ${node}`);
    const frigate = { version: "0.17", users, exports: {} } as const;
    return startRig({ rendered, frigate, mutate });
  }

  /** Runs subtests against a rig, which plays one machine; the others are not asked for anything. */
  async function run({ node, site }: Subject, rig: Rig, subtests: readonly string[]) {
    const ports = { [site]: rig.ports.get(80) ?? 0, "127.0.0.1:5000": rig.ports.get(5000) ?? 0 };
    const programs = programsIn(join(scratch, node), {
      curl: curlTo(ports),
      journalctl: `echo "***    Password: ${password}   ***"`,
    });
    const path = Object.fromEntries(
      machinesOf("frigate").map((machine) => [machine, machine === node ? programs : "/nowhere"]),
    );
    return drive(scriptOf("frigate").replaceAll("/tmp/", `${scratch}/`), path, subtests);
  }

  describe.each(subjects)("$node", (subject) => {
    let rig: Rig;
    beforeAll(async () => {
      rig = await rigFor(subject);
    });
    afterAll(() => rig?.stop());

    test.each(subject.subtests)("%s", async (subtest) => {
      await run(subject, rig, [subtest]);
    });
  });

  test("without the question to /auth it fails", async () => {
    const [, sso] = subjects;
    if (sso === undefined) throw new Error("no subject");
    const open = mutation((directive) => (directive.name === "auth_request" ? null : directive));
    const rig = await rigFor(sso, open);
    try {
      await expect(run(sso, rig, ["Nobody else gets in"])).rejects.toThrow("AssertionError");
    } finally {
      await rig.stop();
    }
  });
});
