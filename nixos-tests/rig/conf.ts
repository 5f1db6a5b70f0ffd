/** Makes a rendered nginx.conf one that an nginx of this machine can run on loopback, below one directory. */
import { dirname } from "node:path";
import {
  directivesNamed,
  directivesOf,
  printNginx,
  quoteArgument,
  valuesOf,
  type Directive,
  type Item,
  type NginxFile,
} from "../../generator/inspect/nginx/parse.ts";
import { filesOf, whyUnsupported, modules, saysHttp2AtListen, type NginxBuild } from "./nginx-build.ts";
import { everyDirective, isTable, move, nameInUrl, readListener, type Surroundings } from "./surroundings.ts";

export interface RunnableOptions extends Omit<Surroundings, "confDirectory"> {
  readonly nginx: NginxBuild;
  /** Whether `[::1]` can be listened on. */
  readonly ipv6: boolean;
}

/** A directive that is not in the text any more. */
export interface DroppedDirective {
  /** Name and arguments. */
  readonly words: readonly string[];
  readonly reason: string;
}

export interface Runnable {
  readonly text: string;
  /** Everything that this nginx or this machine cannot have. Nothing else is left out. */
  readonly dropped: readonly DroppedDirective[];
  /** Directories nginx expects to exist. */
  readonly directories: readonly string[];
}

/**
 * Moves files, listeners and backends to the surroundings, loads the modules nginx does not have built in, and drops what
 * it cannot have at all. What a request meets stays: locations, headers, maps, and one port for each port.
 * @throws RigProblem when a port, a backend, an included file or a certificate has nobody who plays it.
 */
export function runnable(file: NginxFile, options: RunnableOptions): Runnable {
  const dropped: DroppedDirective[] = [];
  const surroundings: Surroundings = { ...options, confDirectory: options.nginx.confDirectory };
  const upstreams = upstreamNames(file);

  const keep = (directive: Directive): boolean => {
    const reason = whyUnsupported(options.nginx, directive) ?? lackingIpv6(directive, options.ipv6);
    if (reason !== null) drop(directive, reason);
    return reason === null;
  };
  const drop = (directive: Directive, reason: string): void => {
    dropped.push({ words: [directive.name, ...valuesOf(directive)], reason });
  };
  const moveBody = (body: readonly Item[]): readonly Item[] =>
    withoutRepeatedListens(
      body.flatMap((item): readonly Item[] => {
        if (item.kind === "comment") return [item];
        return keep(item) ? [moveDirective(item)] : [];
      }),
      drop,
    );
  const moveDirective = (directive: Directive): Directive => ({
    ...directive,
    args: move(directive, surroundings, upstreams).map(argument),
    block: movedBlock(saysHttp2AtListen(options.nginx) ? withHttp2AtListen(directive) : directive),
  });
  const movedBlock = (directive: Directive): readonly Item[] | null => {
    if (directive.block === null) return null;
    if (looksUpPort(directive)) return directive.block.map((entry) => movePort(entry, options.ports));
    return isTable(directive) ? directive.block : [...moveBody(directive.block), ...namesOf(directive)];
  };
  // The moved URL has another host, and the certificate is still for the old one.
  const namesOf = ({ block }: Directive): readonly Item[] =>
    directivesNamed(block, "proxy_ssl_name").length > 0
      ? []
      : directivesNamed(block, "proxy_pass")
          .map((pass) => nameInUrl(valuesOf(pass)[0] ?? "", upstreams))
          .flatMap((name) => (name === null ? [] : [directive("proxy_ssl_name", name)]));

  const moved: NginxFile = { ...file, body: withDefaults(moveBody(file.body), options) };
  return { text: printNginx(moved), dropped, directories: directoriesOf(moved) };
}

/** The server with what `http2 on` says as a word of each `listen` with TLS. */
function withHttp2AtListen(server: Directive): Directive {
  const isOn = directivesNamed(server.block, "http2").some((item) => valuesOf(item)[0] === "on");
  if (server.name !== "server" || server.block === null || !isOn) return server;
  const block = server.block.map((item) =>
    item.kind === "directive" && item.name === "listen" && valuesOf(item).includes("ssl")
      ? { ...item, args: [...item.args, argument("http2")] }
      : item,
  );
  return { ...server, block };
}

