import { internalAddress, portHeader } from "../../../schema/frigate.ts";
import { sent } from "../headers.ts";
import { positionIn, type Check, type Hole } from "../rule.ts";
import { openLocations, passedQuestions, type Host, type Location, type Deployment } from "../deployment.ts";

export const internalPortExposed: Check = (deployment) => [
  ...deployment.hosts.flatMap((host) => listeners(deployment, host)),
  ...passers(deployment),
];

function listeners(deployment: Deployment, host: Host): readonly Hole[] {
  const isTold = passedQuestions(deployment).some(
    ({ main, asked }) => main.host === host && isToldPort(deployment, asked, main),
  );
  if (!isTold) return [];
  return host.listens
    .filter(({ address, isLocal }) => !isLocal && address.endsWith(`:${internalAddress.port}`))
    .map(({ address, directive }) => ({
      route: null,
      position: directive?.position ?? host.server.directive.position,
      found: `listen opens ${address}, the port through which Frigate lets everybody in.`,
      why: "Everybody on the network is administrator there, without signing in.",
      fix: `Write \`listen ${internalAddress.host}:${internalAddress.port};\`, or another port where people come.`,
    }));
}

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

const passers = (deployment: Deployment): readonly Hole[] =>
  openLocations(deployment)
    .filter(
      ({ parts, guard }) => parts.includes("internal") && guard.kind !== "closed" && guard.kind !== "answers",
    )
    .map((location) => ({
      severity: location.guard.kind === "none" ? ("critical" as const) : ("high" as const),
      ...positionIn(
        location,
        location.destinations.find(({ parts }) => parts.includes("internal"))?.directive,
      ),
      found: "proxy_pass leads to Frigate's internal port.",
      why:
        location.guard.kind === "none"
          ? "Everybody who can reach this server is administrator, without signing in."
          : "Everybody who is let in is administrator, whatever their role is.",
      fix: "Pass on to Frigate's port for people, 8971, or ask its /auth by auth_request and pass on to 5001.",
    }));
