/** What the suites of single sign-on share: the smallest configurations, evaluated many at a time, and what they come to. */
import { nginxTree, type NginxText } from "../../generator/inspect/evaluate/configuration.ts";
import type { Nixpkgs } from "../../generator/inspect/evaluate/nixpkgs.ts";
import { effectiveRoutes, showMatcher, type Route } from "../../generator/inspect/nginx/effective.ts";
import { valuesOf, type NginxFile } from "../../generator/inspect/nginx/parse.ts";
import { directivesInForce } from "../../generator/inspect/nginx/in-force.ts";
import { lookupsOf, type Lookup } from "../../generator/inspect/nginx/lookups.ts";
import { ofEach } from "../support/evaluate.ts";

export const hostname = "frigate.example.com";

/** A NixOS module that sets options below services.frigate.nginx, given as Nix text, and whatever else. */
export const nginx = (options: string, others = ""): string =>
  `{ services.frigate.nginx = { ${options} }; ${others} }`;

/** The same with `pkgs.frigate` in another version. */
export const withVersion = (version: string, options: string, others = ""): string =>
  `{ pkgs, ... }: { services.frigate.package = pkgs.frigate // { version = "${version}"; };
     services.frigate.nginx = { ${options} }; ${others} }`;

export const virtualHost = (options: string): string =>
  `services.nginx.virtualHosts."${hostname}" = { ${options} };`;

/** TLS with a certificate of one's own; `how` is onlySSL, addSSL or forceSSL. */
export const tls = (how: string): string =>
  virtualHost(`${how} = true; sslCertificate = "/cert.pem"; sslCertificateKey = "/key.pem";`);

export const asks = (url: string): string =>
  `authRequestUrl = "${url}"; reverseProxy.userHeader = "Remote-User";`;

/** The least of each way to find out who is asking. */
export const gateway = asks("http://127.0.0.1:9091/ask");
export const proxy = 'reverseProxy.userHeader = "X-User"; reverseProxy.trustedAddresses = [ "192.0.2.1" ];';
export const client =
  'clients.robot = { addresses = [ "192.0.2.9" ]; paths = [ "/api/metrics" ]; user = "robot"; };';

export interface Messages {
  readonly assertions: readonly string[];
  readonly warnings: readonly string[];
}

/** Assertions that do not hold, and warnings, of each configuration, without line breaks. */
export function messagesOfEach(nixpkgs: Nixpkgs, configurations: readonly string[]): readonly Messages[] {
  const found = ofEach(nixpkgs, configurations, "{ inherit (result) assertions warnings; }");
  return found.map((messages, index) => {
    if (messages === null) throw new Error(`refused: ${configurations[index]}`);
    const { assertions, warnings } = messages as unknown as Messages;
    const oneLine = (text: string): string => text.replace(/\s+/g, " ").trim();
    return { assertions: assertions.map(oneLine), warnings: warnings.map(oneLine) };
  });
}

/** The nginx.conf of each configuration, includes in place; null where a configuration is refused or an assertion fails. */
export function renderEach(
  nixpkgs: Nixpkgs,
  configurations: readonly string[],
): readonly (NginxFile | null)[] {
  const wanted =
    'if result.assertions == [ ] then { inherit (result) nginxConf nginxIncludes; } else throw "assertion"';
  return ofEach(nixpkgs, configurations, wanted).map((rendered) =>
    rendered === null ? null : nginxTree(rendered as unknown as NginxText),
  );
}

/** What tests look at in a rendered configuration. */
export interface View {
  readonly file: NginxFile;
  /** Locations of Frigate's virtual host, by matcher as nginx writes it. */
  readonly host: ReadonlyMap<string, Route>;
  /** Locations of the identity server. */
  readonly identity: ReadonlyMap<string, Route>;
  readonly tables: ReadonlyMap<string, Lookup>;
}

export const viewOf = (file: NginxFile): View => ({
  file,
  host: routesOf(file, hostname),
  identity: routesOf(file, "frigate-identity"),
  tables: lookupsOf(file),
});

/**
 * Renders a table of configurations that are all fine; gives one by its name.
 * @throws Error for a configuration that is not fine, or a name that is not in the table.
 */
export function viewsOf(
  nixpkgs: Nixpkgs,
  configurations: Readonly<Record<string, string>>,
): (name: string) => View {
  const files = renderEach(nixpkgs, Object.values(configurations));
  const views = new Map(
    Object.keys(configurations).map((name, index) => {
      const file = files[index];
      if (file == null) throw new Error(`refused: ${configurations[name]}`);
      return [name, viewOf(file)];
    }),
  );
  return (name) => {
    const view = views.get(name);
    if (view === undefined) throw new Error(`no such configuration: ${name}`);
    return view;
  };
}

/** The routes of the server with that name, by matcher as nginx writes it. */
export function routesOf(file: NginxFile, server: string): ReadonlyMap<string, Route> {
  const routes = effectiveRoutes(file).filter(({ server: { names } }) => names.includes(server));
  return new Map(routes.map((route) => [showMatcher(route.matcher), route]));
}

/** Arguments of every directive of that name in force, each joined by a space. */
export const linesOf = (route: Route | undefined, name: string): readonly string[] =>
  route === undefined ? [] : directivesInForce(route, name).map((directive) => valuesOf(directive).join(" "));

/**
 * `proxy_set_header` as header to value.
 * @throws Error for a header that is sent twice.
 */
export function headersTo(route: Route | undefined): Readonly<Record<string, string>> {
  const headers = linesOf(route, "proxy_set_header").map((line) => {
    const [name = "", ...value] = line.split(" ");
    return [name, value.join(" ")] as const;
  });
  const names = new Set(headers.map(([name]) => name.toLowerCase()));
  if (names.size < headers.length) throw new Error(`a header is sent twice: ${JSON.stringify(headers)}`);
  return Object.fromEntries(headers);
}
