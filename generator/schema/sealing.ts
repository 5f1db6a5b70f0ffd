/** Lines that keep the rest of nginx out of the places that decide who gets in; see inherited.ts. */
import type { Context } from "./directives.ts";
import { sealsOf, type Place } from "./inherited.ts";
import type { DirectiveIn, Line } from "./nginx.ts";

/** Lines for a place; `has` are directives that it has already, as nginx refuses one twice. */
export const sealing = <C extends Context>(
  context: C,
  place: Place,
  ...has: readonly DirectiveIn<C>[]
): readonly Line<C>[] =>
  sealsOf(place, ...has).map(({ name, args }) => ({
    kind: "directive",
    context,
    name: name as DirectiveIn<C>,
    args,
    block: null,
  }));

/** `/auth` is a location as the others that pass requests on, and brings its own cache or none. */
export const sealedCheck = sealing(
  "location",
  "check",
  "proxy_cache",
  "proxy_http_version",
  "proxy_next_upstream",
);

/** For a location with a cache of its own; see fragments.ts. */
export const sealedCache = (...has: readonly DirectiveIn<"location">[]): readonly Line<"location">[] =>
  sealing("location", "cached", ...has);
