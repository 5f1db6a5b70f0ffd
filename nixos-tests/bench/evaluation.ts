/** What it takes to evaluate our module and upstream's, and to generate ours. */
import { spawnSync } from "node:child_process";
import { mkdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { renderConfiguration, renderUpstream } from "../../generator/inspect/evaluate/configuration.ts";
import { upstreamModule, type Nixpkgs } from "../../generator/inspect/evaluate/nixpkgs.ts";
import { removeScratch, scratchDirectory } from "../rig/scratch.ts";
import { fromRoot } from "../support/files.ts";

/** What Nix counts while it evaluates. */
export interface Effort {
  readonly processorSeconds: number;
  readonly thunks: number;
  readonly functionCalls: number;
}

export interface Efforts {
  readonly ours: readonly Effort[];
  readonly upstream: readonly Effort[];
}

const plain = fromRoot("examples/plain.nix");

/** The plain example with either module, in turn; null where the nixpkgs has no module of upstream's. */
export function measureEvaluation(runs: number, nixpkgs: Nixpkgs): Efforts | null {
  if (upstreamModule(nixpkgs) === null) return null;
  const ours: Effort[] = [];
  const upstream: Effort[] = [];
  for (let run = 0; run < runs; run += 1) {
    upstream.push(effortOf(() => renderUpstream(plain, nixpkgs)));
    ours.push(effortOf(() => renderConfiguration(plain, nixpkgs)));
  }
  return { ours, upstream };
}

/** The children that `evaluate` starts inherit where Nix is to write its figures. */
function effortOf(evaluate: () => unknown): Effort {
  const directory = scratchDirectory();
  const file = join(directory, "figures.json");
  mkdirSync(directory, { recursive: true });
  process.env["NIX_SHOW_STATS"] = "1";
  process.env["NIX_SHOW_STATS_PATH"] = file;
  try {
    evaluate();
    return readEffort(readFileSync(file, "utf8"));
  } finally {
    delete process.env["NIX_SHOW_STATS"];
    delete process.env["NIX_SHOW_STATS_PATH"];
    removeScratch(directory);
  }
}

/** @throws Error when a figure is missing. */
export function readEffort(text: string): Effort {
  const figures = JSON.parse(text) as Readonly<Record<string, unknown>>;
  const figure = (name: string): number => {
    const value = figures[name];
    if (typeof value !== "number") throw new Error(`Nix does not say its ${name}`);
    return value;
  };
  return {
    processorSeconds: figure("cpuTime"),
    thunks: figure("nrThunks"),
    functionCalls: figure("nrFunctionCalls"),
  };
}

/**
 * Seconds that `npm run generate -- --check` takes, which reads and prints everything, and writes nothing.
 * @throws Error when it fails.
 */
export function measureGeneration(runs: number): readonly number[] {
  const measureOnce = (): number => {
    const start = performance.now();
    const { status, stderr } = spawnSync("npm", ["run", "-s", "generate", "--", "--check"], {
      cwd: fromRoot("."),
      encoding: "utf8",
    });
    if (status !== 0) throw new Error(`npm run generate -- --check:\n${stderr}`);
    return (performance.now() - start) / 1000;
  };
  return Array.from({ length: runs }, measureOnce);
}
