/** Mutants that nothing can notice, or that nobody need notice, each with the reason. */
import type { Subject } from "../subject.ts";
import type { Mutant } from "./mutants.ts";

interface Explanation {
  readonly reason: string;
  readonly fits: (mutant: Mutant, subject: Subject) => boolean;
}

const explanations: readonly Explanation[] = [];

/** Why a survivor is none to worry about; null when nobody has said so. */
export const explanationOf = (mutant: Mutant, subject: Subject): string | null =>
  explanations.find(({ fits }) => fits(mutant, subject))?.reason ?? null;
