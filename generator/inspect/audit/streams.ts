/** Where `stream` passes connections on to. */
import { readListen } from "../nginx/levels.ts";
import { flags } from "../nginx/lookups.ts";
import {
  argumentOf,
  directivesNamed,
  directivesOf,
  valuesOf,
  type Directive,
  type NginxFile,
} from "../nginx/parse.ts";
import type { Reached } from "./destinations.ts";
import { isForAll } from "./guard.ts";
import { isLoopback } from "./frigate.ts";

/** Those of servers that others than this machine may connect to. */
export const streamPasses = (file: NginxFile): readonly Reached[] =>
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
      .flatMap((directive) => {
        const written = argumentOf(directive);
        return valuesIn(block, written).map((host): Reached => {
          const addresses = upstreams.get(host) ?? [host];
          return { directive, host, written, path: "", addresses, isUnknown: host.includes("$") };
        });
      });
  });

/** The values of a variable that a `map` of the same block makes; else the text itself. */
function valuesIn(block: Directive["block"], text: string): readonly string[] {
  const map = directivesNamed(block, "map").find((one) => valuesOf(one)[1] === text);
  return map === undefined
    ? [text]
    : directivesOf(map.block).flatMap((entry) => (flags.includes(entry.name) ? [] : [argumentOf(entry)]));
}

const isForOthers = (server: Directive): boolean =>
  directivesNamed(server.block, "listen").some((listen) => {
    const address = readListen(valuesOf(listen).join(" ")).what;
    return !address.startsWith("unix:") && !isLoopback(address);
  });

/** Only some addresses may connect. */
const isRestricted = (server: Directive): boolean =>
  directivesNamed(server.block, "deny").some((deny) => isForAll(argumentOf(deny)));
