/** Mutants that nothing can notice, or that nobody need notice, each with the reason. They are not tried. */
import type { Subject } from "../subject.ts";
import type { Mutant } from "./mutants.ts";

interface Explanation {
  readonly reason: string;
  readonly fits: (mutant: Pick<Mutant, "where" | "what">, subject: Subject) => boolean;
}

const asksGateway = ({ authority }: Subject): boolean => authority.kind === "gateway";

const explanations: readonly Explanation[] = [
  {
    reason: "connections to backends are kept open; without it they are opened anew",
    fits: ({ what }) => / proxy_set_header Connection ""$/.test(what),
  },
  {
    reason: "Frigate names user and role; of groups, name and address it says nothing, and they stay empty",
    fits: ({ what }) =>
      /^without: auth_request_set \$frigate_(groups|name|email) /.test(what) ||
      /^empty: proxy_set_header Remote-(Groups|Name|Email) /.test(what),
  },
  {
    reason: "the second part of a session comes with a yes, and a yes is no error",
    fits: ({ what }) => /^not always: add_header Set-Cookie \$frigate_second_cookie /.test(what),
  },
  {
    reason: "there are no named clients, and no headers of a proxy: these are empty in any case",
    fits: ({ where, what }, subject) =>
      subject.clients.length === 0 &&
      subject.authority.kind !== "proxy" &&
      (/\$frigate_known_(user|role)$/.test(what) ||
        /^map \$frigate_known_(user|role)$/.test(where) ||
        (where === "map $frigate_outside" && what.startsWith("without: default"))),
  },
  {
    reason: "with a gateway nobody is sent there: the gateway itself is asked who it is",
    fits: ({ where }, subject) =>
      asksGateway(subject) && /^identity server, location = \/(client|stranger)$/.test(where),
  },
];

/** Why a survivor is none to worry about; null when nobody has said so. */
export const explanationOf = (mutant: Pick<Mutant, "where" | "what">, subject: Subject): string | null =>
  explanations.find(({ fits }) => fits(mutant, subject))?.reason ?? null;
