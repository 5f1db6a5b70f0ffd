/** What Frigate does with somebody it is asked about, as its settings say (`GET /auth`, frigate/api/auth.py). */
import { effectiveRoutes } from "../nginx/effective.ts";
import { directivesInForce, valueInForce } from "../nginx/in-force.ts";
import { valuesOf, type NginxFile } from "../nginx/parse.ts";
import type { Json } from "./nix.ts";
import type { Becoming } from "./roles.ts";

/** Frigate behind the nginx.conf. */
export interface Frigate {
  /** As written to frigate.yml. */
  readonly settings: Json;
  /** Null where nothing shows it. */
  readonly version: string | null;
}

/** Whether somebody has to sign in, and what becomes of people. */
export interface OwnSignIn {
  readonly asks: boolean;
  readonly words: string;
  readonly becomes: readonly Becoming[];
}

/** Without settings, such as for an nginx.conf, nobody can say whether the sign-in is on. */
export function ownSignIn(file: NginxFile, frigate: Frigate | null): OwnSignIn {
  const asked = { asks: true, becomes: [] };
  if (frigate === null)
    return { ...asked, words: "Frigate's own sign-in, unless its settings (frigate.yml) switch it off" };
  const { settings } = frigate;
  const secret = text(settings, "proxy", "auth_secret") === null ? null : headerOf(file, "X-Proxy-Secret");
  if (at(settings, "auth", "enabled") !== false) return { ...asked, words: askedAfter(secret) };
  return { asks: false, ...people(file, frigate, admission(secret)) };
}

const askedAfter = (secret: Header | null): string =>
  `Frigate's own sign-in${secret === null || typeof secret.value === "object" ? "" : `; ${admission(secret)}`}`;

function people(file: NginxFile, frigate: Frigate, first: string): Omit<OwnSignIn, "asks"> {
  const { settings } = frigate;
  const user = mapped(file, settings, "user");
  const role = mapped(file, settings, "role");
  const headers = [named("user", user), named("role", role)].filter((one) => one !== null);
  const rest = defaultRole(settings);
  const roles = role === null || role.value === "none" ? [] : rolesByHeader(settings);
  return {
    words: `${[first, ...(headers.length === 0 ? [`everybody is ${rest}`] : headers)].join("; ")} (settings.auth.enabled is false)`,
    becomes:
      headers.length === 0
        ? []
        : [
            ...roles,
            { who: roles.length === 0 ? "everybody" : "anybody else", becomes: rest },
            ...(user === null ? [] : [{ who: "without a name", becomes: `user ${nameless(frigate)}` }]),
          ],
  };
}

/** A header as Frigate's /auth gets it. */
interface Header {
  readonly name: string;
  /** The asker's own; what nginx writes in its place; or none, as nginx does not pass it on. */
  readonly value: "asker" | "none" | { readonly written: string };
}

/** Who comes in at all: whoever lacks a secret that is set gets a 401, signed in or not. */
function admission(secret: Header | null): string {
  if (secret === null) return "nobody is asked";
  if (secret.value === "asker") return "only whoever shows the proxy secret comes in";
  return secret.value === "none"
    ? "nobody comes in, as nginx does not pass the proxy secret on"
    : "nobody is asked, as nginx itself shows the proxy secret";
}

function named(what: string, header: Header | null): string | null {
  if (header === null) return null;
  const { name, value } = header;
  if (value === "asker") return `${what} from the header ${name} of whoever asks`;
  if (value === "none") return `no ${what}, as nginx does not pass ${name} on`;
  return `${what} from the header ${name}, where nginx writes ${value.written}`;
}

function mapped(file: NginxFile, settings: Json, what: "user" | "role"): Header | null {
  const name = text(settings, "proxy", "header_map", what);
  return name === null ? null : headerOf(file, name);
}

function headerOf(file: NginxFile, name: string): Header {
  const auth = effectiveRoutes(file).find(
    (route) =>
      route.matcher.modifier === "=" &&
      route.matcher.pattern === "/auth" &&
      valueInForce(route, "proxy_pass") !== null,
  );
  if (auth === undefined) return { name, value: "asker" };
  const written = directivesInForce(auth, "proxy_set_header")
    .map(valuesOf)
    .findLast(([one]) => one?.toLowerCase() === name.toLowerCase())?.[1];
  if (written === undefined)
    return { name, value: valueInForce(auth, "proxy_pass_request_headers") === "off" ? "none" : "asker" };
  if (written === "") return { name, value: "none" };
  return { name, value: /^\$http_\w+$/.test(written) ? "asker" : { written } };
}

function rolesByHeader(settings: Json): readonly Becoming[] {
  const roles = at(settings, "proxy", "header_map", "role_map");
  if (!isObject(roles)) return [{ who: "a role by its name", becomes: "that role" }];
  return Object.entries(roles).flatMap(([role, groups]) =>
    (Array.isArray(groups) ? groups : []).map((group) => ({ who: `group ${String(group)}`, becomes: role })),
  );
}

/** Frigate falls back to `viewer` where the role is none of its own. */
function defaultRole(settings: Json): string {
  const wanted = text(settings, "proxy", "default_role") ?? "viewer";
  const own = at(settings, "auth", "roles");
  return ["admin", "viewer", ...(isObject(own) ? Object.keys(own) : [])].includes(wanted) ? wanted : "viewer";
}

/** Who has no name is called `viewer` since 0.17. */
const nameless = ({ version }: Frigate): string =>
  version !== null && /^0\.(?:[0-9]|1[0-6])(?:\D|$)/.test(version) ? "anonymous" : "viewer";

const isObject = (value: Json | undefined): value is { readonly [name: string]: Json } =>
  typeof value === "object" && value !== null && !Array.isArray(value);

const at = (value: Json | undefined, ...path: readonly string[]): Json | undefined =>
  path.reduce<Json | undefined>((found, name) => (isObject(found) ? found[name] : undefined), value);

function text(value: Json, ...path: readonly string[]): string | null {
  const found = at(value, ...path);
  return typeof found === "string" && found !== "" ? found : null;
}
