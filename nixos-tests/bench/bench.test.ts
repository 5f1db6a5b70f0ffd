/** That the bench reads, reckons and prints right, and runs from end to end. How fast anything is, is not tested. */
import { describe, expect, test } from "vitest";
import { findNixpkgs } from "../../generator/inspect/evaluate/nixpkgs.ts";
import { measureEvaluation, readEffort } from "./evaluation.ts";
import { costs } from "./costly-frigate.ts";
import { startDoubles } from "./doubles.ts";
import { thisMachine } from "./machine.ts";
import { compare } from "./measured.ts";
import { calibrate, startBurning } from "./processor-time.ts";
import { report } from "./report.ts";
import { bodies } from "./loads.ts";
import { ratioOf, showSpread, spreadOf } from "./statistics.ts";
import { countSubrequests, measureTraffic, type Run, type Series } from "./traffic.ts";
import { hasWrk, readWrk } from "./wrk.ts";

describe("what wrk says", () => {
  const output = (errors: number): string =>
    `Running 1s test @ http://127.0.0.1:1\n  1 threads and 16 connections\nfigures: 2000000 3000 850 12500 ${errors}\n`;

  test("is read from the line of figures", () => {
    expect(readWrk(output(0))).toEqual({ requestsPerSecond: 1500, p50: 0.85, p99: 12.5 });
  });

  test.each([
    ["errors", output(1)],
    ["nothing", "unable to connect"],
    ["no answers", "figures: 2000000 0 0 0 0"],
  ])("is refused when it tells of %s", (_, text) => {
    expect(() => readWrk(text)).toThrow(/^wrk /);
  });
});

describe("statistics", () => {
  test.each([
    [[3], { median: 3, min: 3, max: 3 }],
    [[3, 1], { median: 2, min: 1, max: 3 }],
    [[10, 9, 100], { median: 10, min: 9, max: 100 }],
    [[4, 1, 3, 2], { median: 2.5, min: 1, max: 4 }],
  ])("%j", (figures, spread) => {
    expect(spreadOf(figures)).toEqual(spread);
  });

  test("compares run by run", () => {
    // The medians are the same; run by run, the one is twice the other, or half of it.
    expect(ratioOf([2, 4, 8], [1, 2, 16])).toEqual({ median: 2, min: 0.5, max: 2 });
    expect(() => ratioOf([1], [])).toThrow("counterpart");
    expect(() => spreadOf([])).toThrow("no figures");
  });

  test("is shown", () => {
    expect(showSpread({ median: 1.5, min: 1, max: 2.345 })).toBe("1.50 (1.00–2.35)");
  });
});

test("Nix's figures are read, or missed by name", () => {
  expect(readEffort('{"cpuTime": 0.5, "nrThunks": 7, "nrFunctionCalls": 3}')).toEqual({
    processorSeconds: 0.5,
    thunks: 7,
    functionCalls: 3,
  });
  expect(() => readEffort('{"cpuTime": 0.5}')).toThrow("nrThunks");
});

describe("the report", () => {
  const run = (requestsPerSecond: number): Run => ({
    requestsPerSecond,
    p50: 1,
    p99: 2,
    nginxTime: 3,
    doublesTime: 4,
  });
  const traffic: readonly Series[] = [
    { letter: "c", load: "json", runs: [run(100), run(200)] },
    { letter: "d", load: "json", runs: [run(160), run(320)] },
  ];
  const measured = {
    machine: thisMachine(),
    runs: 2,
    connections: 16,
    traffic,
    slow: [],
    costly: [
      { letter: "b", load: "thumbnails", runs: [run(100), run(200)] },
      { letter: "f", load: "thumbnails", runs: [run(140), run(280)] },
    ],
    counts: [
      { letter: "d", load: "json", requests: 200, gateway: 200, auth: 0, frigate: 1 },
      { letter: "e", load: "thumbnails", requests: 200, gateway: 3, auth: 150, frigate: 200 },
    ],
    evaluation: null,
    generation: [0.9, 0.8],
  } as const;

  test("compares what was measured, and nothing else", () => {
    expect(compare(traffic, "json", "d", "c")).toEqual({ median: 1.6, min: 1.6, max: 1.6 });
    expect(compare(traffic, "json", "d", "b")).toBeNull();
  });

  test.each([
    ["(d) over (c)", "1.60 (1.60–1.60) | met"],
    ["(d) over (b)", "not measured | **missed**"],
    ["costly Frigate: (f) over (b)", "1.40 (1.40–1.40) | met"],
    ["costly Frigate: (d) over (a)", "not measured | **missed**"],
    ["Frigate's `/auth`", "150 in 400 requests | **missed**"],
    ["200 images", "3 | **missed**"],
    ["`npm run generate`, seconds", "0.85 (0.80–0.90) | met"],
  ])("says of %s: %s", (name, words) => {
    const line = report(measured)
      .split("\n")
      .find((text) => text.startsWith("|") && text.includes(name));
    expect(line?.replace(/ +/g, " ")).toContain(words);
  });

  test("says who is asked, for 100 requests", () => {
    const rows = report(measured).split("## Who is asked")[1]?.replace(/ +/g, " ").split("\n") ?? [];
    expect(rows.find((row) => row.includes("| (d) |"))).toContain("| (d) | 100 | 0 | 0.5 |");
    expect(rows.find((row) => row.includes("| (e) |"))).toContain("| (e) | 1.5 | 75 | 100 |");
  });
});

