/** What the gateway is sent: the headers of `authRequestHeaders`, with their variables put in. */
import { told } from "../schema/identity.ts";
import { gatewayVariables } from "../schema/vocabulary.ts";
import { apply, assign, binary, block, lambda, list, not, ref, set, text, type Expr } from "../nix/ast.ts";

/** In the identity server, what is known of the request has come in headers. */
const standsFor: Record<keyof typeof gatewayVariables, Expr> = {
  url: arrived(told.url),
  uri: arrived(told.uri),
  method: arrived(told.method),
  scheme: ref("publicScheme"),
  host: ref("publicHost"),
  address: arrived(told.address),
  port: arrived(told.port),
  authorization: arrived(told.authorization),
};

function arrived(header: string): Expr {
  return text(`\${http_${header.toLowerCase().replaceAll("-", "_")}}`);
}

/** Lines of `proxy_set_header`, one for each header; Host is the gateway's own unless something else is said. */
export function gatewayHeaders(): Expr {
  const names = Object.keys(gatewayVariables) as readonly (keyof typeof gatewayVariables)[];
  const value = apply(
    ref("lib.replaceStrings"),
    list(...names.map((name) => text(`$frigate_${name}`))),
    list(...names.map((name) => standsFor[name])),
    ref("value"),
  );
  const line = lambda("name", lambda("value", block(["proxy_set_header ", ref("name"), ' "', value, '";'])));
  const hostIsSet = apply(
    ref("lib.any"),
    lambda("name", binary(apply(ref("lib.toLower"), ref("name")), "==", text("host"))),
    apply(ref("lib.attrNames"), ref("cfg.nginx.authRequestHeaders")),
  );
  const host = apply(ref("lib.optionalAttrs"), not(hostIsSet), set(assign("Host", ref("gatewayName"))));
  return apply(
    ref("lib.concatStrings"),
    apply(ref("lib.mapAttrsToList"), line, binary(host, "//", ref("cfg.nginx.authRequestHeaders"))),
  );
}
