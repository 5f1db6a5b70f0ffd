/** Runs wrk, and reads what it says. */
import { spawn } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { onPath } from "../../generator/inspect/evaluate/tools.ts";
import { removeScratch, scratchDirectory } from "../rig/scratch.ts";
import { numberMark, type Load } from "./loads.ts";

/** What a client of many connections met. */
export interface Measurement {
  readonly requestsPerSecond: number;
  /** Milliseconds until half of the answers were there, and all but one in a hundred. */
  readonly p50: number;
  readonly p99: number;
}

export interface Pressure {
  readonly connections: number;
  readonly seconds: number;
}

export const hasWrk = (): boolean => onPath("wrk");

/** Name of the virtual host, and a session such as oauth2-proxy's. */
const headers = {
  Host: "frigate.example.com",
  Cookie: `_oauth2_proxy=${"c2Vzc2lvbg".repeat(40)}`,
} as const;

export const clientHeaders: Readonly<Record<string, string>> = headers;

/**
 * Asks as often as it gets answers.
 * @throws Error when an answer is no 2xx, or a connection breaks: then something else has been measured.
 */
export async function press(
  port: number,
  load: Load,
  { connections, seconds }: Pressure,
): Promise<Measurement> {
  const directory = scratchDirectory();
  const script = join(directory, "load.lua");
  writeFileSync(script, scriptOf(load));
  try {
    const output = await run("wrk", [
      "--threads=1",
      `--connections=${connections}`,
      `--duration=${seconds}s`,
      "--timeout=30s",
      `--script=${script}`,
      `http://127.0.0.1:${port}`,
    ]);
    return readWrk(output);
  } finally {
    removeScratch(directory);
  }
}

/** In Lua, which wrk runs: requests made once, or a number put in, and one line of figures at the end. */
export function scriptOf({ paths }: Load): string {
  const lines = Object.entries(headers).map(([name, value]) => `wrk.headers["${name}"] = "${value}"`);
  const [only = "/"] = paths;
  const requests = only.includes(numberMark)
    ? [
        "local number = math.floor(os.time() % 100000) * 1000000",
        "function request()",
        "  number = number + 1",
        `  return wrk.format("GET", (string.gsub("${only}", "${numberMark}", string.format("%.0f", number))))`,
        "end",
      ]
    : [
        "local requests, turn = {}, 0",
        "function init(args)",
        `  for path in ([[${paths.join("\n")}]]):gmatch("[^\\n]+") do`,
        '    requests[#requests + 1] = wrk.format("GET", path)',
        "  end",
        "end",
        "function request()",
        "  turn = turn % #requests + 1",
        "  return requests[turn]",
        "end",
      ];
  return [...lines, ...requests, finish].join("\n");
}

const finish = `
function done(summary, latency, requests)
  local errors = summary.errors
  io.write(string.format("figures: %d %d %d %d %d\\n", summary.duration, summary.requests,
    latency:percentile(50), latency:percentile(99),
    errors.connect + errors.read + errors.write + errors.status + errors.timeout))
end
`;

/**
 * The line of figures that the script prints: microseconds, answers, percentiles in microseconds, errors.
 * @throws Error when there is none, or it tells of errors.
 */
export function readWrk(output: string): Measurement {
  const found = /^figures: (\d+) (\d+) (\d+) (\d+) (\d+)$/m.exec(output);
  if (found === null) throw new Error(`wrk says no figures:\n${output}`);
  const [duration = 0, requests = 0, p50 = 0, p99 = 0, errors = 0] = found.slice(1).map(Number);
  if (errors > 0 || requests === 0) throw new Error(`wrk met errors:\n${output}`);
  return { requestsPerSecond: requests / (duration / 1e6), p50: p50 / 1000, p99: p99 / 1000 };
}

const run = (program: string, args: readonly string[]): Promise<string> =>
  new Promise((resolve, reject) => {
    const child = spawn(program, args, { stdio: ["ignore", "pipe", "pipe"] });
    let output = "";
    child.stdout.on("data", (data: Buffer) => (output += data.toString()));
    child.stderr.on("data", (data: Buffer) => (output += data.toString()));
    child.on("error", reject);
    child.on("close", (code) =>
      code === 0 ? resolve(output) : reject(new Error(`${program} ended with ${code}:\n${output}`)),
    );
  });
