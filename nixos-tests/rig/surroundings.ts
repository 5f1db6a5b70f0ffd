/** Where a configuration reaches out to its machine: listeners, backends and files; and how each is moved. */
import {
  everyDirective as everyDirectiveIn,
  valuesOf,
  type Directive,
  type NginxFile,
} from "../../generator/inspect/nginx/parse.ts";

/** What plays the parts of the machine the configuration was written for. */
export interface Surroundings {
  /** Every file of the configuration is looked for below this directory, under its old name. */
  readonly directory: string;
  /** Port in `listen` to the port that plays it. */
  readonly ports: ReadonlyMap<number, number>;
  /** `host:port` or `unix:path` of a backend to the address that plays it. */
  readonly backends: ReadonlyMap<string, string>;
  /** Takes the place of every certificate; null where the configuration has none. */
  readonly certificate: { readonly certificate: string; readonly key: string } | null;
  /** File with the certificates that backends over TLS may have been signed with. */
  readonly trusted?: string | undefined;
  /** Directory of mime.types, fastcgi.conf and the like. */
  readonly confDirectory: string;
  /** User nginx's workers run as; null where nginx cannot choose, that is, for everybody but root. */
  readonly user: string | null;
}

/** The configuration needs something that the surroundings do not have. */
export class RigProblem extends Error {
  override readonly name = "RigProblem";
}

export type Listener =
  | { readonly family: "unix"; readonly path: string }
  | { readonly family: "IPv4" | "IPv6"; readonly address: string; readonly port: number };

/** The first argument of `listen`. */
export function readListener(value: string): Listener {
  if (value.startsWith("unix:")) return { family: "unix", path: value.slice("unix:".length) };
  const bracketed = /^\[([^\]]*)\](?::(\d+))?$/.exec(value);
  if (bracketed !== null) {
    return { family: "IPv6", address: bracketed[1] ?? "", port: Number(bracketed[2] ?? 80) };
  }
  const [, address, port] = /^(?:(.*):)?(\d+)$/.exec(value) ?? [];
  return { family: "IPv4", address: address ?? (port === undefined ? value : "*"), port: Number(port ?? 80) };
}

/** The directive with its arguments as they have to be in the surroundings. */
export function move(
  directive: Directive,
  to: Surroundings,
  upstreams: ReadonlySet<string>,
): readonly string[] {
  const values = valuesOf(directive);
  const [first, ...rest] = values;
  if (first === undefined) return values;
  switch (directive.name) {
    case "listen":
      return [moveListener(first, to), ...rest];
    case "server":
      return [moveAddress(first, to), ...rest];
    case "proxy_pass":
      return [moveUrl(first, to, upstreams)];
    case "include":
      return [moveInclude(first, to)];
    case "error_log":
      return [below(to, first === "stderr" ? "/error.log" : first), ...rest];
    case "ssl_certificate":
    case "ssl_client_certificate":
    case "ssl_trusted_certificate":
      return [certificateOf(to).certificate];
    case "proxy_ssl_trusted_certificate":
      return [to.trusted ?? below(to, first)];
    case "ssl_certificate_key":
      return [certificateOf(to).key];
    case "user":
      return to.user === null ? values : [to.user];
    case "access_log":
    case "alias":
    case "auth_basic_user_file":
    case "pid":
    case "root":
      return [below(to, first), ...rest];
    default:
      return /_(temp|cache)_path$/.test(directive.name) ? [below(to, first), ...rest] : values;
  }
}

/** A path of the configuration in the surroundings; other words (`off`, `$variable`) stay. */
export const below = (to: Pick<Surroundings, "directory">, path: string): string =>
  path.startsWith("/") ? `${to.directory}${path}` : path;

function moveListener(value: string, to: Surroundings): string {
  const listener = readListener(value);
  if (listener.family === "unix") return `unix:${below(to, listener.path)}`;
  const port = to.ports.get(listener.port);
  if (port === undefined) throw new RigProblem(`listen ${value}: nothing plays port ${listener.port}`);
  return `${listener.family === "IPv6" ? "[::1]" : "127.0.0.1"}:${port}`;
}

function moveAddress(address: string, to: Surroundings, defaultPort = 80): string {
  if (address.startsWith("unix:"))
    return to.backends.get(address) ?? `unix:${below(to, address.slice("unix:".length))}`;
  const full = /:\d+$/.test(address) ? address : `${address}:${defaultPort}`;
  const moved = to.backends.get(full);
  if (moved === undefined) throw new RigProblem(`nothing plays the backend ${full}`);
  return moved;
}

const unixUrl = /^(https?:\/\/)(unix:[^:]+)(.*)$/s;
const plainUrl = /^(https?):\/\/([^/$?]+)(.*)$/s;

/** A URL with a variable in its host names one of the upstreams, which are moved themselves. */
function moveUrl(url: string, to: Surroundings, upstreams: ReadonlySet<string>): string {
  const [, start, socket, uri] = unixUrl.exec(url) ?? [];
  if (start !== undefined && socket !== undefined) return `${start}${moveAddress(socket, to)}${uri ?? ""}`;
  const [, scheme, host, rest] = plainUrl.exec(url) ?? [];
  if (scheme === undefined || host === undefined || upstreams.has(host)) return url;
  return `${scheme}://${moveAddress(host, to, scheme === "https" ? 443 : 80)}${rest ?? ""}`;
}

/** Name that a backend over TLS has to show by default, being in the URL (proxy_ssl_name); null for all others. */
export function nameInUrl(url: string, upstreams: ReadonlySet<string>): string | null {
  const [, scheme, host = ""] = unixUrl.test(url) ? [] : (plainUrl.exec(url) ?? []);
  return scheme !== "https" || upstreams.has(host) ? null : host.replace(/:\d+$/, "");
}

function moveInclude(path: string, to: Surroundings): string {
  const name = /(?:\/conf|\/etc\/nginx)\/([^/]+)$/.exec(path)?.[1];
  if (name === undefined) throw new RigProblem(`include ${path}: its text is not there`);
  return `${to.confDirectory}/${name}`;
}

function certificateOf(to: Surroundings): NonNullable<Surroundings["certificate"]> {
  if (to.certificate === null) throw new RigProblem("the configuration needs a certificate");
  return to.certificate;
}

/** What a configuration needs around it. */
export interface Needs {
  /** Ports in `listen`, each once. */
  readonly ports: readonly number[];
  readonly certificate: boolean;
}

export function needsOf(file: NginxFile): Needs {
  const all = everyDirective(file);
  const ports = all
    .filter(({ name }) => name === "listen")
    .map((listen) => readListener(valuesOf(listen)[0] ?? ""))
    .flatMap((listener) => (listener.family === "unix" ? [] : [listener.port]));
  return { ports: [...new Set(ports)], certificate: all.some(({ name }) => name === "ssl_certificate") };
}

/** Whether the block holds a table, whose lines look like directives and are none. */
export const isTable = ({ name }: Directive): boolean =>
  ["charset_map", "geo", "map", "split_clients", "types"].includes(name);

/** All directives of a file, each before those in its block; tables have none. */
export const everyDirective = ({ body }: Pick<NginxFile, "body">): readonly Directive[] =>
  everyDirectiveIn(body, (directive) => !isTable(directive));
