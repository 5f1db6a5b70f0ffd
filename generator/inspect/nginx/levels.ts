import type { Aspect } from "./aspects.ts";
import type { Server } from "./effective.ts";
import { groupBy, sortedSet, words } from "../collections.ts";
import { blockText, directiveText } from "./facts.ts";
import { inheritanceOf } from "./inheritance.ts";
import { directivesNamed, directivesOf, valuesOf, type Directive, type NginxFile } from "./tree.ts";
import { normalizeParameter, withoutStoreHash } from "./units.ts";

/** Something that shapes a server, http or the whole file, apart from what its locations do. */
export interface LevelFact {
  /** `server a.example`, `upstream frigate-api`, `http`, `nginx.conf`. */
  readonly subject: string;
  readonly aspect: Aspect;
  readonly what: string;
  readonly value: string;
}

const asWritten = (text: string): string => text;

/** Outside `http`: processes, logs, and blocks such as `rtmp`. */
export function mainFacts(file: NginxFile): readonly LevelFact[] {
  const directives = directivesOf(file.body).filter(({ name }) => name !== "http");
  return namedFacts(directives, "nginx.conf", () => "http-level");
}

/**
 * Directly inside `http`: upstreams, cache zones and what else nginx does not pass on to locations. What it does pass
 * on is seen in the routes; maps are seen where their variables are used.
 */
export function httpFacts(file: NginxFile): readonly LevelFact[] {
  const directives = directivesNamed(file.body, "http").flatMap(({ block }) => directivesOf(block));
  const frames = directives.filter(isFrame);
  const upstreams = directives.filter(({ name }) => name === "upstream");
  return [...namedFacts(frames, "http", () => "http-level"), ...upstreams.flatMap(upstreamFacts)];
}

/** The server itself: where it listens, its names and certificates. */
export function serverFacts(server: Server): readonly LevelFact[] {
  const subject = showServer(server);
  const frames = directivesOf(server.directive.block).filter(isFrame);
  return [
    ...server.listens.map((listen) => ({ subject, aspect: "listen" as const, ...readListen(listen) })),
    ...namedFacts(frames, subject, (name) => (/^(ssl|http2)/.test(name) ? "listen" : "server")),
  ];
}

/** What shapes http or a server, and is not read on its own. */
const isFrame = ({ name }: Directive): boolean =>
  (inheritanceOf(name).rule === "frame" || name === "include") && !SEEN_ELSEWHERE.includes(name);

export function showServer(server: Server): string {
  return `server ${server.names[0] ?? server.listens[0] ?? ""}`;
}

/** `0.0.0.0:80`, `*:80` and `80` are one address (ngx_parse_inet_url); parameters have no order. */
export function readListen(listen: string): { readonly what: string; readonly value: string } {
  const [address = "", ...parameters] = listen.split(" ");
  const withPort = /^\d+$/.test(address)
    ? `*:${address}`
    : /:\d+$|^unix:/.test(address)
      ? address
      : `${address}:80`;
  const what = withPort.replace(/^0\.0\.0\.0:/, "*:").replace(/^\[(::0|0::0|::)\]:/, "[::]:");
  return { what, value: parameters.toSorted().join(" ") || "plain" };
}

const SEEN_ELSEWHERE: readonly string[] = words("server location listen upstream map geo split_clients");

function upstreamFacts(upstream: Directive): readonly LevelFact[] {
  return namedFacts(
    directivesOf(upstream.block),
    `upstream ${upstream.args[0]?.value ?? ""}`,
    () => "upstream",
  );
}

/** All directives of a name together; where the name stands for several things, one fact for each of them. */
function namedFacts(
  directives: readonly Directive[],
  subject: string,
  aspectOf: (name: string) => Aspect,
): readonly LevelFact[] {
  return [...groupBy(directives, subjectOf)].map(([what, group]) => ({
    subject,
    aspect: aspectOf(what),
    what,
    value: sortedSet(group.map(valueOf)).join("; "),
  }));
}

/** Cache zones and log formats are known by their names; an included file by its own. */
function subjectOf(directive: Directive): string {
  const values = valuesOf(directive);
  switch (directive.name) {
    case "proxy_cache_path": {
      const zone = values.find((value) => value.startsWith("keys_zone=")) ?? "";
      return `proxy_cache_path ${zone.replace(/^keys_zone=/, "").replace(/:.*$/, "")}`;
    }
    case "include":
      return `include ${(values[0] ?? "").replace(/^.*\//, "")}`;
    case "log_format":
      return `log_format ${values[0] ?? ""}`;
    default:
      return directive.name;
  }
}

function valueOf(directive: Directive): string {
  const values = valuesOf(directive).map((value) => withoutStoreHash(normalizeParameter(value)));
  switch (directive.name) {
    case "proxy_cache_path":
      return [values[0] ?? "", ...values.slice(1).toSorted()].join(" ");
    case "include":
      return "included";
    case "server_name":
      return values.toSorted().join(" ");
    default:
      if (directive.block !== null) return [...values, blockText(directive, asWritten)].join(" ");
      return directiveText(directive, asWritten).slice(directive.name.length).trim() || "yes";
  }
}
