/** Named clients, as nginx maps at http level. */
import { apply, binary, block, lambda, letIn, assign, ref, text, type Expr } from "../nix/ast.ts";

/** A map for each client, and the one that says which of them is asking. */
export function clientMaps(): Expr {
  const address = lambda("address", text("  ", ref("address"), " 1;\n"));
  const mapsOfClient = lambda(
    "name",
    lambda(
      "client",
      block(
        ["geo $frigate_client_from_", ref("name"), " {"],
        "  default 0;",
        [apply(ref("lib.concatMapStrings"), address, ref("client.addresses")), "}"],
        [
          'map "$frigate_client_from_',
          ref("name"),
          ' $request_method $frigate_path" $frigate_client_is_',
          ref("name"),
          " {",
        ],
        "  default 0;",
        ["  ", apply(ref("quoted"), apply(ref("permitted"), ref("client"))), " 1;"],
        "}",
      ),
    ),
  );
  const known = lambda(
    "index",
    lambda(
      "name",
      block([
        '"~^',
        apply(ref("lib.optionalString"), ref("trustsProxy"), text("0")),
        apply(ref("lib.concatStrings"), apply(ref("lib.genList"), lambda("_", text("0")), ref("index"))),
        '1" client-',
        ref("name"),
        ";",
      ]),
    ),
  );
  const names = apply(ref("lib.attrNames"), ref("cfg.nginx.clients"));
  const flags = apply(
    ref("lib.concatMapStrings"),
    lambda("name", text("$frigate_client_is_", ref("name"))),
    names,
  );
  return apply(
    ref("lib.optionalString"),
    ref("hasClients"),
    binary(
      apply(
        ref("lib.concatStrings"),
        apply(ref("lib.mapAttrsToList"), mapsOfClient, ref("cfg.nginx.clients")),
      ),
      "+",
      block(
        "# What a trusted proxy passes on is not from a client, whatever network the proxy is in.",
        [
          'map "',
          apply(ref("lib.optionalString"), ref("trustsProxy"), text("$frigate_proxy_is_trusted")),
          flags,
          '" $frigate_client {',
        ],
        '  default "";',
        ["  ", apply(ref("lib.concatStrings"), apply(ref("lib.imap0"), known, names)), "}"],
      ),
    ),
  );
}

/** Expression for address, method and path of a client. */
export function permitted(): Expr {
  const methods = apply(ref("lib.concatStringsSep"), text("|"), ref("client.methods"));
  const prefix = lambda(
    "path",
    apply(ref("lib.escapeRegex"), apply(ref("lib.removeSuffix"), text("/"), ref("path"))),
  );
  return lambda(
    "client",
    letIn(
      [
        assign("methods", methods),
        assign("paths", apply(ref("lib.concatMapStringsSep"), text("|"), prefix, ref("client.paths"))),
      ],
      text("~^1 (?:", ref("methods"), ") (?:", ref("paths"), ")(?:/|\\z)"),
    ),
  );
}

/** Entries from client to what a client is called, or may do. */
export function perClient(property: "user" | "role"): Expr {
  const entry = lambda(
    "name",
    lambda(
      "client",
      block(["client-", ref("name"), " ", apply(ref("quoted"), ref(`client.${property}`)), ";"]),
    ),
  );
  return apply(ref("lib.concatStrings"), apply(ref("lib.mapAttrsToList"), entry, ref("cfg.nginx.clients")));
}
