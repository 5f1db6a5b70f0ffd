/** A configuration next to what upstream's module makes of it. */
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import {
  nginxTree,
  renderConfiguration,
  renderUpstream,
  renderWithoutOwnOptions,
  type Rendered,
} from "./configuration.ts";
import { groupBy } from "../collections.ts";
import { explain, type Explanation } from "./explain.ts";
import { diffByMeaning, type RouteDifference } from "../nginx/diff.ts";
import { lookupsOf } from "../nginx/lookups.ts";
import { fromTree, type NginxFile } from "../nginx/parse.ts";
import { findNixpkgs } from "./nixpkgs.ts";

/** What differs from upstream, and upstream's rendering of what that is. */
export interface Comparison extends Explanation {
  readonly origin: string;
  /** What is left out, as a sentence. */
  readonly scope: string;
}

const withoutOwn = "What you have set yourself is left out.";

/** The differences of a rendered configuration to upstream without those that the configuration makes itself. */
export function compared(file: string, rendered: Rendered, nixpkgs: string | undefined): Comparison {
  const { tree, origin, isOwn } = baseline(file, rendered, nixpkgs);
  const found = diffByMeaning(nginxTree(rendered), tree).filter((difference) => !isOwn(difference));
  return { origin, scope: withoutOwn, ...explain(found) };
}

/** The differences of an nginx.conf to upstream; of one that this module has not written all of them, and none is explained. */
export function comparedFile(file: NginxFile, nixpkgs: string | undefined): Comparison {
  const origin = "upstream's rendering of a plain configuration";
  const found = diffByMeaning(file, upstreamOfReference());
  if (!lookupsOf(file).has("frigate_original_uri"))
    return {
      origin,
      scope: "This module has not written it: nothing is left out.",
      explained: [],
      unexplained: found,
    };
  const isOwn = differsFrom(renderConfiguration(reference("host.nix"), findNixpkgs(nixpkgs)), file);
  return { origin, scope: withoutOwn, ...explain(found.filter((difference) => !isOwn(difference))) };
}

interface Baseline {
  readonly tree: NginxFile;
  readonly origin: string;
  /** Differences that the configuration itself makes, and not the module. */
  readonly isOwn: (difference: RouteDifference) => boolean;
}

const reference = (file: string): string => fileURLToPath(new URL(`../reference/${file}`, import.meta.url));

/** What upstream's module makes of reference/host.nix. */
export const upstreamOfReference = (): NginxFile =>
  fromTree(
    JSON.parse(readFileSync(reference("upstream-default.nginx.json"), "utf8")),
    "upstream-default.nginx.json",
  );

/**
 * Upstream's module with the same configuration, to be compared without the options that only ours has; where there is no
 * upstream module its rendering of a plain configuration, kept as data.
 */
function baseline(file: string, rendered: Rendered, named: string | undefined): Baseline {
  const nixpkgs = findNixpkgs(named);
  const upstream = renderUpstream(file, nixpkgs);
  if (upstream !== null) {
    return {
      tree: nginxTree(upstream),
      origin: `upstream's module from ${nixpkgs.origin}`,
      isOwn: differsFrom(renderWithoutOwnOptions(file, nixpkgs), nginxTree(rendered)),
    };
  }
  return {
    tree: upstreamOfReference(),
    origin: "upstream's rendering of a plain configuration, as no nixpkgs is here",
    isOwn: differsFrom(renderConfiguration(reference("host.nix"), nixpkgs), nginxTree(rendered)),
  };
}

/** Whether a difference also lies between two configurations with our module: then it is not the module's doing. */
function differsFrom(plain: Rendered, file: NginxFile): (difference: RouteDifference) => boolean {
  const own = new Set(diffByMeaning(file, nginxTree(plain)).map(subjectOf));
  return (difference) => own.has(subjectOf(difference));
}

const subjectOf = ({ route, what }: RouteDifference): string => JSON.stringify([route, what]);

/** What changes the same way in the same places. */
export interface Change {
  /** Headers, directives. */
  readonly subjects: readonly string[];
  readonly before: string;
  readonly after: string;
  readonly routes: readonly string[];
}

/** One entry per change and set of routes: what changes the same way in the same places is told together. */
export function changesOf(found: readonly RouteDifference[]): readonly Change[] {
  const values = ({ before, after }: RouteDifference) => [before ?? "–", after ?? "–"] as const;
  const bySubject = groupBy(found, (one) => JSON.stringify([one.what, ...values(one)]));
  const changes = [...bySubject.values()].flatMap((group) => {
    const [first] = group;
    if (first === undefined) return [];
    const [before, after] = values(first);
    return [{ subject: first.what, before, after, routes: group.map(({ route }) => route) }];
  });
  const together = groupBy(changes, ({ subject: _, ...change }) => JSON.stringify(Object.values(change)));
  return [...together.values()].flatMap((group) =>
    group.slice(0, 1).map(({ before, after, routes }) => ({
      subjects: group.map(({ subject }) => subject),
      before,
      after,
      routes,
    })),
  );
}
