/** `start`: from the schema to a rendered configuration, for somebody who sees the project for the first time. */
import { fileURLToPath } from "node:url";
import type { Request } from "../../verbs/request.ts";
import { ensureTools } from "../evaluate/tools.ts";
import { differences } from "./diff.ts";
import { generate } from "../../verbs/generate.ts";
import { evaluated, nginxText } from "./render.ts";
import { routeTable } from "./routes.ts";

const example = "examples/kanidm.nix";
const exampleFile = fileURLToPath(new URL(`../../../${example}`, import.meta.url));

export function start(request: Request): void {
  ensureTools(["nix"]);
  say("module/, from generator/schema/");
  generate({ ...request, check: false });
  const rendered = evaluated(request, exampleFile);
  say(`nginx.conf of ${example}`);
  process.stdout.write(nginxText(rendered));
  say("Its routes");
  process.stdout.write(routeTable(rendered));
  say("What upstream's module does differently, and why");
  process.stdout.write(differences(exampleFile, rendered, request.nixpkgs));
}

const say = (heading: string): void => void process.stdout.write(`\n── ${heading} ──\n\n`);
