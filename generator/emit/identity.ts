/** `module/frigate/identity.nix`: the locations of the identity server. */
import { identityLocations, type IdentityLocation } from "../schema/identity.ts";
import {
  apply,
  assign,
  blank,
  literal,
  nest,
  ref,
  set,
  text,
  type Assignment,
  type Binding,
  type NixFile,
} from "../nix/ast.ts";
import { nginxTexts, sum } from "./nginx-text.ts";
import { functionFile } from "./file.ts";
import { wrapped } from "./prose.ts";

/** The file: a function of common.nix and of the headers that the gateway is sent. */
export function identityFile(): NixFile {
  const entries = Object.entries(identityLocations) as readonly [string, IdentityLocation][];
  return functionFile(
    "The locations of the identity server. The values that stand in them are explained in common.nix.",
    set(
      ...entries.flatMap(([matcher, location], index): readonly Binding[] => [
        ...(index === 0 ? [] : [blank]),
        binding(matcher, location),
      ]),
    ),
  );
}

function binding(matcher: string, { asks, comment, lines, onlyWithGateway }: IdentityLocation): Assignment {
  const parts = [...nginxTexts(lines), ...(asks === "gateway" ? [ref("gatewayHeaders")] : [])];
  const body = set(...target(asks), assign("extraConfig", sum(parts)));
  return nest(
    [matcher],
    onlyWithGateway ? apply(ref("lib.mkIf"), ref("common.asksGateway"), body) : body,
    wrapped(comment),
  );
}

function target(asks: IdentityLocation["asks"]): readonly Assignment[] {
  if (asks === null) return [];
  const address =
    asks === "judge"
      ? text("http://$frigate_judge")
      : text(ref("common.gatewayScheme"), "://frigate-gateway", ref("common.gatewayPath"));
  return [assign("proxyPass", address), assign("recommendedProxySettings", literal(false))];
}
