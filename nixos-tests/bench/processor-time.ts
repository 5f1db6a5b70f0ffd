/** Work that takes a given time of the processor, on any machine. */

/** Milliseconds of processor time, counted from anywhere. */
export type Clock = () => number;

/** Does that many rounds of work, each as long as the others. */
export type Work = (rounds: number) => void;

/** Processor time that this process has used. */
export const processorClock: Clock = () => {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
};

let state = 1;

export const spin: Work = (rounds) => {
  for (let round = 0; round < rounds; round += 1) state = (Math.imul(state, 1664525) + 1013904223) | 0;
};

/** Shorter measurements say more about the compiler of JavaScript than about the work. */
const calibrationTime = 50;

/** Rounds in a millisecond: ever more of them, until they take long enough to be measured. */
export function calibrate(work: Work, clock: Clock): number {
  for (let rounds = 1000; ; rounds *= 2) {
    const before = clock();
    work(rounds);
    const spent = clock() - before;
    if (spent >= calibrationTime) return rounds / spent;
  }
}

/**
 * Calibrates, and gives a function that uses up so many milliseconds. What the process uses between two calls, for taking a
 * request and sending its answer, is part of the next one's, so that the sum is right.
 */
export function startBurning(work: Work, clock: Clock): (milliseconds: number) => void {
  const rounds = calibrate(work, clock);
  let due = clock();
  return (milliseconds) => {
    due += milliseconds;
    for (let left = due - clock(); left > 0; left = due - clock()) work(Math.ceil(left * rounds));
  };
}
