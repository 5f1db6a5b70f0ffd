/** Who attacks, and what they are after. */
import { contractOf, yesTo } from "../../rig/gateway-contracts.ts";
import { since } from "../../rig/frigate-config.ts";
import { cookieOf } from "../../runtime/situations.ts";
import { newSession, nobody, person, throughProxy, type Asker } from "../askers.ts";
import type { RoleName } from "../configurations.ts";
import { routesOf } from "../../runtime/samples.ts";
import type { Route } from "../../../generator/schema/routes.ts";
import { groupOf, type Standing } from "../subject.ts";
import { marker, type Shot } from "./shot.ts";

/** Without a session, and with the least of them. */
export const outsiderAndViewer = ({ subject }: Standing): readonly Asker[] => [
  nobody,
  person(subject, "viewer"),
];

/** One address of each kind that is protected: the API, a file, a stream. */
export const targets = [
  { path: "/api/profile" },
  { path: "/api/users" },
  { path: "/recordings/2024-05-01/10/garden/00.00.mp4" },
  { path: "/ws", upgrade: true },
] as const;

/** Every route of the schema that is protected, in that version, asked as it wants to be. */
export const protectedRoutes = (
  { subject }: Standing,
  isMeant: (route: Route) => boolean = () => true,
): readonly Omit<Shot, "by">[] =>
  routesOf(subject.version)
    .filter(([, route]) => route.access === "protected" && isMeant(route))
    .map(([, , { path, method, body, upgrade }]) => ({ path, method, body, upgrade }));

/** Groups and roles of administrators, in the lists of every gateway. */
export const grand = ["admin", "admins", "frigate_admins", "Frigate Admins", marker];

/**
 * Somebody of any name at all, as whoever decides in the subject says it. A gateway says so from now on to everybody, with
 * a session that nobody else has.
 */
export function anybody({ subject, gateway }: Standing, user: string, role: RoleName): Asker {
  const { authority, version } = subject;
  const known = { user, role: authority.kind !== "frigate" || since({ version }, "0.16") ? role : null };
  const usual = person(subject, role);
  const asker = { ...usual, name: `${JSON.stringify(user)} (${role})`, known };
  switch (authority.kind) {
    case "frigate":
      return { ...asker, headers: [cookieOf(user, role)] };
    case "gateway": {
      const contract = contractOf(authority.name);
      gateway?.answerAll(yesTo(contract, { name: user, groups: [groupOf(subject, role)] }));
      const session = Buffer.from(`${user} ${role}`).toString("hex");
      const seen = contract.groupsHeader === null ? { user, role: usual.known?.role ?? null } : known;
      return { ...asker, ...newSession(subject, session), known: seen };
    }
    case "proxy":
      return { ...asker, ...throughProxy(authority, user, groupOf(subject, role)) };
    default:
      return authority satisfies never;
  }
}
