import { directivesInForce } from "../../nginx/in-force.ts";
import { variableName } from "../../nginx/lookups.ts";
import {
  argumentOf,
  directivesNamed,
  directivesOf,
  inHttp,
  valuesOf,
  type Directive,
} from "../../nginx/parse.ts";
import { publicHosts, type Deployment } from "../deployment.ts";
import { isForAll } from "../guard.ts";
import type { Check, Hole } from "../rule.ts";
import { variablesOfAccess } from "../used-variables.ts";

export const everybodyTrusted: Check = (deployment) => {
  const used = variablesOfAccess(deployment);
  const tables = inHttp(deployment.file, "geo").filter((geo) =>
    used.has(variableName(valuesOf(geo).at(-1) ?? "")),
  );
  return [...tables.flatMap(trustedIn), ...(decidesByAddress(deployment, tables) ? senders(deployment) : [])];
};

const trustedIn = (geo: Directive): readonly Hole[] =>
  directivesOf(geo.block)
    .filter((entry) => isTrusted(entry, geo))
    .map((entry) => ({
      route: null,
      position: entry.position,
      found: `geo has ${entry.name}, which is every address, among those that are known.`,
      why: "Whoever connects is believed, or is somebody: what only a proxy or a program of yours may do is open to all.",
      fix: "Write the addresses of the proxy or the program, and leave this line out.",
    }));

/** Every address has another value than an unknown one, and a value that does not mean no. */
function isTrusted(entry: Directive, geo: Directive): boolean {
  const unknown = directivesOf(geo.block).find(({ name }) => name === "default");
  const value = valuesOf(entry).join(" ");
  const isNo = ["", "0", "no", "off", "deny", "false", "none"].includes(value.toLowerCase());
  return (
    isForAll(entry.name) && !isNo && value !== (unknown === undefined ? "" : valuesOf(unknown).join(" "))
  );
}

/** `set_real_ip_from` for every address: the client says in a header which one it has. */
const senders = (deployment: Deployment): readonly Hole[] =>
  [
    ...directivesNamed(deployment.file.body, "http"),
    ...publicHosts(deployment).map(({ server }) => server.directive),
  ]
    .flatMap(({ block }) => directivesNamed(block, "set_real_ip_from"))
    .filter((directive) => isForAll(argumentOf(directive)))
    .map((directive) => ({
      route: null,
      position: directive.position,
      found: `set_real_ip_from ${argumentOf(directive)} takes the address from a header of whoever connects, and addresses decide who is let in.`,
      why: "A client that sends the address of a program or a proxy of yours is taken for it.",
      fix: "Write the address of the proxy in front of nginx.",
    }));

/** `$realip_remote_addr` is the address of the connection, which no header changes. */
const decidesByAddress = (deployment: Deployment, tables: readonly Directive[]): boolean =>
  tables.some((geo) => valuesOf(geo)[0] !== "$realip_remote_addr") ||
  deployment.locations.some(
    ({ host, guard, route }) =>
      host.isFrigates &&
      !host.isInner &&
      guard.kind !== "closed" &&
      directivesInForce(route, "allow").some((allow) => !isForAll(argumentOf(allow))),
  );
