import { internalAddress, portHeader } from "../../../schema/frigate.ts";
import type { Destination } from "../destinations.ts";
import { asks, isPublicThere } from "../entrances.ts";
import { isEntrance, isLoopback } from "../frigate.ts";
import { isOfThisHost } from "../guard.ts";
import { sent } from "../headers.ts";
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
  const own = internalListeners(deployment);
  return deployment.locations
    .filter((location) => location.isOpen && !isPublicThere(location))
    .flatMap((location) => {
      const destination = location.destinations.find(
        ({ parts, addresses }) =>
          parts.includes("internal") ||
          addresses.some((address) => own.has(loopbackOf(address))) ||
          (parts.length === 0 && isPassedOn(deployment, location)),
      );
      return destination === undefined ? [] : hole(deployment, location, destination);
    });
};

/** A server of this nginx passes the request on to the port, and asks nobody either. */
const isPassedOn = (deployment: Deployment, from: Location, seen: readonly Location[] = []): boolean =>
  deployment
    .innerLocations(from)
    .filter((location) => location.guard.kind === "none" && !seen.includes(location))
    .some(
      (location) =>
        location.parts.includes("internal") || isPassedOn(deployment, location, [...seen, location]),
    );

function hole(
  deployment: Deployment,
  location: Location,
  { directive, addresses }: Destination,
): readonly Hole[] {
  const { guard } = location;
  const isOpen = guard.kind === "none";
  const isForSome = guard.kind === "addresses" && !guard.allowed.every(isOfThisHost);
  // Where nothing tells people apart, whoever is let in is meant to be administrator.
  if (!isOpen && !isForSome && !(asks(guard) && hasRoles(deployment))) return [];
  return [
    {
      severity: isOpen ? "critical" : "high",
      ...positionIn(location, directive),
      found: `proxy_pass leads to Frigate's internal port, ${addresses.join(", ")}${isOpen ? ", and nobody is asked" : ""}.`,
      why: isOpen
        ? "Everybody who can reach this server is administrator, without signing in."
        : "Everybody who is let in is administrator, whatever their role is.",
      fix: "Pass on to Frigate's port for people, 8971, or ask its /auth by auth_request and pass on to 5001.",
    },
  ];
}

/** Another server of this nginx asks Frigate who somebody is. */
const hasRoles = (deployment: Deployment): boolean =>
  deployment.locations.some(({ parts }) => parts.includes("frigate-api"));

/** Servers of `stream` that pass connections on to a part of Frigate, which believes whoever connects. */
const streams = (deployment: Deployment): readonly Hole[] => {
  const own = internalListeners(deployment);
  return deployment.streams
    .flatMap(({ directive, addresses, parts }) => {
      const isOwn = addresses.some((address) => own.has(loopbackOf(address)));
      const part = isOwn ? "internal" : parts.find((one) => one === "internal" || !isEntrance(one));
      return part === undefined ? [] : [{ directive, part }];
    })
    .map(({ directive, part }) => ({
      route: null,
      position: directive.position,
      found: `proxy_pass in stream leads to ${part === "internal" ? "Frigate's internal port" : `${part}, which believes whoever connects`}.`,
      why: "Everybody who can reach this port is administrator, or sees the streams, without signing in.",
      fix: "Leave this server out, or have it listen at a loopback address.",
    }));
};

/**
 * Where Frigate calls itself on this machine: the usual port, at a loopback address or at every one where /auth is told the
 * port, and servers of Frigate's API that have loopback names only (the port of its settings).
 */
function internalListeners(deployment: Deployment): ReadonlySet<string> {
  const own = deployment.hosts
    .filter(({ isFrigates }) => isFrigates)
    .flatMap((host) =>
      host.listens
        .map(({ address }) => address)
        .filter(
          (address) =>
            isInternal(address) ||
            (isLoopback(address) && isNamedForItself(host)) ||
            (/^(?:\*|\[::\]):/.test(address) && isInternalPort(address) && learnsPort(deployment, host)),
        ),
    );
  return new Set(own.map(loopbackOf));
}

const isNamedForItself = ({ server, locations }: Host): boolean =>
  server.names.length > 0 &&
  server.names.every(isLoopback) &&
  locations.some(({ parts }) => parts.includes("frigate-api"));

/** One spelling for this machine at a port. */
const loopbackOf = (address: string): string =>
  isLoopback(address) || /^(?:\*|\[::\]):/.test(address) ? address.replace(/^.*:/, "127.0.0.1:") : address;

const isInternalPort = (address: string): boolean => address.endsWith(`:${internalAddress.port}`);
