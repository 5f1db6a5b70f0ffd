/**
 * The words an option's type may be made of. options.ts uses these names and plain TypeScript (`boolean`, `string`,
 * `T | null`, `T[]`, unions of string literals, `Record<string, T>`, interfaces); everything else is refused.
 */

import type * as known from "./gateways.ts";

/** Several lines of text; definitions are joined. */
export type Lines = string & { readonly lines: unique symbol };

/** An absolute path on the host. */
export type AbsolutePath = string & { readonly absolutePath: unique symbol };

/** The name of a gateway that is known, one of those in gateways.ts. */
export type GatewayName = known.GatewayName;

/** A package. */
export type Package = { readonly package: unique symbol };

/** A package, or the directory of one as text. */
export type PackageDirectory = { readonly packageDirectory: unique symbol };

/** Marks an interface as open: any further setting in the named format is accepted. */
export interface Freeform<Format extends "yaml"> {
  readonly format: Format;
}

export interface Pattern {
  /** POSIX extended expression, matched against the whole text. */
  readonly expression: string;
  /** What the text is, as a noun phrase; becomes the option type's description. */
  readonly meaning: string;
  /** It may stand in nginx.conf as it is: no blank, quote, semicolon, brace, backslash, dollar or hash sign can be in it. */
  readonly bare?: true;
}

const host = "([A-Za-z0-9_-]+(\\.[A-Za-z0-9_-]+)*|\\[[0-9A-Fa-f:.]+])";
const server = `https?://${host}(:[1-9][0-9]{0,4})?`;
const socket = "http://unix:/[A-Za-z0-9/._-]+";
const target = "/[A-Za-z0-9/._~%!*+,:@-]*(\\?[A-Za-z0-9/._~%!*+,:@=&-]*)?";

// The one spelling that nginx has for an address (ngx_inet_ntop in src/core/ngx_inet.c): no leading zeros, lower case, and
// never 0 next to 0 or to the `::` that stands for them.
const byte = "(0|[1-9][0-9]{0,2})";
const ipv4 = `${byte}(\\.${byte}){3}`;
const group = "[1-9a-f][0-9a-f]{0,3}";
const groups = `${group}((:0)?:${group})*`;
const ipv4Network = "[0-9]{1,3}(\\.[0-9]{1,3}){3}(/[0-9]{1,2})?";
const ipv6Network = "[0-9A-Fa-f]*:[0-9A-Fa-f:.]*(/[0-9]{1,3})?";
const label = "[a-z0-9]([a-z0-9-]*[a-z0-9])?";
const visible = "[^[:cntrl:][:space:]]";
const ipv6 = `((0:)?${groups})?::(${groups}(:0)?)?|(0:)?${groups}(:0)?`;

/** Variables that values of `authRequestHeaders` may hold; see {@link patterns.gatewayValue}. */
export const gatewayVariables = {
  url: "address asked for, with scheme, host, path and query",
  uri: "path and query",
  method: "method of the request",
  scheme: "http or https, as browsers see it",
  host: "host, and port where it is not the usual one, as browsers see it",
  address: "address of the client",
  port: "port of the client",
  authorization: "the client's Authorization header",
} as const;

const gatewayVariable = `\\$frigate_(${Object.keys(gatewayVariables).join("|")})`;

/** Pieces of which patterns are put together; the module has them by the same names. */
export const pieces = {
  host,
  server,
  socket,
  target,
  byte,
  ipv4,
  group,
  groups,
  ipv6,
  ipv4Network,
  ipv6Network,
  gatewayVariable,
  visible,
  label,
} as const;

/**
 * Text that ends up inside an nginx directive is typed by pattern, so that no value can end the directive, open a block or
 * bring in a variable: nginx has no escape for `$` (src/core/ngx_conf_file.c, ngx_http_script.c). A pattern is a word for
 * options.ts by its name with a capital letter.
 */
