/** How a rendered configuration finds out who is asking, read from its maps and servers. */
import { serversOf } from "../nginx/effective.ts";
import { directivesNamed, directivesOf, valuesOf, type Directive, type NginxFile } from "../nginx/parse.ts";

export type WayKind = "internal listener" | "client" | "gateway" | "trusted proxy" | "own sign-in" | "nobody";

/** One way in which somebody becomes known. */
export interface Way {
  readonly kind: WayKind;
  readonly title: string;
  /** Empty where the title says it all. */
  readonly details: string;
}

/** A way as one line. */
export const showWay = ({ title, details }: Way): string => (details === "" ? title : `${title}: ${details}`);

const way = (kind: WayKind, title: string, details = ""): Way => ({ kind, title, details });

/** The ways in which somebody becomes known, in the order in which they are tried. */
export function waysToIdentity(file: NginxFile): readonly Way[] {
  const tables = lookups(file);
  const own = [...(tables.get("$frigate_internal_port")?.keys() ?? [])].filter((key) => key !== "default");
  const person = tables.get("$frigate_outside")?.get("");
  if (person === undefined)
    return [way("own sign-in", "Frigate's own sign-in, and Frigate's own listener (/auth asks Frigate)")];
  return [
    ...own.map((listener) =>
      way(
        "internal listener",
        `requests through ${listener} are Frigate's own`,
        "nobody is asked, role admin",
      ),
    ),
    ...clients(tables),
    people(person, file, tables),
    ...(person === "frigate-api/auth"
      ? []
      : [way("nobody", "everybody else is refused, and Frigate is not asked")]),
  ];
}

type Table = ReadonlyMap<string, string>;

/** Every map and geo by its variable, entry to value. */
function lookups(file: NginxFile): ReadonlyMap<string, Table> {
  const http = directivesNamed(file.body, "http").flatMap(({ block }) => directivesOf(block));
  return new Map(
    http
      .filter(({ name }) => name === "map" || name === "geo")
      .map((table) => [valuesOf(table).at(-1) ?? "", entriesOf(table)]),
  );
}

const entriesOf = ({ block }: Directive): Table =>
  new Map(directivesOf(block).map((entry) => [entry.name, valuesOf(entry).join(" ")]));

function clients(tables: ReadonlyMap<string, Table>): readonly Way[] {
  const names = [...(tables.get("$frigate_client")?.values() ?? [])]
    .filter((name) => name !== "")
    .map((name) => name.replace(/^client-/, ""));
  return names.map((name) => {
    const addresses = [...(tables.get(`$frigate_client_from_${name}`)?.keys() ?? [])].filter(
      (key) => key !== "default",
    );
    const user = tables.get("$frigate_known_user")?.get(`client-${name}`);
    const role = tables.get("$frigate_known_role")?.get(`client-${name}`);
    return way(
      "client",
      `client ${name}`,
      `from ${addresses.join(", ")}, for its paths, as ${user} (${role})`,
    );
  });
}

function people(person: string, file: NginxFile, tables: ReadonlyMap<string, Table>): Way {
  if (person === "frigate-api/auth") return way("own sign-in", "people", "Frigate's own sign-in");
  if (person === "frigate-identity/auth") return way("gateway", "people", gateway(file));
  const trusted = [...(tables.get("$frigate_proxy_is_trusted")?.keys() ?? [])].filter(
    (key) => key !== "default",
  );
  const header = tables.get("$frigate_proxy_user")?.get("1");
  const from = trusted.join(", ") || "anywhere, with Frigate's secret";
  return way("trusted proxy", "people", `${header} of requests from ${from}`);
}

/** Where the gateway is asked, and which headers of its answer count. */
function gateway(file: NginxFile): string {
  const server = serversOf(file).find(({ names }) => names.includes("frigate-identity"))?.directive;
  const location = (path: string) =>
    directivesNamed(server?.block ?? null, "location").find((one) => valuesOf(one).join(" ") === path);
  const address = directivesNamed(location("= /gateway")?.block ?? null, "proxy_pass").flatMap(valuesOf)[0];
  const upstream = directivesNamed(file.body, "http")
    .flatMap(({ block }) => directivesNamed(block, "upstream"))
    .find((one) => valuesOf(one)[0] === "frigate-gateway");
  const host = directivesNamed(upstream?.block ?? null, "server").flatMap(valuesOf)[0] ?? "";
  const captured = directivesNamed(location("= /auth")?.block ?? null, "auth_request_set").map(valuesOf);
  const source = (variable: string): string =>
    (captured.find(([name]) => name === variable)?.[1] ?? "")
      .replace("$upstream_http_", "")
      .replaceAll("_", "-");
  const groups = source("$frigate_gateway_groups");
  const roles = groups === "" ? "" : `, role from ${groups}`;
  return `gateway ${address?.replace("frigate-gateway", host)}, user from ${source("$frigate_gateway_user")}${roles}; then Frigate`;
}
