/** Servers and where they lead, before it is known what of that is Frigate's. */
import type { Route, Server } from "../nginx/effective.ts";
import { readListen } from "../nginx/levels.ts";
import { treeOf, type Node } from "../nginx/locate.ts";
import { directivesNamed, type Directive } from "../nginx/parse.ts";
import type { Destination, Reached } from "./destinations.ts";
import { isLoopback } from "./frigate.ts";
import type { Recognise, Told } from "./recognition.ts";

export interface Listen {
  readonly directive: Directive | null;
  /** `*:80`, `127.0.0.1:5000`, `unix:/run/x.sock`. */
  readonly address: string;
  readonly isLocal: boolean;
}

/** A server before it is known what of it is Frigate's. */
export interface Read<D extends Reached> {
  readonly server: Server;
  readonly listens: readonly Listen[];
  readonly tree: readonly Node[];
  readonly placed: readonly { readonly route: Route; readonly destinations: readonly D[] }[];
  readonly told: Told;
}

export type Draft = Read<Destination>;

export function draftOf(
  server: Server,
  routes: readonly Route[],
  reach: (route: Route) => readonly Reached[],
): Read<Reached> {
  const own = routes.filter((route) => route.server.directive === server.directive);
  const placed = own.map((route) => ({ route, destinations: reach(route) }));
  const listens = listensOf(server);
  const told = {
    names: server.names,
    patterns: own.map(({ matcher }) => matcher.pattern),
    reached: placed.flatMap(({ destinations }) => destinations),
    listens: listens.map(({ address }) => address),
  };
  return { server, listens, tree: treeOf(own), placed, told };
}

export const withParts = (draft: Read<Reached>, recognise: Recognise): Draft => ({
  ...draft,
  placed: draft.placed.map(({ route, destinations }) => ({
    route,
    destinations: destinations.map((reached) => ({
      ...reached,
      parts: recognise(draft.told, reached, route.matcher.pattern),
    })),
  })),
});

function listensOf(server: Server): readonly Listen[] {
  const directives = directivesNamed(server.directive.block, "listen");
  return server.listens.map((listen, index): Listen => {
    const address = readListen(listen).what.replace(/^localhost:/, "127.0.0.1:");
    return {
      directive: directives[index] ?? null,
      address,
      isLocal: address.startsWith("unix:") || isLoopback(address),
    };
  });
}
