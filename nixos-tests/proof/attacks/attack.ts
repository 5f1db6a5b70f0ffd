/** What somebody would try who wants in without a session, or as somebody else: each is tried against a standing. */
import { contractOf, type Contract } from "../../rig/gateway-contracts.ts";
import type { Gateway } from "../../rig/gateway.ts";
import type { Standing, Subject } from "../subject.ts";
import { judge } from "./judge.ts";
import { fire, type Shot, type Sight } from "./shot.ts";
import { openWire, type Wire } from "./wire.ts";

/** Number of the promise in the design's section 8. */
export type Promised = 1 | 2 | 3 | 4 | 5 | 6 | 7 | 8;

export interface Attack {
  readonly name: string;
  readonly promise: Promised;
  applies(subject: Subject): boolean;
  /** What was found, each a sentence; none where the promise holds. Leaves the standing as it was. */
  run(standing: Standing): Promise<readonly string[]>;
}

type Applies = Attack["applies"];

export const always: Applies = () => true;
export const withGateway: Applies = ({ authority }) => authority.kind === "gateway";

/** Whether people are known by where they come from, whatever they send. */
export const knowsAddresses: Applies = ({ authority }) =>
  authority.kind === "gateway" && contractOf(authority.name).cookie === null;

/** How to try, shot by shot. */
export interface Range {
  readonly standing: Standing;
  readonly wire: Wire;
  /**
   * Fires and judges.
   * @throws Hung when something has hung before: the rest would only take as long again.
   */
  shoot(shot: Shot): Promise<Sight>;
  /** A finding of the attack's own. */
  found(sentence: string): void;
}

/** Ends an attack. */
class Hung extends Error {}

/**
 * An attack by these steps. The doubles are made to behave again when it is over, and what nginx has logged of its own
 * trouble is a finding.
 */
export const attack = (
  name: string,
  promise: Promised,
  steps: (range: Range) => Promise<void>,
  applies: Applies = always,
): Attack => ({
  name,
  promise,
  applies,
  run: async (standing) => {
    const findings: string[] = [];
    const wire = openWire(standing);
    const logged = standing.rig.errorLog().length;
    let isHung = false;
    try {
      await steps({
        standing,
        wire,
        shoot: async (shot) => {
          if (isHung) throw new Hung();
          const sight = await fire(standing, wire, shot);
          findings.push(...judge(standing, sight));
          isHung ||= sight.said.kind === "hung";
          return sight;
        },
        found: (sentence) => findings.push(sentence),
      });
    } catch (error) {
      if (!(error instanceof Hung)) throw error;
    } finally {
      wire.close();
      standing.gateway?.answerAll(null);
      standing.rig.frigate.answerQuestions(null);
      standing.reset();
    }
    return [...new Set([...findings, ...troubles(standing.rig.errorLog().slice(logged))])];
  },
});

/** An attack on or with a gateway. */
export const gatewayAttack = (
  name: string,
  promise: Promised,
  steps: (range: Range & { readonly gateway: Gateway; readonly contract: Contract }) => Promise<void>,
  applies: Applies = withGateway,
): Attack =>
  attack(
    name,
    promise,
    async (range) => {
      const { gateway, subject } = range.standing;
      if (gateway === null || subject.authority.kind !== "gateway") return;
      await steps({ ...range, gateway, contract: contractOf(subject.authority.name) });
    },
    applies,
  );

/** An attack that is a table of shots, each judged by itself. */
export const volley = (
  name: string,
  promise: Promised,
  shots: (standing: Standing) => readonly Shot[],
  applies: Applies = always,
): Attack =>
  attack(
    name,
    promise,
    async ({ standing, shoot }) => {
      for (const shot of shots(standing)) await shoot(shot);
    },
    applies,
  );

/** Lines in which nginx says that something is wrong with itself. */
const troubles = (log: string): readonly string[] =>
  log
    .split("\n")
    .filter((line) => /\[(?:alert|emerg)\]|exited on signal/.test(line))
    .map((line) => `nginx has trouble: ${line.replace(/^.*?(?=\[(?:alert|emerg)\])/, "")}`);
