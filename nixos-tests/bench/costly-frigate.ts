/** A double of Frigate that costs what the real one costs: one process, and as much of the processor for each answer. */
import { fork, type ChildProcess } from "node:child_process";
import { endWithTests, type Stop } from "../rig/scratch.ts";
import { fromRoot } from "../support/files.ts";

/** Milliseconds of processor time for an answer, measured of Frigate 0.17.2. */
export const costs = { auth: 1.2, thumbnail: 2.4, events: 3.7 } as const;

export interface CostlyFrigate {
  readonly port: number;
  readonly pid: number;
  readonly stop: Stop;
}

/** @throws Error when it does not start. */
export async function startCostlyFrigate(): Promise<CostlyFrigate> {
  const program = fork(fromRoot("nixos-tests/bench/costly-frigate-program.ts"), {
    cwd: fromRoot("."),
    execArgv: ["--import", "tsx"],
  });
  const stop = endWithTests(program);
  const port = await portSaidBy(program);
  return { port, pid: program.pid ?? 0, stop };
}

/** The program sends its port when it listens. */
const portSaidBy = (program: ChildProcess): Promise<number> =>
  new Promise((resolve, reject) => {
    program.once("message", (port) => resolve(Number(port)));
    program.once("error", reject);
    program.once("exit", (code) => reject(new Error(`the costly Frigate ended with ${code}`)));
  });
