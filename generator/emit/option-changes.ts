/** What each option changes in nginx, by places of schema/places.ts. */
import type { Member } from "../model/option.ts";
import { optionPaths, type PathedOption } from "../model/option-paths.ts";
import type { FragmentName } from "../schema/fragments.ts";
import type { Change, Place } from "../schema/places.ts";
import { routes, type Matcher, type Route } from "../schema/routes.ts";
import { bundlesOf } from "./locations.ts";

export interface OptionChange extends PathedOption {
  readonly changes: Change;
}

/** Every option below services.frigate, with what it changes. */
export const optionChanges = (members: readonly Member[]): readonly OptionChange[] =>
  optionPaths(members).map((option) => ({ ...option, changes: changesOf(option) }));

/** @throws Error for options that the reader has refused. */
function changesOf({ path, option, changes }: PathedOption): Change {
  if (option.kind === "option" && option.directive !== null) return placesWith(option.directive.fragment);
  if (changes === null) throw new Error(`${path} does not say what it changes`);
  return changes;
}

/** The routes in which a bundle of directives stands. */
const placesWith = (fragment: FragmentName): readonly Place[] => [
  ...(Object.entries(routes) as readonly (readonly [keyof typeof routes & Matcher, Route])[])
    .filter(([matcher, route]) => bundlesOf(matcher, route).includes(fragment))
    .map(([matcher]) => matcher),
  ...(ownBundles.some((name) => name === fragment) ? (["Frigate's own listener"] as const) : []),
];

/** Bundles in the server that Frigate calls, as module/frigate/nginx.nix writes it. */
const ownBundles = [
  "forwarded",
  "keepAlive",
  "proxied",
  "upgrade",
] as const satisfies readonly FragmentName[];