/** A map from the port a request came in on: its entries name ports of the configuration. */
const looksUpPort = ({ name, args }: Directive): boolean =>
  name === "map" && (args[0]?.value.includes("$server_port") ?? false);

/** `"127.0.0.1:5000" 5000;` with the port that plays 5000, in address and value. */
function movePort(entry: Item, ports: ReadonlyMap<number, number>): Item {
  if (entry.kind === "comment") return entry;
  const moved = (text: string): string =>
    text.replace(
      /(^|:)(\d+)$/,
      (_, colon: string, port: string) => `${colon}${ports.get(Number(port)) ?? port}`,
    );
  return { ...entry, name: moved(entry.name), args: entry.args.map(({ value }) => argument(moved(value))) };
}

const argument = (value: string) => ({ raw: quoteArgument(value), value });

const directive = (name: string, ...args: readonly string[]): Directive => ({
  kind: "directive",
  name,
  args: args.map(argument),
  block: null,
  position: { file: "rig", line: 0, column: 0 },
});

const upstreamNames = (file: NginxFile): ReadonlySet<string> =>
  new Set(
    everyDirective(file)
      .filter(({ name }) => name === "upstream")
      .flatMap(valuesOf),
  );

function lackingIpv6(item: Directive, ipv6: boolean): string | null {
  if (item.name !== "listen" || ipv6) return null;
  return readListener(valuesOf(item)[0] ?? "").family === "IPv6" ? "no IPv6 on this machine" : null;
}

/** Two addresses of a server that come to the same loopback address: nginx takes only one. */
function withoutRepeatedListens(
  body: readonly Item[],
  drop: (directive: Directive, reason: string) => void,
): readonly Item[] {
  const seen = new Set<string>();
  return body.filter((item) => {
    if (item.kind === "comment" || item.name !== "listen") return true;
    const address = valuesOf(item)[0] ?? "";
    if (seen.has(address)) {
      drop(item, "on loopback, another listen of this server has this address");
      return false;
    }
    seen.add(address);
    return true;
  });
}

/** Puts down what nginx would otherwise take from how it was built: its user, its modules, its logs and its directories. */
function withDefaults(body: readonly Item[], options: RunnableOptions): readonly Item[] {
  const names = new Set(directivesOf(body).map(({ name }) => name));
  const unlessThere = (name: string, ...args: string[]): Directive[] =>
    names.has(name) ? [] : [directive(name, ...args)];
  return [
    ...modules
      .filter((module) => everyDirective({ body }).some(({ name }) => module.directive.test(name)))
      .flatMap((module) => filesOf(options.nginx, module))
      .map((file) => directive("load_module", file)),
    ...(options.user === null ? [] : unlessThere("user", options.user)),
    ...unlessThere("pid", `${options.directory}/nginx.pid`),
    ...unlessThere("error_log", `${options.directory}/error.log`),
    ...unlessThere("daemon", "off"),
    ...body.map((item) =>
      item.kind === "directive" && item.name === "http" ? httpWithDefaults(item, options) : item,
    ),
  ];
}

/** What nginx keeps below directories of its own, by the directives `NAME_temp_path`. */
export const temporaryPaths = ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"];

function httpWithDefaults(http: Directive, { directory }: RunnableOptions): Directive {
  const own = [
    directive("access_log", `${directory}/access.log`),
    ...temporaryPaths.map((name) => directive(`${name}_temp_path`, `${directory}/tmp/${name}`)),
  ];
  const missing = own.filter(({ name }) => directivesNamed(http.block, name).length === 0);
  return { ...http, block: [...missing, ...(http.block ?? [])] };
}

/** nginx makes the last directory of a cache or a log, but not those above it, and none for sockets. */
function directoriesOf(file: NginxFile): readonly string[] {
  const parents = everyDirective(file).flatMap((item) => {
    const [first = ""] = valuesOf(item);
    if (item.name === "listen")
      return first.startsWith("unix:") ? [dirname(first.slice("unix:".length))] : [];
    const isFile =
      ["pid", "error_log", "access_log"].includes(item.name) || /_(temp|cache)_path$/.test(item.name);
    return isFile && first.startsWith("/") ? [dirname(first)] : [];
  });
  return [...new Set(parents)];
}
