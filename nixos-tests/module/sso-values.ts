/**
 * Values of every option of single sign-on that ends up in nginx.conf: fine ones that stretch their types, a harmless one
 * for each that makes the same directives, and what takes the harmless one's place in them.
 */
import fc from "fast-check";
import { printExpr } from "../../generator/nix/print.ts";
import { text } from "../../generator/nix/ast.ts";
import { routes } from "../../generator/schema/routes.ts";
import { nginx } from "./sso-support.ts";

export type Values = Readonly<Record<string, string>>;

/** A way to find out who is asking, and the options it reads. */
export interface Mode<V extends Values> {
  readonly values: fc.Arbitrary<V>;
  readonly harmless: (values: V) => V;
  readonly configuration: (values: V) => string;
  /** Text of the harmless rendering to text of the other one. */
  readonly replacements: (values: V, harmless: V) => ReadonlyMap<string, string>;
}

const nix = (value: string): string => printExpr(text(value));
const isText = (value: string): boolean => !value.includes("\0") && Buffer.from(value).toString() === value;
const matching = (expression: RegExp): fc.Arbitrary<string> => fc.stringMatching(expression);
const orNothing = (value: fc.Arbitrary<string>): fc.Arbitrary<string> => fc.oneof(fc.constant(""), value);
const joined = (...parts: readonly fc.Arbitrary<string>[]): fc.Arbitrary<string> =>
  fc.tuple(...parts).map((values) => values.join(""));

