/** Why nothing notices a mutant, and kinds of locations that reasons speak of. */
import type { Subject } from "../subject.ts";
import type { Mutant } from "./mutants.ts";

export interface Explanation {
  readonly reason: string;
  readonly fits: (mutant: Pick<Mutant, "where" | "what">, subject: Subject) => boolean;
}

/** Locations that serve files: nobody behind them wants a name. */
export const servesFiles =
  /^location (\/|\/(clips|exports|recordings|stream|assets|locales)\/|\/fonts|~ .*webmanifest\$)$/;

export const opensSocket =
  /^location (\/ws|\/live\/jsmpeg|= \/live\/(mse|webrtc)\/api\/ws|= \/api\/go2rtc\/webrtc)$/;
