/** Where nginx passes requests on to. */
import { readProxyUrl, type Upstreams } from "../nginx/backend.ts";
import type { Route } from "../nginx/effective.ts";
import { argumentOf, directivesOf, type Directive } from "../nginx/parse.ts";
import type { Part } from "./frigate.ts";
import { textsOf, type Scope, type Lookups } from "./sources.ts";

/** One place that a `proxy_pass` can lead to. */
export interface Reached {
  readonly directive: Directive;
  /** Upstream's name or address, as written. */
  readonly host: string;
  /** The argument before its variables are followed: their names may say what they are about. */
  readonly written: string;
  /** Path it is asked for; empty where the client's own is kept. */
  readonly path: string;
  /** `127.0.0.1:5001`, `unix:/run/x.sock`. */
  readonly addresses: readonly string[];
  /** A variable that nothing in the file sets, or an answer, decides about the address. */
  readonly isUnknown: boolean;
}

/** The same, and what of Frigate is there. */
export interface Destination extends Reached {
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

/** Every place that a location leads to, with the tables that choose one followed. */
export function reachedFrom(scope: Scope, lookups: Lookups, upstreams: Upstreams): readonly Reached[] {
  return passesOf(scope.route).flatMap((directive) => {
    const written = argumentOf(directive);
    return textsOf(written, scope, lookups).map((text): Reached => {
      const { host, uri: path } = readProxyUrl(withScheme(text).replace(PATH_BEHIND_PORT, "$1/$2"));
      const addresses = (upstreams.get(host) ?? [host]).map((server) => withPort(server.split(" ")[0] ?? ""));
      return {
        directive,
        host,
        written,
        path: path === "/$request_uri" ? "" : path,
        addresses,
        isUnknown: host.includes("$"),
      };
    });
  });
}

/** Variables that begin with a slash stand right behind the port. */
const PATH_BEHIND_PORT = /^(https?:\/\/[^/$]+)(\$(?:request_uri|uri|document_uri)\b)/;

/** A table may name an upstream alone; a scheme in a variable that nothing sets is one of the two. */
const withScheme = (text: string): string =>
  /^https?:\/\//.test(text) ? text : `http://${text.replace(/^\$\{?\w+\}?:\/\//, "")}`;

const withPort = (address: string): string =>
  address.startsWith("unix:") || /:\d+$/.test(address) ? address : `${address}:80`;