const host = fc.oneof(
  fc.constantFrom("auth.example.com", "127.0.0.1", "[::1]", "[fd00::1:2]", "a_b-c.1"),
  matching(/^[A-Za-z0-9_-]{1,6}(\.[A-Za-z0-9_-]{1,6})?$/),
);
const port = orNothing(fc.integer({ min: 1, max: 65535 }).map((number) => `:${number}`));
const scheme = fc.constantFrom("http://", "https://");
const path = matching(/^\/[A-Za-z0-9/._~%!*+,:@-]{0,12}$/);
const query = orNothing(matching(/^\?[A-Za-z0-9/._~%!*+,:@=&-]{0,12}$/));
const socket = matching(/^\/[A-Za-z0-9/._-]{1,12}$/);
const header = matching(/^[A-Za-z][A-Za-z0-9-]{0,12}$/);
const words = fc
  .oneof(
    fc.string({ unit: fc.constantFrom(..." ;{}#'`~|=,<>%&aZ"), maxLength: 8 }),
    fc.string({ unit: "grapheme", maxLength: 8 }),
  )
  .map((value) => value.replace(/["$\\\x00-\x1f\x7f]/g, ""))
  .filter(isText);
const separator = fc.constantFrom(..."!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~");
const group = fc
  .string({ unit: fc.constantFrom(..."\"'\\${}()[]^.*+?|;# /:-~@_aAé日"), minLength: 1, maxLength: 8 })
  .map((value) => value.trim())
  .filter((value) => value !== "");
const role = matching(/^[a-z0-9_]{1,10}$/).filter((name) => name !== "admin" && name !== "viewer");
const ipv4 = fc.ipV4().chain((address) => fc.constantFrom(address, `${address}/24`));
const network = fc.oneof(ipv4, fc.constantFrom("::1", "fd00::/8", "2001:db8::7", "::ffff:192.0.2.1/128"));
const clientPath = matching(/^\/[A-Za-z0-9/._~-]{0,10}$/);
const ownLocation = matching(/^\/own[A-Za-z0-9/._~-]{0,10}$/).filter((name) => !(name in routes));
/** Names that are words of nginx's map, or of the module's own, are in sso-holes.test.ts; so are long ones. */
const clientName = matching(/^[a-z][a-z0-9_]{0,19}$/).filter(
  (name) => !["default", "include", "trusted"].includes(name),
);

/** An expression that matches the text itself, as lib.escapeRegex has it. */
const escaped = (value: string): string => value.replace(/[\\^$.*+?()[{|]/g, "\\$&");
const variableOf = (name: string): string => name.toLowerCase().replaceAll("-", "_");
const entryOf = (between: string, name: string): string =>
  `~(?:^|${escaped(between)})\\s*${escaped(name)}\\s*(?:${escaped(between)}|\\z)`;
/** The name in a host and port, as the maps of known hosts have it. */
const nameIn = (publicHost: string): string => publicHost.replace(/:[0-9]+$/, "").toLowerCase();
const permitted = (where: string): string =>
  `~^1 (?:GET|HEAD) (?:${escaped(where.replace(/\/$/, ""))})(?:/|\\z)`;

const gatewayValues = fc
  .record({
    gatewayScheme: fc.constantFrom("http://", "https://", "http://unix:"),
    gatewayHost: host,
    gatewayPort: port,
    gatewaySocket: socket,
    gatewayPath: joined(path, query),
    headerName: header.filter((name) => !/^(connection|content-length|cookie|host)$/i.test(name)),
    headerValue: words,
    locationName: ownLocation,
    locationServer: fc.oneof(
      joined(scheme, host, port),
      socket.map((where) => `http://unix:${where}`),
    ),
    allowedHost: matching(/^[a-z0-9]{1,6}(\.[a-z0-9]{1,6})?$/),
    publicScheme: scheme,
    // `_` stands for no name.
    publicHost: joined(
      host.filter((name) => name !== "_"),
      port,
    ),
    userHeader: header,
    roleHeader: header,
    separator,
    group,
    mapped: role,
    fallback: role,
    client: clientName,
    clientUser: words.filter((value) => value !== ""),
    clientPath,
    clientAddress: network,
    signIn: joined(orNothing(joined(scheme, host, port)), path, query),
    parameter: matching(/^[A-Za-z][A-Za-z0-9_.-]{0,8}$/),
    cache: matching(/^[1-9][0-9]{0,4}(s|m|h)$/),
  })
  .filter(({ group: name, separator: between }) => !name.includes(between));

type GatewayValues = typeof gatewayValues extends fc.Arbitrary<infer V> ? V : never;

const isSocket = ({ gatewayScheme }: GatewayValues): boolean => gatewayScheme === "http://unix:";
const gatewayUrl = (values: GatewayValues): string =>
  isSocket(values)
    ? `${values.gatewayScheme}${values.gatewaySocket}:${values.gatewayPath}`
    : `${values.gatewayScheme}${values.gatewayHost}${values.gatewayPort}${values.gatewayPath}`;

export const gatewayMode: Mode<GatewayValues> = {
  values: gatewayValues,
  harmless: ({ gatewayScheme, gatewayPort, publicScheme, signIn }) => ({
    gatewayScheme,
    gatewayHost: "mark-host",
    gatewayPort: gatewayPort === "" ? "" : ":4711",
    gatewaySocket: "/run/mark.sock",
    gatewayPath: "/mark/ask",
    headerName: "X-Mark-Name",
    headerValue: "mark value",
    locationName: "/ownmark/",
    locationServer: "http://mark-server:4712",
    allowedHost: "mark-allowed",
    publicScheme,
    publicHost: "mark-public:4713",
    userHeader: "X-Mark-User",
    roleHeader: "X-Mark-Role",
    separator: ",",
    group: "mark group",
    mapped: "mark_mapped",
    fallback: "mark_fallback",
    client: "mark_client",
    clientUser: "mark user",
    clientPath: "/mark/path",
    clientAddress: "203.0.113.47",
    // Behind a path comes `?`, or `&`; in front of one the public address.
    signIn:
      (signIn.startsWith("/") ? "" : "https://mark-sign-in") +
      "/mark/in" +
      (signIn.includes("?") ? "?mark" : ""),
    parameter: "mark_parameter",
    cache: "4714s",
  }),
  configuration: (values) =>
    nginx(
      `authRequestUrl = ${nix(gatewayUrl(values))};
       authRequestHeaders.${nix(values.headerName)} = ${nix(values.headerValue)};
       publicLocations.${nix(values.locationName)} = ${nix(values.locationServer)};
       allowedHosts = [ ${nix(values.allowedHost)} ];
       publicUrl = ${nix(values.publicScheme + values.publicHost)};
       gatewayTls.serverName = "tls.example.com";
       reverseProxy = {
         userHeader = ${nix(values.userHeader)}; roleHeader = ${nix(values.roleHeader)}; separator = ${nix(values.separator)};
         roleMap.${nix(values.mapped)} = [ ${nix(values.group)} ]; defaultRole = ${nix(values.fallback)};
       };
       clients.${nix(values.client)} = {
         user = ${nix(values.clientUser)}; paths = [ ${nix(values.clientPath)} ]; addresses = [ ${nix(values.clientAddress)} ];
       };
       signIn = { url = ${nix(values.signIn)}; redirectParameter = ${nix(values.parameter)}; };
       authCache = ${nix(values.cache)};`,
      `services.frigate.settings.auth.roles = { ${nix(values.mapped)} = [ "front" ]; ${values.mapped === values.fallback ? "" : `${nix(values.fallback)} = [ "front" ];`} };`,
    ),
  replacements: (values, harmless) =>
    new Map([
      ...(
        [
          "gatewayHost",
          "gatewaySocket",
          "gatewayPath",
          "headerName",
          "headerValue",
          "locationName",
          "locationServer",
          "allowedHost",
          "publicHost",
          "mapped",
          "fallback",
          "client",
          "clientUser",
          "clientAddress",
          "signIn",
          "parameter",
          "cache",
        ] as const
      ).map((name) => [harmless[name], values[name]] as const),
      ...(harmless.gatewayPort === "" ? [] : [[harmless.gatewayPort, values.gatewayPort] as const]),
      [encodeURIComponent(harmless.publicHost), encodeURIComponent(values.publicHost)],
      [nameIn(harmless.publicHost), nameIn(values.publicHost)],
      [variableOf(harmless.userHeader), variableOf(values.userHeader)],
      [variableOf(harmless.roleHeader), variableOf(values.roleHeader)],
      [entryOf(harmless.separator, harmless.group), entryOf(values.separator, values.group)],
      [permitted(harmless.clientPath), permitted(values.clientPath)],
    ]),
};

const proxyValues = fc.record({ userHeader: header, roleHeader: header, trusted: network });

type ProxyValues = typeof proxyValues extends fc.Arbitrary<infer V> ? V : never;

export const proxyMode: Mode<ProxyValues> = {
  values: proxyValues,
  harmless: () => ({ userHeader: "X-Mark-User", roleHeader: "X-Mark-Role", trusted: "203.0.113.47" }),
  configuration: ({ userHeader, roleHeader, trusted }) =>
    nginx(
      `reverseProxy = { userHeader = ${nix(userHeader)}; roleHeader = ${nix(roleHeader)}; trustedAddresses = [ ${nix(trusted)} ]; };`,
    ),
  replacements: (values, harmless) =>
    new Map([
      [variableOf(harmless.userHeader), variableOf(values.userHeader)],
      [variableOf(harmless.roleHeader), variableOf(values.roleHeader)],
      [harmless.trusted, values.trusted],
    ]),
};
