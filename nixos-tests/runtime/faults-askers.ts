/** People who ask while something is amiss, and what they should be answered. */
import { expect } from "vitest";
import { jsonOf, type Response } from "../rig/response.ts";
import type { RigRequest } from "../rig/rig.ts";
import { members, type Member } from "./gateways-stand.ts";
import { uncached } from "./samples.ts";
import type { Standing } from "./who-decides.ts";

const [ada, , , xan] = members;
export const profile = "/api/profile";

/** A person or nobody, and what they are answered while everything works. */
export interface Asker {
  readonly member: Member | null;
  readonly isAnswered: (response: Response) => boolean;
}

export const askers: readonly Asker[] = [
  ...[ada, xan].map((member) => ({
    member,
    isAnswered: (response: Response): boolean => response.status === 200 && isAbout(member, response),
  })),
  { member: null, isAnswered: ({ status }) => status === 401 },
];

const isAbout = ({ name, role }: Member, response: Response): boolean => {
  const { username, role: known } = jsonOf(response) as { username: unknown; role: unknown };
  return username === name && known === role;
};

/** The request as that person. */
export const requestOf = ({ as }: Standing, { member }: Asker, path: string): RigRequest =>
  member === null ? { path, headers: [uncached] } : as(member, { path });

export const ask = (standing: Standing, asker: Asker, path = profile): Promise<Response> =>
  standing.rig.request(requestOf(standing, asker, path));

export interface Outcome {
  readonly asker: Asker;
  /** Null where there was no answer at all. */
  readonly response: Response | null;
}

/** Ten clients who ask thirty times each. */
export async function stream(stand: Standing): Promise<readonly Outcome[]> {
  const client = async (number: number): Promise<readonly Outcome[]> => {
    const outcomes: Outcome[] = [];
    for (let time = 0; time < 30; time += 1) {
      const asker = askers[(number + time) % askers.length] as Asker;
      outcomes.push({ asker, response: await ask(stand, asker).catch(() => null) });
    }
    return outcomes;
  };
  return (await Promise.all(Array.from({ length: 10 }, (_, number) => client(number)))).flat();
}

/** Answers that are not what they are while everything works. */
export const unusual = (outcomes: readonly Outcome[]): readonly Outcome[] =>
  outcomes.filter(({ asker, response }) => response === null || !asker.isAnswered(response));

/** Of those, answers that somebody should not have had. */
export const wronglyAllowed = (outcomes: readonly Outcome[]): readonly Outcome[] =>
  unusual(outcomes).filter(({ response }) => response !== null && response.status < 400);

export async function allIsWell(stand: Standing): Promise<void> {
  const responses = askers.map(async (asker) => ({ asker, response: await ask(stand, asker) }));
  expect(unusual(await Promise.all(responses))).toEqual([]);
}
