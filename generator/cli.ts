/** The verbs of the command line. */
import { parseArgs } from "node:util";
import { UserProblem, type Status } from "./problem.ts";
import { UsageProblem, type Request } from "./verbs/request.ts";

const usage = `Usage: npm run -s VERB -- [OPTIONS] [FILE]

  start                generate, evaluate examples/kanidm.nix, show nginx.conf, routes and differences to upstream
  generate [--check]   write module/ and docs/ from the schema; --check: only say what is stale, and fail
  render CONFIG        nginx.conf of a NixOS configuration
  routes CONFIG        who may reach what in it, who signs in how, and who becomes what
  diff CONFIG          what it does differently from upstream's module
  audit FILE           holes of an nginx.conf, what nginx -T prints (-), or a NixOS configuration (.nix)
  report CONFIG        one HTML page about it: the way of a request, routes, differences, audit
  nixpkgs DIR          write module, test and release notes into a checkout of nixpkgs, and print the commit message

CONFIG is a NixOS module (.nix), such as a whole host; routes, diff and report take an nginx.conf, too.

Options:
  --nixpkgs DIR        nixpkgs to evaluate with; else $NIXPKGS, <nixpkgs>, or a small stand-in
  --format FORMAT      of audit: text, json or sarif
  --frigate HOST:PORT  of audit: Frigate's internal port (5000 in the container), where it cannot be guessed; may be repeated
  --output FILE        where report writes to; else standard output
  --help               this text

Exit status: 0; 1 something is wrong, or audit found something; 2 these words, or audit could not read or make out all; 3 an assertion of
the configuration fails.
`;

/** Gives an exit status where it is not 0. */
type Verb = (request: Request) => Status | 0 | void;

/** Loaded when asked for: reading the schema takes the TypeScript compiler, which is slow to load. */
const verbs: ReadonlyMap<string, () => Promise<Verb>> = new Map([
  ["audit", async () => (await import("./inspect/verbs/audit.ts")).audit],
  ["diff", async () => (await import("./inspect/verbs/diff.ts")).diff],
  ["generate", async () => (await import("./verbs/generate.ts")).generate],
  ["nixpkgs", async () => (await import("./inspect/verbs/nixpkgs.ts")).nixpkgs],
  ["render", async () => (await import("./inspect/verbs/render.ts")).render],
  ["report", async () => (await import("./inspect/verbs/report.ts")).report],
  ["routes", async () => (await import("./inspect/verbs/routes.ts")).routes],
  ["start", async () => (await import("./inspect/verbs/start.ts")).start],
]);

/** Runs a verb; the result is the exit status. */
export async function main(args: readonly string[]): Promise<number> {
  try {
    const { load, request } = readArguments(args);
    const verb = await load();
    return verb(request) ?? 0;
  } catch (problem) {
    if (!(problem instanceof UserProblem)) throw problem;
    const help = problem instanceof UsageProblem ? `\n${usage}` : "";
    process.stderr.write(`${problem.message}\n${help}`);
    return problem.status;
  }
}

function readArguments(args: readonly string[]): {
  readonly load: () => Promise<Verb>;
  readonly request: Request;
} {
  const {
    values: { help, ...options },
    positionals: [name, ...files],
  } = parsed(args);
  const request = { files, nixpkgs: undefined, ...options };
  if (help) return { load: async () => showUsage, request };
  const load = name === undefined ? undefined : verbs.get(name);
  if (load === undefined)
    throw new UsageProblem(name === undefined ? "Name a verb." : `There is no verb "${name}".`);
  return { load, request };
}

const showUsage = (): void => void process.stdout.write(usage);

function parsed(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      allowPositionals: true,
      options: {
        nixpkgs: { type: "string" },
        check: { type: "boolean", default: false },
        format: { type: "string" },
        frigate: { type: "string", multiple: true },
        output: { type: "string" },
        help: { type: "boolean", default: false },
      },
    });
  } catch (problem) {
    throw new UsageProblem(problem instanceof Error ? problem.message : String(problem));
  }
}
