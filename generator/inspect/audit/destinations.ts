/** Where nginx passes requests on to. */
import { readProxyUrl, type Upstreams } from "../nginx/backend.ts";
import type { Route } from "../nginx/effective.ts";
import { argumentOf, directivesOf, type Directive } from "../nginx/parse.ts";
import { partAt, type Part } from "./frigate.ts";
import { textsOf, type Scope, type Lookups } from "./sources.ts";

/** One place that a `proxy_pass` can lead to. */
export interface Destination {
  readonly directive: Directive;
  /** Upstream's name or address, as written. */
  readonly host: string;
  /** Path it is asked for; empty where the client's own is kept. */
  readonly path: string;
  /** `127.0.0.1:5001`, `unix:/run/x.sock`. */
  readonly addresses: readonly string[];
  readonly parts: readonly Part[];
}

/** `proxy_pass` in the location itself, or in a block inside it that is no location. */
export function passesOf(route: Route): readonly Directive[] {
  const own = route.directives.filter((entry) => entry.own).map(({ directive }) => directive);
  return own.flatMap(function inside(directive): readonly Directive[] {
    if (directive.name === "proxy_pass") return [directive];
    return directive.name === "if" || directive.name === "limit_except"
      ? directivesOf(directive.block).flatMap(inside)
      : [];
  });
}

/** Every destination of a location, with the tables that choose one followed. */
export function destinationsOf(
  scope: Scope,
  lookups: Lookups,
  upstreams: Upstreams,
  isFrigates: boolean,
): readonly Destination[] {
  return passesOf(scope.route).flatMap((directive) =>
    textsOf(argumentOf(directive), scope, lookups).map((url): Destination => {
      // A table may name an upstream alone.
      const { host, uri: path } = readProxyUrl(/^https?:\/\//.test(url) ? url : `http://${url}`);
      const addresses = (upstreams.get(host) ?? [host]).map((server) => withPort(server.split(" ")[0] ?? ""));
      const parts = addresses.flatMap((address) => partAt(host, address, isFrigates) ?? []);
      return { directive, host, path, addresses, parts };
    }),
  );
}

const withPort = (address: string): string =>
  address.startsWith("unix:") || /:\d+$/.test(address) ? address : `${address}:80`;
