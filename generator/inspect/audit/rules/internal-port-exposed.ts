import { internalAddress, portHeader } from "../../../schema/frigate.ts";
import type { Directive } from "../../nginx/parse.ts";
import { isLoopback, partAt } from "../frigate.ts";
import { sent } from "../headers.ts";
import { streamPasses } from "../streams.ts";
import { positionIn, type Check, type Hole } from "../rule.ts";
import { isInternal, passedQuestions, type Host, type Location, type Deployment } from "../deployment.ts";

export const internalPortExposed: Check = (deployment) => [
  ...deployment.hosts.flatMap((host) => listeners(deployment, host)),
  ...passers(deployment),
  ...streams(deployment),
];

function listeners(deployment: Deployment, host: Host): readonly Hole[] {
  if (!learnsPort(deployment, host)) return [];
  return host.listens
    .filter(({ address, isLocal }) => !isLocal && isInternalPort(address))
    .map(({ address, directive }) => ({
      route: null,
      position: directive?.position ?? host.server.directive.position,
      found: `listen opens ${address}, the port through which Frigate lets everybody in.`,
      why: "Everybody on the network is administrator there, without signing in.",
      fix: `Write \`listen ${internalAddress.host}:${internalAddress.port};\`, or another port where people come.`,
    }));
}

const learnsPort = (deployment: Deployment, host: Host): boolean =>
  passedQuestions(deployment).some(
    ({ main, asked }) => main.host === host && isToldPort(deployment, asked, main),
  );

/** Frigate learns the port as it is, and not from a table that also looks at the address. */
function isToldPort(deployment: Deployment, asked: Location, main: Location): boolean {
  const how = sent(asked, portHeader);
  return (
    how.kind === "set" &&
    how.directives.some(({ args }) => {
      const value = args[1]?.value ?? "";
      const sources = deployment.sources(value, asked, main);
      return (
        value === String(internalAddress.port) ||
        sources.some(({ name, through }) => name === "server_port" && !through.includes("lookup"))
      );
    })
  );
}

/** Locations of any server of this nginx that lead to the port, where it is known to be Frigate's. */
const passers = (deployment: Deployment): readonly Hole[] => {
  const isFrigates = hasInternalListener(deployment);
  return deployment.locations
    .filter(({ isOpen, guard }) => isOpen && guard.kind !== "closed" && guard.kind !== "answers")
    .flatMap((location) => {
      const directive = location.destinations.find(
        ({ parts, addresses }) =>
          parts.includes("internal") || (isFrigates && addresses.some(isLocalInternal)),
      )?.directive;
      return directive === undefined ? [] : [hole(location, directive)];
    });
};

const hole = (location: Location, directive: Directive): Hole => ({
  severity: location.guard.kind === "none" ? "critical" : "high",
  ...positionIn(location, directive),
  found: "proxy_pass leads to Frigate's internal port.",
  why:
    location.guard.kind === "none"
      ? "Everybody who can reach this server is administrator, without signing in."
      : "Everybody who is let in is administrator, whatever their role is.",
  fix: "Pass on to Frigate's port for people, 8971, or ask its /auth by auth_request and pass on to 5001.",
});

/** Servers of `stream` that pass connections on to a part of Frigate, which believes whoever connects. */
const streams = (deployment: Deployment): readonly Hole[] =>
  streamPasses(deployment.file)
    .flatMap(({ directive, name, addresses }) => {
      const part = addresses
        .map((address) => partAt(name, address, hasInternalListener(deployment)))
        .find((one) => one !== null);
      return part === undefined ? [] : [{ directive, part }];
    })
    .map(({ directive, part }) => ({
      route: null,
      position: directive.position,
      found: `proxy_pass in stream leads to ${part === "internal" ? "Frigate's internal port" : `${part}, which believes whoever connects`}.`,
      why: "Everybody who can reach this port is administrator, or sees the streams, without signing in.",
      fix: "Leave this server out, or have it listen at a loopback address.",
    }));

/** Frigate's server listens at that port of this machine: at a loopback address, or at every one where /auth is told the port. */
const hasInternalListener = (deployment: Deployment): boolean =>
  deployment.hosts.some(
    (host) =>
      host.isFrigates &&
      host.listens.some(
        ({ address }) =>
          isInternal(address) ||
          (/^(?:\*|\[::\]):/.test(address) && isInternalPort(address) && learnsPort(deployment, host)),
      ),
  );

const isInternalPort = (address: string): boolean => address.endsWith(`:${internalAddress.port}`);

const isLocalInternal = (address: string): boolean => isLoopback(address) && isInternalPort(address);
