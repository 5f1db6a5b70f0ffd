/** What Frigate's double is told: the part of Frigate's settings that decides who may see what. */
import { internalAddress } from "../../generator/schema/frigate.ts";
import type { Version } from "../../generator/schema/frigate.ts";

export interface FrigateConfig {
  readonly version: Version;
  /** Whether users sign in with Frigate itself. */
  readonly authEnabled: boolean;
  readonly headerMap: { readonly user: string | null; readonly role: string | null };
  readonly roleMap: Readonly<Record<string, readonly string[]>>;
  readonly defaultRole: string;
  readonly separator: string;
  /** Custom roles, each with the cameras it may see. */
  readonly roles: Readonly<Record<string, readonly string[]>>;
  /** Cameras by name, each with the names of its live streams besides its own. */
  readonly cameras: Readonly<Record<string, readonly string[]>>;
  /** Exported files and the camera each shows; Frigate has them in its database. */
  readonly exports: Readonly<Record<string, string>>;
  /** Directory in which recordings are, as the vod module finds them. */
  readonly recordings: string;
  readonly authSecret: string | null;
  readonly internalPort: number;
  readonly users: Readonly<Record<string, { readonly password: string; readonly role: string }>>;
}

/** The versions whose nginx differs, ordered by age. */
export const versions = ["0.15", "0.16", "0.17", "0.18"] as const satisfies readonly Version[];

const byAge: readonly Version[] = [...versions, "0.18.1"];

export const since = (config: Pick<FrigateConfig, "version">, version: Version): boolean =>
  byAge.indexOf(config.version) >= byAge.indexOf(version);

/** Cameras a role may see; null stands for all. Source: frigate/api/media_auth.py (is_role_restricted). */
export function camerasOf(config: FrigateConfig, role: string | null): readonly string[] | null {
  if (role === null || role === "admin") return null;
  const cameras = config.roles[role] ?? [];
  return cameras.length === 0 ? null : cameras;
}

/** Whether a name is a role. Source: frigate/config/auth.py; admin and viewer are always there. */
export const isRole = (config: FrigateConfig, name: string): boolean =>
  name === "admin" || name === "viewer" || name in config.roles;

/**
 * Reads `services.frigate.settings`, with Frigate's defaults for what is not set. Sources: frigate/config/auth.py, proxy.py,
 * network.py and camera/live.py.
 */
export function frigateConfig(
  settings: unknown,
  version: Version,
  more: Pick<FrigateConfig, "users" | "exports" | "recordings">,
): FrigateConfig {
  const setting = (...path: readonly string[]): unknown => path.reduce<unknown>(member, settings);
  return {
    version,
    authEnabled: setting("auth", "enabled") !== false,
    headerMap: {
      user: text(setting("proxy", "header_map", "user")),
      role: text(setting("proxy", "header_map", "role")),
    },
    roleMap: lists(setting("proxy", "header_map", "role_map")),
    defaultRole: text(setting("proxy", "default_role")) ?? "viewer",
    separator: text(setting("proxy", "separator")) ?? ",",
    roles: lists(setting("auth", "roles")),
    cameras: mapValues(members(setting("cameras")), (camera) =>
      Object.values(members(member(member(camera, "live"), "streams"))).filter(
        (name) => typeof name === "string",
      ),
    ),
    authSecret: text(setting("proxy", "auth_secret")),
    internalPort: since({ version }, "0.18")
      ? portIn(setting("networking", "listen", "internal"))
      : internalAddress.port,
    ...more,
  };
}

const members = (value: unknown): Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null ? { ...value } : {};

const member = (value: unknown, name: string): unknown => members(value)[name];

const text = (value: unknown): string | null => (typeof value === "string" ? value : null);

const mapValues = <T>(
  from: Readonly<Record<string, unknown>>,
  change: (value: unknown) => T,
): Readonly<Record<string, T>> =>
  Object.fromEntries(Object.entries(from).map(([name, value]) => [name, change(value)]));

const lists = (value: unknown): Readonly<Record<string, readonly string[]>> =>
  mapValues(members(value), (list) => (Array.isArray(list) ? list.map(String) : []));

/** A port, or what stands behind the last colon of an address. */
const portIn = (setting: unknown): number =>
  setting === undefined ? internalAddress.port : Number(String(setting).split(":").at(-1));
