/** The locations of the identity server. */
import { identityLocations, type IdentityLocation } from "../schema/identity.ts";
import { apply, assign, literal, nest, ref, set, text, type Assignment, type Expr } from "../nix/ast.ts";
import { nginxTexts, sum } from "./nginx-text.ts";
import { wrapped } from "../wrap.ts";

/** The `locations` of the identity server, in module/frigate/directives.nix. */
export function identityLocationSet(): Expr {
  const entries = Object.entries(identityLocations) as readonly [string, IdentityLocation][];
  return set(...entries.map(([matcher, location]) => binding(matcher, location)));
}

function binding(matcher: string, { asks, comment, lines, onlyWithGateway }: IdentityLocation): Assignment {
  const parts = [...nginxTexts(lines), ...(asks === "gateway" ? [ref("common.gatewayHeaders")] : [])];
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
