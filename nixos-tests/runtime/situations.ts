/** Who asks, and in which configuration: the two dimensions every access test runs over. */
import { ownIdentity, type Version } from "../../generator/schema/frigate.ts";
import type { HeaderLine } from "../rig/client.ts";
import { since } from "../rig/frigate-config.ts";
import { sessionCookie, tokenOf } from "../rig/session.ts";
import type { ListenerName } from "../rig/rig.ts";

/** Fixtures by what decides who is asking: Frigate's own sign-in, a proxy in front with a secret, or nobody. */
export const modes = { native: "runtime-native", proxy: "runtime-proxy", open: "runtime-open" } as const;

export type Mode = keyof typeof modes;

export interface Situation {
  readonly version: Version;
  readonly mode: Mode;
}

export interface Known {
  /** What reaches a backend as Remote-User and Remote-Role; null where no such header does. */
  readonly user: string | null;
  readonly role: string | null;
}

/** Somebody who asks. */
export interface Identity {
  readonly name: string;
  readonly listener: ListenerName;
  /** What they show. */
  readonly headers: (mode: Mode) => readonly HeaderLine[];
  /** Who they are to a backend; "refused" where they may not have what is protected. */
  readonly known: (situation: Situation) => Known | "refused";
}

/** Before roles came, /auth named users only. */
const withRole = ({ version }: Situation, user: string, role: string): Known => ({
  user,
  role: since({ version }, "0.16") ? role : null,
});

const nobodyByName = (situation: Situation): Known =>
  withRole(situation, since(situation, "0.17") ? "viewer" : "anonymous", "viewer");

/** The secret of runtime-proxy.nix. */
export const proxySecret: HeaderLine = ["X-Proxy-Secret", "shared-secret"];

const tomorrow = (): number => Math.floor(Date.now() / 1000) + 86_400;

/** A session cookie of Frigate's. */
export const cookieOf = (user: string, role: string, expires = tomorrow()): HeaderLine => [
  "Cookie",
  `${sessionCookie}=${tokenOf({ user, role, expires })}`,
];

/** Somebody who has signed in. */
export const person = (user: string, role: string): Identity => ({
  name: `${user} (${role})`,
  listener: "public",
  headers: (mode) => {
    switch (mode) {
      case "native":
        return [cookieOf(user, role)];
      case "proxy":
        return [proxySecret, ["X-Forwarded-User", user], ["X-Forwarded-Groups", role]];
      case "open":
        return [];
      default:
        return mode satisfies never;
    }
  },
  known: (situation) =>
    situation.mode === "open" ? nobodyByName(situation) : withRole(situation, user, role),
});

export const nobody: Identity = {
  name: "nobody",
  listener: "public",
  headers: () => [],
  known: (situation) => (situation.mode === "open" ? nobodyByName(situation) : "refused"),
};

export const viewer = person("bob", "viewer");
export const admin = person("alice", "admin");

/** Frigate itself, through the listener for its own calls: nginx says who it is, and asks nobody. */
export const internal: Identity = {
  name: "the internal listener",
  listener: "internal",
  headers: () => [],
  known: () => ownIdentity,
};

export const identities: readonly Identity[] = [nobody, viewer, admin, internal];
