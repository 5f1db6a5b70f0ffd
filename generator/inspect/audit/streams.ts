/** Where `stream` passes connections on to. */
import { readListen } from "../nginx/levels.ts";
import { argumentOf, directivesNamed, valuesOf, type Directive, type NginxFile } from "../nginx/parse.ts";
import { isForAll } from "./guard.ts";
import { isLoopback } from "./frigate.ts";

/** A `proxy_pass` of `stream`. */
export interface StreamPass {
  readonly directive: Directive;
  /** Upstream's name or address, as written. */
  readonly name: string;
  readonly addresses: readonly string[];
}

/** Those of servers that others than this machine may connect to. */
export const streamPasses = (file: NginxFile): readonly StreamPass[] =>
  directivesNamed(file.body, "stream").flatMap(({ block }) => {
    const upstreams = new Map(
      directivesNamed(block, "upstream").map((upstream) => [
        argumentOf(upstream),
        directivesNamed(upstream.block, "server").map((server) => argumentOf(server)),
      ]),
    );
    return directivesNamed(block, "server")
      .filter((server) => isForOthers(server) && !isRestricted(server))
      .flatMap((server) => directivesNamed(server.block, "proxy_pass"))
      .map((directive) => {
        const name = argumentOf(directive);
        return { directive, name, addresses: upstreams.get(name) ?? [name] };
      });
  });

const isForOthers = (server: Directive): boolean =>
  directivesNamed(server.block, "listen").some((listen) => {
    const address = readListen(valuesOf(listen).join(" ")).what;
    return !address.startsWith("unix:") && !isLoopback(address);
  });

/** Only some addresses may connect. */
const isRestricted = (server: Directive): boolean =>
  directivesNamed(server.block, "deny").some((deny) => isForAll(argumentOf(deny)));