export const patterns = {
  /**
   * `listen` of nginx's ngx_http_core_module, address and port, without wildcards, names and parameters. It is compared with
   * what nginx says of a request (`$server_addr`), hence the one spelling.
   */
  listenAddress: {
    expression: `(${ipv4}|\\[(${ipv6})]):[1-9][0-9]{0,4}`,
    meaning: "shortest IP address and port, as [::1]:5000",
  },
  /** `token` of RFC 9110 §5.6.2, kept to what header names are made of in practice. */
  headerName: {
    expression: "[A-Za-z][A-Za-z0-9-]*",
    meaning: "HTTP header name",
  },
  /** Visible characters and blanks inside nginx's double quotes. */
  headerValue: {
    expression: '[^"$\\[:cntrl:]]+',
    meaning: "HTTP header value without double quotes, dollar signs and backslashes",
  },
  /** The same where the module writes a backslash before double quotes. */
  quotedHeaderValue: {
    expression: "[^$\\[:cntrl:]]+",
    meaning: "HTTP header value without dollar signs and backslashes",
  },
  /** Like headerValue, with {@link gatewayVariables}. */
  gatewayValue: {
    expression: `([^"$\\[:cntrl:]]|${gatewayVariable})*`,
    meaning: "header value with variables such as $frigate_url",
  },
  /** `proxy_pass` of nginx's ngx_http_proxy_module, without variables. */
  gatewayUrl: {
    expression: `${server}(${target})?|${socket}(:${target})?`,
    meaning: "URL, or http://unix:SOCKET:PATH",
  },
  serverUrl: {
    expression: `${server}|${socket}`,
    meaning: "URL without a path, or http://unix:SOCKET",
  },
  publicUrl: {
    expression: server,
    meaning: "URL without a path, such as https://frigate.example.com",
  },
  urlOrPath: {
    expression: `(${server})?${target}`,
    meaning: "URL, or path on Frigate's host, such as /oauth2/start",
  },
  urlPath: {
    expression: "/[A-Za-z0-9/._~-]*",
    meaning: "path such as /oauth2/",
    bare: true,
  },
  parameterName: {
    expression: "[A-Za-z][A-Za-z0-9_.-]*",
    meaning: "name of a query parameter",
  },
  /** https://nginx.org/en/docs/syntax.html, one unit. */
  duration: {
    expression: "[1-9][0-9]*(s|m|h)",
    meaning: "time such as 5s",
    bare: true,
  },
  /** https://nginx.org/en/docs/syntax.html; without gigabytes, which only some directives take. */
  size: {
    expression: "[1-9][0-9]*[kKmM]?",
    meaning: "size such as 20M",
    bare: true,
  },
  /** `geo` of nginx's ngx_http_geo_module. */
  network: {
    expression: `${ipv4Network}|${ipv6Network}`,
    meaning: "address or network, such as 192.0.2.7 or 2001:db8::/32",
  },
  /** What nginx has in $realip_remote_addr for a peer on a unix socket is `unix:` (ngx_sock_ntop). */
  peer: {
    expression: `${ipv4Network}|${ipv6Network}|unix:`,
    meaning: "address or network, or unix: for unix sockets",
  },
  /** Custom roles are letters, digits and underscores (frigate/config/auth.py); header values are lowered (frigate/api/auth.py). */
  roleName: {
    expression: "[A-Za-z0-9_]+",
    meaning: "role name of letters, digits and underscores",
  },
  groupName: {
    expression: `${visible}([^[:cntrl:]]*${visible})?`,
    meaning: "group name without blanks around it",
  },
  separator: {
    expression: "[!-/:-@[-`{-~]",
    meaning: "punctuation character",
  },
  /** RFC 1123 §2.1, as people write it. */
  hostName: {
    expression: `${label}(\\.${label})*`,
    meaning: "host name such as idm.example.com",
    bare: true,
  },
  /** Kanidm takes more; kanidm-provision wants lower case. */
  entityName: {
    expression: "[a-z][a-z0-9_.-]*",
    meaning: "name of a group or client of Kanidm, in lower case and without domain",
  },
  clientName: {
    expression: "[a-z][a-z0-9_]{0,19}",
    meaning: "name of at most 20 lower-case letters, digits and underscores",
  },
} as const satisfies Record<string, Pattern>;

export type PatternName = keyof typeof patterns;

type Word<Name extends PatternName> = string & { readonly pattern: Name };

export type ListenAddress = Word<"listenAddress">;
export type HeaderName = Word<"headerName">;
export type HeaderValue = Word<"headerValue">;
export type QuotedHeaderValue = Word<"quotedHeaderValue">;
export type GatewayValue = Word<"gatewayValue">;
export type GatewayUrl = Word<"gatewayUrl">;
export type ServerUrl = Word<"serverUrl">;
export type PublicUrl = Word<"publicUrl">;
export type UrlOrPath = Word<"urlOrPath">;
export type UrlPath = Word<"urlPath">;
export type ParameterName = Word<"parameterName">;
export type Duration = Word<"duration">;
export type Size = Word<"size">;
export type Network = Word<"network">;
export type Peer = Word<"peer">;
export type RoleName = Word<"roleName">;
export type GroupName = Word<"groupName">;
export type Separator = Word<"separator">;
export type HostName = Word<"hostName">;
export type EntityName = Word<"entityName">;
export type ClientName = Word<"clientName">;
