/** Which variables have a say in what nginx does in some locations. */
import { lookupsOf, valuesOfLookup, variableName } from "../nginx/lookups.ts";
import { everyDirective, valuesOf, type Directive } from "../nginx/parse.ts";
import { variablesIn } from "../nginx/variables.ts";
import type { Deployment, Location } from "./deployment.ts";
import { judgesOf } from "./judges.ts";

const SETTERS: readonly string[] = ["set", "set_escape_uri", "auth_request_set"];

/** Names in lower case: those in the directives in force there, and those that these are made of, by `map`, `geo` and `set`. */
export function variablesUsed(deployment: Deployment, locations: readonly Location[]): ReadonlySet<string> {
  const lookups = lookupsOf(deployment.file);
  const directives = [...new Set(locations.flatMap(directivesOfLocation))];
  const settings = directives.filter(({ name }) => SETTERS.includes(name)).map(valuesOf);
  const used = new Set(directives.flatMap(valuesRead).flatMap(variablesIn));
  for (const name of used) {
    const lookup = lookups.get(name);
    const values = [
      ...settings.filter(([variable = ""]) => variableName(variable) === name).map(([, value = ""]) => value),
      ...(lookup === undefined ? [] : [lookup.source, ...valuesOfLookup(lookup)]),
    ];
    for (const inner of values.flatMap(variablesIn)) used.add(inner);
  }
  return used;
}

/** Those that have a say in who is let in: in the locations that answer auth_request, and in those that ask. */
export const variablesOfAccess = (deployment: Deployment): ReadonlySet<string> =>
  variablesUsed(deployment, [
    ...judgesOf(deployment).map(({ location }) => location),
    ...deployment.locations.filter(
      ({ host, parts, guard }) => host.isFrigates && (parts.length > 0 || guard.kind === "question"),
    ),
  ]);

const directivesOfLocation = ({ route }: Location): readonly Directive[] =>
  route.directives.flatMap(({ directive }) => [
    directive,
    ...(directive.name === "if" ? everyDirective(directive.block) : []),
  ]);

const valuesRead = (directive: Directive): readonly string[] =>
  SETTERS.includes(directive.name) ? [] : valuesOf(directive);
