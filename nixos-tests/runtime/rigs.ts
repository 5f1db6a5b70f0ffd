/** Rigs for a whole test file, one for each situation, started when first asked for. */
import { afterAll } from "vitest";
import { frigateOf, renderFixture } from "../rig/fixtures.ts";
import type { Mutation } from "../rig/mutate.ts";
import { startRig, type Rig } from "../rig/rig.ts";
import { modes, type Situation } from "./situations.ts";

/** Starts one. Stop it for certain. */
export const startSituation = ({ version, mode }: Situation, mutate?: Mutation): Promise<Rig> =>
  startRig({ rendered: renderFixture(modes[mode], version), frigate: frigateOf(version), mutate });

/**
 * Call it at the top of a test file: it stops its rigs when the file is done. A situation with a mutation, the very same
 * function, has one rig too.
 */
export function rigsOfFile(): (situation: Situation, mutate?: Mutation) => Promise<Rig> {
  const started: (Situation & { readonly mutate: Mutation | undefined; readonly rig: Promise<Rig> })[] = [];
  afterAll(async () => {
    const rigs = await Promise.allSettled(started.map(({ rig }) => rig));
    await Promise.all(rigs.map((rig) => (rig.status === "fulfilled" ? rig.value.stop() : undefined)));
  });
  return ({ version, mode }, mutate) => {
    const known = started.find(
      (entry) => entry.version === version && entry.mode === mode && entry.mutate === mutate,
    );
    if (known !== undefined) return known.rig;
    const rig = startSituation({ version, mode }, mutate);
    started.push({ version, mode, mutate, rig });
    return rig;
  };
}
