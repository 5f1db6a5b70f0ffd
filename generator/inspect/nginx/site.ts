import { upstreamsOf, type Upstreams } from "./backend.ts";
import { effectiveRoutes, type Route } from "./effective.ts";
import type { NginxFile } from "./tree.ts";
import { variablesOf, type Resolve } from "./variables.ts";

/** A file with what its routes are read against: upstreams, variables, one another. */
export interface NginxSite {
  readonly file: NginxFile;
  readonly routes: readonly Route[];
  readonly upstreams: Upstreams;
  readonly resolve: Resolve;
}

export function readNginxSite(file: NginxFile): NginxSite {
  const routes = effectiveRoutes(file);
  return { file, routes, upstreams: upstreamsOf(file), resolve: variablesOf(file, routes) };
}