describe("work for the processor", () => {
  /** A processor that does so many rounds in a millisecond. */
  const processor = (speed: number) => {
    let used = 3;
    return {
      use: (milliseconds: number): void => void (used += milliseconds),
      work: (rounds: number): void => void (used += rounds / speed),
      clock: (): number => used,
    };
  };

  test.each([16, 4096, 1048576])("is measured on a processor that does %d rounds", (speed) => {
    const { work, clock } = processor(speed);
    expect(calibrate(work, clock)).toBeCloseTo(speed);
  });

  test("takes as long as it should, with what has been used in between", () => {
    const { work, clock, use } = processor(1000);
    const burn = startBurning(work, clock);
    const start = clock();
    burn(2);
    expect(clock() - start).toBeCloseTo(2, 2);
    use(0.5);
    burn(2);
    expect(clock() - start).toBeCloseTo(4, 2);
    use(3);
    burn(2);
    expect(clock() - start).toBeCloseTo(7, 2);
    burn(2);
    expect(clock() - start).toBeCloseTo(8, 2);
  });

  test("goes on when the processor has become faster", () => {
    let used = 0;
    let speed = 1000;
    const burn = startBurning(
      (rounds) => void (used += rounds / speed),
      () => used,
    );
    const start = used;
    speed = 2000;
    burn(4);
    expect(used - start).toBeGreaterThanOrEqual(4);
  });
});

describe("the Frigate that costs what the real one costs", () => {
  test.each([
    ["/auth", { status: 202, bytes: 0, user: "alice", role: "admin" }, { auth: 60, frigate: 0 }, costs.auth],
    [
      "/events/1-a/thumbnail.jpg",
      { status: 200, bytes: bodies.thumbnail.text.length, user: null, role: null },
      { auth: 0, frigate: 60 },
      costs.thumbnail,
    ],
    [
      "/events?limit=1",
      { status: 200, bytes: bodies.json.text.length, user: null, role: null },
      { auth: 0, frigate: 60 },
      costs.events,
    ],
  ] as const)("answers %s in one process, and uses the processor", async (path, answer, asked, cost) => {
    const doubles = await startDoubles({ counted: true, gatewayDelay: 0, frigate: "costly" });
    try {
      const used = doubles.processorTime();
      const address = `http://${doubles.backends.get("127.0.0.1:5001")}${path}`;
      const responses = await Promise.all(
        Array.from({ length: 60 }, async () => {
          const response = await fetch(address);
          const { status, headers } = response;
          const bytes = (await response.arrayBuffer()).byteLength;
          return { status, bytes, user: headers.get("Remote-User"), role: headers.get("Remote-Role") };
        }),
      );
      expect(responses).toEqual(Array.from({ length: 60 }, () => answer));
      expect(await doubles.counts()).toEqual({ gateway: 0, ...asked });
      // The processor's time, not the clock's: a busy machine makes it no less. A process that sleeps uses none.
      expect((doubles.processorTime() - used) * 1000).toBeGreaterThan(60 * cost * 0.5);
    } finally {
      await doubles.stop();
    }
  });
});

test("without an upstream module there is nothing to compare", () => {
  const nixpkgs = findNixpkgs(undefined);
  expect(measureEvaluation(1, nixpkgs) === null).toBe(nixpkgs.standIn);
});

describe.runIf(hasWrk())("with wrk", () => {
  const letters = ["b", "c", "d", "e", "f"] as const;

  test("every configuration answers, and none with an error", async () => {
    const options = {
      runs: 1,
      seconds: 1,
      connections: 2,
      gatewayDelay: 0,
      frigate: "cheap",
      letters,
      loads: ["json"],
    } as const;
    const series = await measureTraffic(options);
    expect(series.map(({ letter, runs }) => [letter, runs.length])).toEqual(letters.map((one) => [one, 1]));
    for (const { requestsPerSecond, nginxTime } of series.flatMap(({ runs }) => runs)) {
      expect(requestsPerSecond).toBeGreaterThan(0);
      expect(nginxTime).toBeGreaterThan(0);
    }
  });
});

test("everybody who should be asked is asked", async () => {
  const counts = await countSubrequests(["a", "b", "c", "d"], ["thumbnails"], 0);
  const asked = counts.map(({ letter, gateway, auth, frigate }) => [letter, gateway, auth, frigate]);
  expect(asked).toEqual([
    ["a", 0, 0, 200],
    ["b", 0, 200, 200],
    ["c", 200, 0, 200],
    ["d", 200, 0, 200],
  ]);
});
