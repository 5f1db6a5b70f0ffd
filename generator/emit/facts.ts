/** `module/frigate/facts.nix`: what the hand-written files of the module need to know of Frigate and nginx. */
import {
  builtInRoles,
  directories,
  identity,
  idleConnections,
  internalAddress,
  portHeader,
  roleHeader,
  secretHeader,
  trustedHeaders,
  upstreams,
  userHeader,
} from "../schema/frigate.ts";
import { kanidmFacts } from "../schema/kanidm-facts.ts";
import { headersToIdentity, identitySocket, reservedHeaders } from "../schema/identity.ts";
import { addressRanges, patterns, secretText } from "../schema/vocabulary.ts";
import { assign, set, type Assignment, type NixFile } from "../nix/ast.ts";
import type { Value } from "../model/option.ts";
import { generatedFile } from "./file.ts";
import { wrapped } from "./prose.ts";
import { nixValue } from "./value.ts";

export function factsFile(): NixFile {
  const fact = (name: string, value: Value, comment = ""): Assignment =>
    assign(name, nixValue(value), wrapped(comment));
  const addresses = Object.entries(upstreams).map(([name, { address }]) => [name, address]);
  return generatedFile(
    "Facts about Frigate and nginx.",
    set(
      fact("addressRanges", addressRanges),
      fact("builtInRoles", builtInRoles, "Roles every Frigate has, the mightier first."),
      fact("clientName", patterns.clientName.expression),
      fact("headersToIdentity", headersToIdentity, "What the identity server is told of a request."),
      fact("identity", identity, "What Frigate's /auth answers with and the backends read."),
      fact("identitySocket", identitySocket),
      fact("idleConnections", idleConnections, "For each upstream and worker of nginx."),
      fact("internalAddress", internalAddress, "Where Frigate reaches itself when nothing else is set."),
      fact("portHeader", portHeader, "Tells Frigate's /auth on which port a request came in."),
      fact(
        "roleHeader",
        roleHeader,
        "How Frigate's settings spell the headers in which nginx names role and user.",
      ),
      fact("userHeader", userHeader),
      fact("secretHeader", secretHeader, "Holds the secret that a trusted proxy shares with Frigate."),
      fact("reservedHeaders", reservedHeaders.join("|"), "Headers to the gateway that the module sets."),
      fact("secretText", secretText, "What nginx can send as a secret: it cannot escape a dollar sign."),
      fact("stateDirectory", directories.state),
      fact(
        "trustedHeaders",
        trustedHeaders,
        "Headers by which a proxy in front of nginx may name the user to Frigate.",
      ),
      fact("upstreams", Object.fromEntries(addresses)),
    ),
  );
}

/** `module/kanidm-facts.nix`. */
export const kanidmFactsFile = (): NixFile =>
  generatedFile("What Kanidm and oauth2-proxy have to be told for Frigate.", nixValue(kanidmFacts));
