/** Every kind of request, to every configuration, in turn. */
import { request } from "node:http";
import { startDoubles, type Counts, type Doubles, type DoublesOptions, type FrigateKind } from "./doubles.ts";
import { fewRuns, loads, numberMark, type Load, type LoadName } from "./loads.ts";
import { stand, type Standing } from "./stand.ts";
import { subjects, type Letter, type Subject } from "./subjects.ts";
import { clientHeaders, press, type Measurement, type Pressure } from "./wrk.ts";

/** One run of one kind of request to one configuration. */
export interface Run extends Measurement {
  /** Microseconds of processor time per request: of nginx, and of what plays Frigate and the gateway. */
  readonly nginxTime: number;
  readonly doublesTime: number;
}

export interface Series {
  readonly letter: Letter;
  readonly load: LoadName;
  /** The runs in the order in which they were done; the n-th of all series were done beside each other. */
  readonly runs: readonly Run[];
}

export interface TrafficOptions extends Pressure {
  readonly runs: number;
  readonly gatewayDelay: number;
  readonly frigate: FrigateKind;
  readonly letters: readonly Letter[];
  readonly loads: readonly LoadName[];
}

interface Stood {
  readonly subject: Subject;
  readonly standing: Standing;
}

/**
 * Measures; subjects take turns within each run, so that what slows down the machine meets all of them.
 * @throws Error when an answer is not what it should be.
 */
export async function measureTraffic(options: TrafficOptions): Promise<readonly Series[]> {
  const chosen = loads.filter(({ name }) => options.loads.includes(name));
  return withAll(
    { counted: false, gatewayDelay: options.gatewayDelay, frigate: options.frigate },
    options.letters,
    async (all, doubles) => {
      const series = chosen.flatMap((load) => all.map((stood) => ({ load, stood, runs: [] as Run[] })));
      for (const { load, stood } of series) await requireAnswer(stood, load);
      for (let run = 0; run < options.runs; run += 1)
        for (const { load, stood, runs } of series.filter(({ load }) => !load.aside || run < fewRuns))
          runs.push(await measure(stood.standing, doubles, load, options));
      return series.map(({ load, stood, runs }) => ({ letter: stood.subject.letter, load: load.name, runs }));
    },
  );
}

async function measure(standing: Standing, doubles: Doubles, load: Load, pressure: Pressure): Promise<Run> {
  await doubles.settle();
  const before = { nginx: standing.processorTime(), doubles: doubles.processorTime() };
  const measurement = await press(standing.port, load, pressure);
  const requests = measurement.requestsPerSecond * pressure.seconds;
  return {
    ...measurement,
    nginxTime: ((standing.processorTime() - before.nginx) / requests) * 1e6,
    doublesTime: ((doubles.processorTime() - before.doubles) / requests) * 1e6,
  };
}

/** How often the gateway and Frigate are asked, per page of requests. */
export interface Count extends Counts {
  readonly letter: Letter;
  readonly load: LoadName;
  readonly requests: number;
}

/** As many as a browser opens to one host. */
export const browserConnections = 6;

/** Counts, with connections like a browser's and a gateway that takes its time, from a cold start. */
export async function countSubrequests(
  letters: readonly Letter[],
  names: readonly LoadName[],
  gatewayDelay: number,
): Promise<readonly Count[]> {
  const counts: Count[] = [];
  for (const load of loads.filter(({ name }) => names.includes(name))) {
    // Anew for each kind of request: nothing is remembered from the last one.
    await withAll({ counted: true, gatewayDelay, frigate: "cheap" }, letters, async (all, doubles) => {
      for (const { subject, standing } of all) {
        const before = await doubles.counts();
        const paths =
          load.paths.length === 1 ? Array.from({ length: 200 }, () => load.paths[0] ?? "/") : load.paths;
        await askAll(
          standing.port,
          paths.map((path, index) => path.replace(numberMark, String(index))),
        );
        const after = await doubles.counts();
        counts.push({
          letter: subject.letter,
          load: load.name,
          requests: paths.length,
          gateway: after.gateway - before.gateway,
          auth: after.auth - before.auth,
          frigate: after.frigate - before.frigate,
        });
      }
    });
  }
  return counts;
}

async function askAll(port: number, paths: readonly string[]): Promise<void> {
  const waiting = [...paths];
  const ask = async (): Promise<void> => {
    for (let path = waiting.shift(); path !== undefined; path = waiting.shift()) await get(port, path);
  };
  await Promise.all(Array.from({ length: browserConnections }, ask));
}

async function withAll<Result>(
  options: DoublesOptions,
  letters: readonly Letter[],
  use: (all: readonly Stood[], doubles: Doubles) => Promise<Result>,
): Promise<Result> {
  const doubles = await startDoubles(options);
  const all: Stood[] = [];
  try {
    for (const subject of subjects.filter(({ letter }) => letters.includes(letter)))
      all.push({ subject, standing: await stand(subject.tree(), doubles.backends) });
    return await use(all, doubles);
  } finally {
    for (const { standing } of all) await standing.stop();
    await doubles.stop();
  }
}

/** One request before all others: what is measured must be the answer, and not an error page. */
async function requireAnswer({ subject, standing }: Stood, load: Load): Promise<void> {
  const [path = "/"] = load.paths;
  const { status, bytes } = await get(standing.port, path.replace(numberMark, "0"));
  if (status !== 200 || bytes !== load.bytes)
    throw new Error(`${subject.letter}, ${path}: ${status} and ${bytes} bytes, not 200 and ${load.bytes}`);
}

const get = (port: number, path: string): Promise<{ readonly status: number; readonly bytes: number }> =>
  new Promise((resolve, reject) => {
    request({ host: "127.0.0.1", port, path, headers: clientHeaders }, (response) => {
      let bytes = 0;
      response.on("data", (data: Buffer) => (bytes += data.length));
      response.on("end", () => resolve({ status: response.statusCode ?? 0, bytes }));
      response.on("error", reject);
    })
      .on("error", reject)
      .end();
  });
