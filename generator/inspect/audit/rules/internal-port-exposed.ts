import { internalAddress, portHeader } from "../../../schema/frigate.ts";
import { sent } from "../headers.ts";
import { at, rule, type Hole } from "../rule.ts";
import { openPlaces, passedQuestions, type Host, type Place, type Site } from "../site.ts";

export const internalPortExposed = rule({
  id: "internal-port-exposed",
  title: "Frigate's internal port can be reached from outside",
  severity: "critical",
  about: `Frigate calls itself on port 5000, and whoever comes through it is administrator without being asked: /auth looks at
\`X-Server-Port\` before anything else (frigate/api/auth.py). So that port may be listened on at a loopback address only, and no other
location may pass requests on to it. Not reported where the port that Frigate is told is looked up by address and port together.
Whether a firewall keeps the port closed cannot be seen here.`,
  holes: (site) => [...site.hosts.flatMap((host) => listeners(site, host)), ...passers(site)],
});

function listeners(site: Site, host: Host): readonly Hole[] {
  const isTold = passedQuestions(site).some(
    ({ main, asked }) => main.host === host && isToldPort(site, asked, main),
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
function isToldPort(site: Site, asked: Place, main: Place): boolean {
  const how = sent(asked, portHeader);
  return (
    how.kind === "set" &&
    how.directives.some(({ args }) => {
      const value = args[1]?.value ?? "";
      const sources = site.sources(value, asked, main);
      return (
        value === String(internalAddress.port) ||
        sources.some(({ name, through }) => name === "server_port" && !through.includes("lookup"))
      );
    })
  );
}

const passers = (site: Site): readonly Hole[] =>
  openPlaces(site)
    .filter(
      ({ parts, guard }) => parts.includes("internal") && guard.kind !== "closed" && guard.kind !== "answers",
    )
    .map((place) => ({
      severity: place.guard.kind === "none" ? ("critical" as const) : ("high" as const),
      ...at(place, place.destinations.find(({ parts }) => parts.includes("internal"))?.directive),
      found: "proxy_pass leads to Frigate's internal port.",
      why:
        place.guard.kind === "none"
          ? "Everybody who can reach this server is administrator, without signing in."
          : "Everybody who is let in is administrator, whatever their role is.",
      fix: "Pass on to Frigate's port for people, 8971, or ask its /auth by auth_request and pass on to 5001.",
    }));
