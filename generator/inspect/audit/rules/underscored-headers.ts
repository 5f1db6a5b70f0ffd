import { identityHeaders } from "../../../schema/frigate.ts";
import { directivesNamed, type Directive } from "../../nginx/parse.ts";
import { openLocations, publicHosts, type Deployment, type Host } from "../deployment.ts";
import { settingsOf } from "../headers.ts";
import { judgesOf } from "../judges.ts";
import type { Check, Hole } from "../rule.ts";
import { variablesUsed } from "../used-variables.ts";

export const underscoredHeaders: Check = (deployment) => {
  if (areReplaced(deployment) && !areBelieved(deployment)) return [];
  const own = publicHosts(deployment);
  return [
    ...directivesNamed(deployment.file.body, "http").flatMap((http) => holes(http, "")),
    ...own.flatMap(({ server }) => holes(server.directive, "")),
    ...neighbours(deployment, own).flatMap(({ server }) =>
      holes(server.directive, ", also to Frigate's server, which shares its listener"),
    ),
  ];
};

const holes = ({ block }: Directive, further: string): readonly Hole[] =>
  [
    ...directivesNamed(block, "underscores_in_headers").filter(({ args }) => args[0]?.value === "on"),
    ...directivesNamed(block, "ignore_invalid_headers").filter(({ args }) => args[0]?.value === "off"),
  ].map((directive) => ({
    route: null,
    position: directive.position,
    found: `${directive.name} ${directive.args[0]?.value ?? ""} lets headers such as Remote_Role through${further}.`,
    why: "A client that sends Remote_Role: admin may be administrator on the websocket.",
    fix: 'Leave the line out; or write `proxy_set_header Remote_User "";` and `proxy_set_header Remote_Role "";` into every location that leads to a websocket of Frigate\'s.',
  }));

/** Servers whose settings nginx reads the headers with, until it knows by `Host` that Frigate's is meant. */
function neighbours(deployment: Deployment, own: readonly Host[]): readonly Host[] {
  const addresses = own.flatMap(({ listens }) => listens.map(({ address }) => address));
  return deployment.hosts.filter(
    (host) =>
      !own.includes(host) &&
      host.listens.some(
        ({ address, directive }) =>
          addresses.includes(address) &&
          (host.mayBeDefault || directive?.args.some(({ value }) => value === "ssl" || value === "quic")),
      ),
  );
}

/** The other spellings are named where a WSGI program is behind, so that the client's do not arrive. */
function areReplaced(deployment: Deployment): boolean {
  const sockets = openLocations(deployment).filter(({ parts }) =>
    parts.some((part) => part === "frigate-mqtt-ws" || part === "frigate-jsmpeg"),
  );
  return (
    sockets.length > 0 &&
    sockets.every((location) =>
      ["Remote_User", "Remote_Role"].every((name) => settingsOf(location, name).length > 0),
    )
  );
}

/** nginx itself reads an identity header of the client's: `$http_remote_user` is either spelling. */
function areBelieved(deployment: Deployment): boolean {
  const asked = judgesOf(deployment).flatMap(({ location }) => (location.host.isInner ? [] : [location]));
  const used = variablesUsed(deployment, [...asked, ...openLocations(deployment)]);
  return identityHeaders.some((name) => used.has(`http_${name.toLowerCase().replaceAll("-", "_")}`));
}
