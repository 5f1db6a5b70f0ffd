/** `module/frigate/facts.nix`: what the hand-written files of the module need to know of Frigate and nginx. */
import {
  builtInRoles,
  directories,
  firstUnknownVersion,
  identity,
  idleConnections,
  internalAddress,
  internalPortSettableSince,
  judgesCamerasSince,
  portHeader,
  readsPathSince,
  roleHeader,
  secretHeader,
  trustedHeaders,
  upstreams,
  userHeader,
} from "../schema/frigate.ts";
import { kanidmFacts } from "../schema/kanidm-facts.ts";
import { headersToIdentity, identitySocket, reservedHeaders } from "../schema/identity.ts";
import { routes, type Route } from "../schema/routes.ts";
import { patterns } from "../schema/vocabulary.ts";
import type { NixFile } from "../nix/ast.ts";
import { generatedFile } from "./file.ts";
import { nixValue } from "./value.ts";

const gatewayVariablesInNginx = Object.fromEntries(
  Object.entries(headersToIdentity).map(([name, header]) => [
    `$frigate_${name}`,
    `\${http_${header.toLowerCase().replaceAll("-", "_")}}`,
  ]),
);

export function factsFile(): NixFile {
  const addresses = Object.entries(upstreams).map(([name, { address }]) => [name, address]);
  return generatedFile(
    "Facts about Frigate and nginx.",
    nixValue({
      builtInRoles,
      clientName: patterns.clientName.expression,
      firstUnknownVersion,
      gatewayVariables: gatewayVariablesInNginx,
      identity,
      identitySocket,
      idleConnections,
      internalPort: internalAddress.port,
      internalPortSettableSince,
      judgesCamerasSince,
      portHeader,
      readsPathSince,
      reservedHeaders: reservedHeaders.join("|"),
      roleHeader,
      secretHeader,
      stateDirectory: directories.state,
      trustedHeaders: inLines(trustedHeaders),
      upstreams: Object.fromEntries(addresses),
      userHeader,
      waysToSignIn: Object.entries(routes as Record<string, Route>)
        .filter(([, route]) => "signIn" in route)
        .map(([matcher]) => matcher),
    }),
  );
}

/** Headers that begin alike, in one line with blanks between them. */
function inLines(headers: readonly string[]): readonly string[] {
  const family = (header: string): string => header.replace(/^((?:X-)?[^-]*(?:-Request)?)-.*$/, "$1");
  const families = [...new Set(headers.map(family))];
  return families.map((one) => headers.filter((header) => family(header) === one).join(" "));
}

/** `module/kanidm-facts.nix`. */
export const kanidmFactsFile = (): NixFile =>
  generatedFile("What Kanidm and oauth2-proxy have to be told for Frigate.", nixValue(kanidmFacts));
