/** What a location makes of the headers of a request that it passes on. */
import { directivesInForce, valueInForce } from "../nginx/in-force.ts";
import { argumentOf, type Directive } from "../nginx/parse.ts";
import type { Location, Deployment } from "./deployment.ts";
import { isOfClient, type Source } from "./sources.ts";

/** How a header comes to the backend. */
export type Sent =
  /** nginx sets it. */
  | { readonly kind: "set"; readonly directives: readonly Directive[] }
  /** As the client sent it. */
  | { readonly kind: "passed" }
  | { readonly kind: "dropped" };

/** What the backend behind a location gets under a name. */
export function sent(location: Location, name: string): Sent {
  const directives = settingsOf(location, name);
  if (directives.length > 0) return { kind: "set", directives };
  return { kind: passesHeaders(location) ? "passed" : "dropped" };
}

export const passesHeaders = ({ route }: Location): boolean =>
  valueInForce(route, "proxy_pass_request_headers") !== "off";

/** The `proxy_set_header` in force for a name. */
export const settingsOf = ({ route }: Location, name: string): readonly Directive[] =>
  directivesInForce(route, "proxy_set_header").filter(
    (directive) => argumentOf(directive).toLowerCase() === name.toLowerCase(),
  );

/** Why the client decides what a header says: the directive that lets it, null where none is there; else undefined. */
export function clientDecides(
  deployment: Deployment,
  location: Location,
  name: string,
  main?: Location,
): Directive | null | undefined {
  const how = sent(location, name);
  switch (how.kind) {
    case "dropped":
      return undefined;
    case "passed":
      return null;
    case "set":
      return how.directives.find((directive) =>
        isClients(deployment.sources(argumentOf(directive, 1), location, main)),
      );
  }
}

/** A table that looks at something else, such as the address, may let a header of the client's through. */
function isClients(sources: readonly Source[]): boolean {
  const direct = sources.filter(({ through }) => !through.includes("lookup"));
  const looked = sources.filter(({ through }) => through.includes("lookup"));
  return direct.some(isOfClient) || (looked.length > 0 && looked.every(isOfClient));
}
