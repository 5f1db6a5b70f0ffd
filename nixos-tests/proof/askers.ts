/** Everybody who may ask: with a session or without, by address, through a proxy, or as Frigate itself. */
import { words } from "../../generator/inspect/collections.ts";
import { identityHeaders, ownIdentity, portHeader, secretHeader } from "../../generator/schema/frigate.ts";
import { contractOf } from "../rig/gateway-contracts.ts";
import type { HeaderLine } from "../rig/client.ts";
import { since } from "../rig/frigate-config.ts";
import type { ListenerName, RigRequest } from "../rig/rig.ts";
import { cookieOf } from "../runtime/situations.ts";
import type { GatewayName } from "../../generator/schema/gateways.ts";
import type { Authority, RoleName } from "./configurations.ts";
import { addresses, groupOf, hasCustomRoles, localAddress, names, type Subject } from "./subject.ts";

/** Who somebody is to a backend: Remote-User and Remote-Role; null where there is no such header. */
export interface Known {
  readonly user: string | null;
  readonly role: string | null;
}

export interface Asker {
  readonly name: string;
  readonly listener: ListenerName;
  /** Loopback address they come from. */
  readonly from?: string | undefined;
  /** Name in the handshake of TLS, where it is not the host's; none where it is empty. */
  readonly serverName?: string;
  readonly headers: readonly HeaderLine[];
  /** Null for who is nobody. */
  readonly known: Known | null;
  /** Paths below which they are known; everywhere where nothing is said. */
  readonly paths?: readonly string[];
  /** Whoever is asked about them says that they may not come, not that they should sign in. */
  readonly denied?: true;
}

/** The part of a request that says who asks. */
export const as = ({ listener, from, headers }: Asker): Omit<RigRequest, "path"> => ({
  listener,
  headers,
  from,
});

/** Before 0.16, Frigate named users only; nginx always names the role, too. */
const withRole = ({ authority, version }: Subject, user: string, role: string): Known => ({
  user,
  role: authority.kind !== "frigate" || since({ version }, "0.16") ? role : null,
});

export const nobody: Asker = { name: "no session", listener: "public", headers: [], known: null };

/** An address that no configuration trusts. */
const elsewhere = "127.0.9.9";

/** What makes a gateway know somebody: a session in its cookie, or where they come from. */
export function sessionAt(
  gateway: GatewayName,
  session: string,
  from: string,
): Pick<Asker, "headers" | "from"> {
  const { cookie } = contractOf(gateway);
  return cookie === null ? { headers: [], from } : { headers: [["Cookie", `${cookie}=${session}`]] };
}

const sessions: string[] = [];

/** A session of the gateway's that nobody else has, or an address that nobody else comes from. */
export function newSession({ authority }: Subject, session: string): Pick<Asker, "headers" | "from"> {
  if (authority.kind !== "gateway") return { headers: [] };
  if (!sessions.includes(session)) sessions.push(session);
  const number = sessions.indexOf(session);
  const address = `127.0.${16 + Math.floor(number / 250)}.${1 + (number % 250)}`;
  return sessionAt(authority.name, session, address);
}

/** What a proxy in front that is believed says of somebody. */
export const throughProxy = (
  { address, userHeader, roleHeader, secret }: Extract<Authority, { readonly kind: "proxy" }>,
  user: string,
  group: string,
): Pick<Asker, "headers" | "from"> => ({
  from: localAddress(address),
  headers: [
    [userHeader, user],
    [roleHeader, group],
    ...(secret === undefined ? [] : [[secretHeader, secret] as const]),
  ],
});

/** Somebody signed in as whoever decides in the subject wants it. */
export function person(subject: Subject, role: RoleName): Asker {
  const user = names[role];
  const group = groupOf(subject, role);
  const known = withRole(
    subject,
    user,
    role === "gardener" && !hasCustomRoles(subject.version) ? "viewer" : role,
  );
  const asker = { name: `${user} (${role})`, listener: "public", known } as const;
  const { authority } = subject;
  switch (authority.kind) {
    case "frigate":
      return { ...asker, headers: [cookieOf(user, known.role ?? role)] };
    case "gateway": {
      const { groupsHeader } = contractOf(authority.name);
      const seen = groupsHeader === null ? withRole(subject, user, "viewer") : known;
      return { ...asker, ...sessionAt(authority.name, user, addresses[role]), known: seen };
    }
    case "proxy":
      return { ...asker, ...throughProxy(authority, user, group) };
    default:
      return authority satisfies never;
  }
}

/** Somebody whom the gateway knows and does not let in; null where there is no gateway. */
function deniedOf({ authority }: Subject): Asker | null {
  if (authority.kind !== "gateway") return null;
  const session = sessionAt(authority.name, "dan", addresses.denied);
  return { ...session, name: "dan (not let in)", listener: "public", known: null, denied: true };
}

/** The headers of a proxy in front, an administrator's: believed from nobody but that proxy. */
function pretender(): Asker {
  const claims = words(`
    Remote-User X-Forwarded-User X-Auth-Request-Preferred-Username X-authentik-username
  `);
  const roles = words(`
    Remote-Role Remote-Groups X-Forwarded-Groups X-Auth-Request-Groups X-authentik-groups
  `);
  const headers = [
    ...claims.map((name): HeaderLine => [name, names.admin]),
    ...roles.map((name): HeaderLine => [name, "admin,admins,frigate_admins,Frigate Admins"]),
    [secretHeader, "a guess"] as const,
    [portHeader, "5000"] as const,
  ];
  return { name: "an untrusted proxy", listener: "public", from: elsewhere, headers, known: null };
}

/** Somebody signed in, who says in every header that names somebody to be somebody else, and more. */
function braggart(subject: Subject): Asker {
  const { authority } = subject;
  const asker = person(subject, "viewer");
  // What a trusted proxy says is no mere claim.
  const believed =
    authority.kind === "proxy"
      ? [
          authority.userHeader,
          authority.roleHeader,
          ...(authority.secret === undefined ? [] : [secretHeader]),
        ]
      : [];
  const claims = identityHeaders
    .filter((name) => !believed.includes(name))
    .map((name): HeaderLine => [name, claimOf(name)]);
  const server: HeaderLine = ["X-Forwarded-Server", "elsewhere"];
  return { ...asker, name: `${names.viewer}, bragging`, headers: [...asker.headers, ...claims, server] };
}

function claimOf(header: string): string {
  if (header === portHeader) return "5000";
  return /role|groups/i.test(header) ? "admin" : names.admin;
}

const clientsOf = (subject: Subject): readonly Asker[] =>
  subject.clients.map(({ name, address, paths, user, role }) => ({
    name: `client ${name}`,
    listener: "public",
    from: localAddress(address),
    headers: [],
    // Next to Frigate's own sign-in nginx names them, role included; a Frigate that has no roles does not look at it.
    known: subject.authority.kind === "frigate" ? { user, role } : withRole(subject, user, role),
    paths,
  }));

/** Frigate itself, through the listener for its own calls; null where there is none. */
const frigateItself = (subject: Subject): Asker | null =>
  subject.internal === false
    ? null
    : {
        name: "Frigate itself",
        listener: "internal",
        headers: [],
        known: ownIdentity,
      };

/** Everybody, in the order of a table's columns. */
export function askersOf(subject: Subject): readonly Asker[] {
  const everybody = [
    nobody,
    person(subject, "admin"),
    person(subject, "viewer"),
    person(subject, "gardener"),
    braggart(subject),
    deniedOf(subject),
    pretender(),
    ...clientsOf(subject),
    frigateItself(subject),
  ];
  return everybody.filter((asker) => asker !== null);
}
