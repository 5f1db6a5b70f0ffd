/** The identity server: a second virtual host. */
import { identityLocations, identityServer, identitySocket } from "../schema/identity.ts";
import {
  apply,
  assign,
  blank,
  ifThenElse,
  list,
  literal,
  ref,
  set,
  text,
  type Assignment,
  type Binding,
  type Expr,
} from "../nix/ast.ts";
import { joined, nginxText, nginxTexts } from "./nginx-text.ts";
import { wrapped } from "./prose.ts";

/** The second virtual host. */
export const identityHost: Assignment = assign(
  ["virtualHosts", "frigate-identity"],
  apply(
    ref("lib.mkIf"),
    ref("signsOn"),
    set(
      assign("listen", list(set(assign("addr", text(`unix:${identitySocket}`))))),
      assign("extraConfig", nginxText(identityServer)),
      assign("locations", identityLocationSet()),
    ),
  ),
  wrapped(
    "Finds out who is asking, and then asks Frigate. A server of its own, as nginx asks one authority per request; on a " +
      "socket, as nobody but nginx is to ask.",
  ),
);

function identityLocationSet(): Expr {
  return set(
    ...Object.entries(identityLocations).flatMap(([matcher, location], index): readonly Binding[] => {
      const body = set(
        ...target(location.asks),
        assign(
          "extraConfig",
          joined([
            ...nginxTexts(location.lines),
            ...(location.asks === "gateway" ? [ref("gatewayHeaders")] : []),
          ]),
        ),
      );
      const value = location.onlyWithGateway ? apply(ref("lib.mkIf"), ref("asksGateway"), body) : body;
      const binding = assign([matcher], value, wrapped(location.comment));
      return index === 0 ? [binding] : [blank, binding];
    }),
  );
}

function target(asks: "judge" | "gateway" | null): readonly Assignment[] {
  switch (asks) {
    case null:
      return [];
    case "judge":
      return [assign("proxyPass", text("http://$frigate_judge")), ownHeadersOnly()];
    case "gateway":
      return [
        assign(
          "proxyPass",
          text(
            ifThenElse(ref("gatewayOverTls"), text("https"), text("http")),
            "://frigate-gateway",
            ref("gatewayPath"),
          ),
        ),
        ownHeadersOnly(),
      ];
    default:
      return asks satisfies never;
  }
}

function ownHeadersOnly(): Assignment {
  return assign("recommendedProxySettings", literal(false));
}
