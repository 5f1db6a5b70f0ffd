/** `render`: the nginx.conf of a configuration. */
import { onlyFile, type Request } from "../../verbs/request.ts";
import {
  nginxTree,
  renderConfiguration,
  requireAssertions,
  type Rendered,
} from "../evaluate/configuration.ts";
import { printNginx } from "../nginx/parse.ts";
import { findNixpkgs } from "../evaluate/nixpkgs.ts";

/** @throws UserProblem when the configuration does not evaluate, or NixOS would refuse it. */
export function render(request: Request): void {
  process.stdout.write(nginxText(evaluated(request)));
}

/** nginx.conf with the text files of the module system in place, laid out evenly. */
export const nginxText = (rendered: Rendered): string => printNginx(nginxTree(rendered));

/** The configuration a verb was given, evaluated with our module; warnings go to stderr. */
export function evaluated(request: Request, file = onlyFile(request)): Rendered {
  const nixpkgs = findNixpkgs(request.nixpkgs);
  const rendered = renderConfiguration(file, nixpkgs);
  if (nixpkgs.standIn) process.stderr.write(`Evaluated with ${nixpkgs.origin}.\n`);
  for (const warning of rendered.warnings) process.stderr.write(`warning: ${warning.trim()}\n`);
  if (rendered.notLookedAt.length > 0)
    process.stderr.write(`warning: not looked at: ${rendered.notLookedAt.join(", ")}\n`);
  requireAssertions(file, rendered);
  return rendered;
}
