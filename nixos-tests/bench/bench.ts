/** `npm run bench`: measures, prints, and with --write writes docs/performance.md. */
import { readFileSync, writeFileSync } from "node:fs";
import { parseArgs } from "node:util";
import { format, resolveConfig } from "prettier";
import { findNixpkgs } from "../../generator/inspect/evaluate/nixpkgs.ts";
import { status, UserProblem } from "../../generator/problem.ts";
import { ensureTools } from "../../generator/inspect/evaluate/tools.ts";
import { fromRoot } from "../support/files.ts";
import { measureEvaluation, measureGeneration } from "./evaluation.ts";
import { loadNames } from "./loads.ts";
import { thisMachine } from "./machine.ts";
import { slowGateway, type Measured } from "./measured.ts";
import { report } from "./report.ts";
import { letters } from "./subjects.ts";
import { browserConnections, countSubrequests, measureTraffic } from "./traffic.ts";

const file = fromRoot("docs/performance.md");
/** What the figures come from, in prose: the end of that page. */
const notes = fromRoot("nixos-tests/bench/notes.md");

export interface BenchOptions {
  readonly runs: number;
  /** Only the kinds of request that the targets are about, and each configuration that they compare. */
  readonly quick: boolean;
}

/** Connections of the client, except where it plays one browser. */
const connections = 16;

/** Of a measurement. Many short ones say more than a few long ones, as other work on the machine comes and goes. */
const seconds = 1;

const targeted = ["json", "thumbnails"] as const;

/** @throws UserProblem when a program is missing and cannot be installed. */
export async function bench({ runs, quick }: BenchOptions): Promise<Measured> {
  ensureTools(["nix", "nginx", "set-misc module", "wrk"]);
  const traffic = await measureTraffic({
    runs,
    seconds,
    connections,
    gatewayDelay: 0,
    frigate: "cheap",
    letters: quick ? ["b", "c", "d", "e"] : ["a", "b", "c", "d", "e"],
    loads: quick ? targeted : loadNames,
  });
  const slow = await measureTraffic({
    runs,
    seconds,
    connections: browserConnections,
    gatewayDelay: slowGateway,
    frigate: "cheap",
    letters: ["c", "d", "e"],
    loads: targeted,
  });
  const costly = await measureTraffic({
    runs,
    seconds,
    connections,
    gatewayDelay: 0,
    frigate: "costly",
    letters: ["a", "b", "d", "f"],
    loads: ["json", "json-new", "thumbnails"],
  });
  return {
    machine: thisMachine(),
    runs,
    connections,
    traffic,
    slow,
    costly,
    counts: await countSubrequests(quick ? ["e"] : letters, quick ? targeted : loadNames, slowGateway),
    evaluation: measureEvaluation(runs, findNixpkgs(undefined)),
    generation: measureGeneration(runs),
  };
}

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      runs: { type: "string" },
      quick: { type: "boolean", default: false },
      write: { type: "boolean", default: false },
    },
  });
  const runs = Number(values.runs ?? (values.quick ? 2 : 5));
  if (!Number.isInteger(runs) || runs < 1)
    throw new UserProblem("--runs takes a number from 1 on.", status.usage);
  const measured = await bench({ runs, quick: values.quick });
  const text = `${report(measured)}\n\n${readFileSync(notes, "utf8")}`;
  const options = (await resolveConfig(file)) ?? {};
  const formatted = await format(text, { ...options, filepath: file });
  process.stdout.write(formatted);
  if (values.write) writeFileSync(file, formatted);
}

if (process.argv[1] === fromRoot("nixos-tests/bench/bench.ts")) {
  try {
    await main();
  } catch (problem) {
    if (!(problem instanceof UserProblem)) throw problem;
    process.stderr.write(`${problem.message}\n`);
    process.exitCode = problem.status;
  }
}
