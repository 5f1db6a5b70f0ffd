/** `diff`: what a configuration does differently from upstream's module, by meaning. */
import { onlyFile, type Request } from "../../verbs/request.ts";
import { changesOf, compared, comparedFile, type Change, type Comparison } from "../evaluate/comparison.ts";
import type { Rendered } from "../evaluate/configuration.ts";
import type { RouteDifference } from "../nginx/diff.ts";
import { corrections } from "../../schema/corrections.ts";
import { wrapped } from "../../wrap.ts";
import { isNginxFile, nginxFile } from "./nginx-file.ts";
import { evaluated } from "./render.ts";

export function diff(request: Request): void {
  const name = onlyFile(request);
  process.stdout.write(
    isNginxFile(name)
      ? comparisonText(comparedFile(nginxFile(name), request.nixpkgs))
      : differences(name, evaluated(request), request.nixpkgs),
  );
}

/** The differences of a rendered configuration to upstream, grouped under what they correct, as text. */
export const differences = (file: string, rendered: Rendered, nixpkgs: string | undefined): string =>
  comparisonText(compared(file, rendered, nixpkgs));

function comparisonText({ origin, scope, explained, unexplained }: Comparison): string {
  const sections = explained.map(({ correction, differences: found }) => {
    const { title, because } = corrections[correction];
    return `${title}\n${indented(because)}\n${facts(found)}`;
  });
  const rest = unexplained.length === 0 ? [] : [`Not a listed correction\n${facts(unexplained)}`];
  return [`Compared with ${origin}. ${scope}\n`, ...sections, ...rest].join("\n");
}

const facts = (found: readonly RouteDifference[]): string => changesOf(found).map(entry).join("");

const entry = ({ subjects, before, after, routes }: Change): string =>
  `${indented(`- ${subjects.join(", ")}: ${before} → ${after}`, 2, 4)}\n${indented(routes.join(", "), 6)}\n`;

const indented = (words: string, by = 2, further = by): string =>
  wrapped(words, 110)
    .map((line, index) => `${" ".repeat(index === 0 ? by : further)}${line}`)
    .join("\n");
