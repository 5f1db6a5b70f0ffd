/** Every way in which one directive of a rendered configuration can be missing or wrong. */
import {
  directivesNamed,
  valuesOf,
  type Directive,
  type Item,
  type NginxFile,
} from "../../../generator/inspect/nginx/parse.ts";
import { withArguments, type Mutation } from "../../rig/mutate.ts";

export interface Mutant {
  /** `location /api/`, `map $frigate_decider`: the block around it. */
  readonly where: string;
  /** What has been done to which directive. */
  readonly what: string;
  /** For the file the mutant was made for, or one of the same shape. */
  readonly mutate: Mutation;
}

/**
 * Directives that have no say in who gets in, as whom, or what they are shown; each group with the reason. Whatever is not
 * listed here is dropped and altered.
 */
const otherwise: readonly (readonly [reason: string, names: RegExp])[] = [
  ["comments on a request", /^(access_log|error_log|log_not_found)$/],
  [
    "speed: what is sent is the same",
    /^(gzip|gzip_\w+|sendfile|tcp_\w+|open_file_cache\w*|aio|keepalive\w*|proxy_http_version|proxy_buffering|proxy_buffers?|proxy_busy_buffers_size|proxy_headers_hash\w*|proxy_cache_(lock|use_stale|min_uses|valid))$/,
  ],
  [
    "limits of time and size, which faults.test.ts is about",
    /^(proxy_\w+_timeout|send_timeout|client_\w+_size|large_client_header_buffers|proxy_buffer_size|proxy_next_upstream|map_hash_\w+)$/,
  ],
  ["how long a browser keeps what it was given", /^(expires|etag|slice)$/],
  ["kinds of files, for browsers", /^(types|default_type|charset)$/],
  ["video, which Debian's nginx cannot make", /^(vod(?!_media_set_map_uri$)\w*|secure_token\w*)$/],
  ["where the host listens, and its certificate", /^(listen|server_name|ssl_\w+|http2|resolver)$/],
];

const isOtherwise = ({ name }: Directive): boolean => otherwise.some(([, names]) => names.test(name));

/** All mutants of the parts that this project writes: Frigate's host, the identity server, and `$frigate_…` tables. */
export function mutantsOf(file: NginxFile): readonly Mutant[] {
  const http = directivesNamed(file.body, "http")[0];
  if (http === undefined) return [];
  return blocksOf(http).flatMap(({ where, trail }) => mutantsAt(file, where, trail));
}

/** Indexes of items from the file's body inwards. */
type Trail = readonly number[];

interface Block {
  readonly where: string;
  readonly trail: Trail;
}

function blocksOf(http: Directive): readonly Block[] {
  const httpAt = [-1];
  return (http.block ?? []).flatMap((item, index): readonly Block[] => {
    if (item.kind === "comment" || item.block === null) return [];
    const trail = [...httpAt, index];
    const words = valuesOf(item);
    if (item.name === "map" || item.name === "geo") {
      return words.at(-1)?.startsWith("$frigate_") === true
        ? [{ where: `${item.name} ${words.at(-1)}`, trail }]
        : [];
    }
    return item.name === "server" && isOurs(item) ? serverBlocks(item, trail) : [];
  });
}

/** Frigate's host, or the identity server. */
function isOurs(server: Directive): boolean {
  const names = directivesNamed(server.block, "server_name").flatMap(valuesOf);
  const locations = directivesNamed(server.block, "location").map((location) => valuesOf(location).join(" "));
  return names.includes("frigate-identity") || locations.includes("/api/");
}

function serverBlocks(server: Directive, trail: Trail): readonly Block[] {
  const name = directivesNamed(server.block, "server_name").flatMap(valuesOf)[0] ?? "";
  const prefix = name === "frigate-identity" ? "identity server, " : "";
  const locations = (server.block ?? []).flatMap((item, index): readonly Block[] =>
    item.kind === "directive" && item.name === "location"
      ? [{ where: `${prefix}location ${valuesOf(item).join(" ")}`, trail: [...trail, index] }]
      : [],
  );
  return [{ where: `${prefix}server`, trail }, ...locations];
}

function mutantsAt(file: NginxFile, where: string, trail: Trail): readonly Mutant[] {
  const block = blockAt(file, trail);
  return block.flatMap((item, index) => {
    if (item.kind === "comment" || item.name === "location" || isOtherwise(item)) return [];
    const text = [item.name, ...item.args.map(({ raw }) => raw)].join(" ");
    const changes: readonly (readonly [string, Directive | null])[] = [
      ["without", null],
      ...alterations(item, where),
    ];
    return changes.map(([how, changed]) => ({
      where,
      what: `${how}: ${text}`,
      mutate: (other: NginxFile) => replaceAt(other, [...trail, index], changed),
    }));
  });
}

/** What else a directive can become that nginx takes: the same with its guard loosened. */
function alterations(directive: Directive, where: string): readonly (readonly [string, Directive])[] {
  const values = valuesOf(directive);
  const [first = "", second = ""] = values;
  switch (directive.name) {
    case "add_header":
      return values.at(-1) === "always"
        ? [["not always", withArguments(directive, ...values.slice(0, -1))]]
        : [];
    case "auth_request":
    case "proxy_cache":
      return first === "off" ? [] : [["off", withArguments(directive, "off")]];
    case "proxy_set_header":
      return second === "" ? [] : [["empty", withArguments(directive, first, "")]];
    case "proxy_pass_request_headers":
    case "proxy_pass_request_body":
      return [["on", withArguments(directive, "on")]];
    case "return":
      return /^40[13]$/.test(first) ? [["allowing", withArguments(directive, "204")]] : [];
    default:
      return where.startsWith("map ") ? looserEntry(directive) : [];
  }
}

/** An expression of a table, without the anchors that make it exact. */
function looserEntry(entry: Directive): readonly (readonly [string, Directive])[] {
  if (!entry.name.startsWith("~")) return [];
  const unanchored = entry.name.replace(/^(~\*?)\^/, "$1");
  const open = entry.name.replace(/\\z$/, "$");
  return [
    ...(unanchored === entry.name ? [] : [["without ^", { ...entry, name: unanchored }] as const]),
    ...(open === entry.name ? [] : [["$ for \\z", { ...entry, name: open }] as const]),
  ];
}

/** A trail's first step is the http block, wherever it stands. */
function stepsOf(file: NginxFile, [, ...rest]: Trail): Trail {
  return [file.body.findIndex((item) => item.kind === "directive" && item.name === "http"), ...rest];
}

function blockAt(file: NginxFile, trail: Trail): readonly Item[] {
  return stepsOf(file, trail).reduce<readonly Item[]>((body, index) => {
    const item = body[index];
    return item?.kind === "directive" ? (item.block ?? []) : [];
  }, file.body);
}

function replaceAt(file: NginxFile, trail: Trail, change: Directive | null): NginxFile {
  const replace = (body: readonly Item[], [index = 0, ...rest]: Trail): readonly Item[] =>
    body.flatMap((item, at): readonly Item[] => {
      if (at !== index) return [item];
      if (rest.length === 0) return change === null ? [] : [change];
      return item.kind === "directive" ? [{ ...item, block: replace(item.block ?? [], rest) }] : [item];
    });
  return { ...file, body: replace(file.body, stepsOf(file, trail)) };
}
