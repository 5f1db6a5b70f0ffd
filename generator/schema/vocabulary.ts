/**
 * The words an option's type may be made of. options.ts uses these names and plain TypeScript (`boolean`, `string`,
 * `T | null`, `T[]`, unions of string literals, `Record<string, T>`, interfaces); everything else is refused.
 */

/** Several lines of text; definitions are joined. */
export type Lines = string & { readonly lines: unique symbol };

/** An absolute path on the host. */
export type AbsolutePath = string & { readonly absolutePath: unique symbol };

/** A package. */
export type Package = { readonly package: unique symbol };

/** A package, or the directory of one as text. */
export type PackageDirectory = { readonly packageDirectory: unique symbol };

/** Marks an interface as open: any further setting in the named format is accepted. */
export interface Freeform<Format extends "yaml"> {
  readonly format: Format;
}

/** Text that must match one of the {@link patterns}. */
export type ListenAddress = string & { readonly listenAddress: unique symbol };

/** Response headers, name to value. Both are checked against {@link patterns}. */
export type HeaderValues = Record<string, string> & { readonly headerValues: unique symbol };

export interface Pattern {
  /** POSIX extended expression, matched against the whole text. */
  readonly expression: string;
  /** What the text is, as a noun phrase; becomes the option type's description. */
  readonly meaning: string;
}

/**
 * Text that ends up inside an nginx directive is typed by pattern, so that no value can end the directive, open a block or
 * bring in a variable: nginx has no escape for `$` (src/core/ngx_conf_file.c, ngx_http_script.c).
 */
export const patterns = {
  /** `listen` of nginx's ngx_http_core_module, address and port, without wildcards, names and parameters. */
  listenAddress: {
    expression: "([0-9]{1,3}(\\.[0-9]{1,3}){3}|\\[[0-9A-Fa-f:.]+]):[1-9][0-9]{0,4}",
    meaning: "IP address and port, such as 127.0.0.1:5000 or [::1]:5000",
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
} as const satisfies Record<string, Pattern>;

/** What {@link HeaderValues} is, in the words of the manual. */
export const headerValuesMeaning = "attribute set of HTTP header values by header name";

export type PatternName = keyof typeof patterns;

/** Beginnings of addresses, as POSIX extended expressions; an IPv6 address stands in brackets, as nginx writes it. */
export const addressRanges = {
  /** 127.0.0.0/8 and ::1 (RFC 1122, RFC 4291). */
  loopback: ["127\\.", "\\[::1]"],
  /** Private (RFC 1918), shared (RFC 6598), link-local (RFC 3927, RFC 4291) and unique local (RFC 4193) addresses. */
  private: [
    "10\\.",
    "172\\.(1[6-9]|2[0-9]|3[01])\\.",
    "192\\.168\\.",
    "100\\.(6[4-9]|[7-9][0-9]|1[01][0-9]|12[0-7])\\.",
    "169\\.254\\.",
    "\\[[fF][eE][89abAB]",
    "\\[[fF][cCdD]",
  ],
} as const satisfies Record<string, readonly string[]>;
