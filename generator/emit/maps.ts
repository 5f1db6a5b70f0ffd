/** Who is asking, as nginx maps at http level: a proxy in front, the gateway's answer, and all of them in turn. */
import {
  apply,
  assign,
  binary,
  blank,
  block,
  chain,
  ifThenElse,
  lambda,
  list,
  literal,
  not,
  ref,
  text,
  type Binding,
  type Expr,
} from "../nix/ast.ts";
import { clientMaps, perClient, permitted } from "./client-maps.ts";
import { gatewayHeaders } from "./gateway-headers.ts";

function requestHeader(option: string): Expr {
  return text("$http_", apply(ref("variableOf"), ref(`cfg.nginx.reverseProxy.${option}`)));
}

const trusted = ref("cfg.nginx.reverseProxy.trustedAddresses");

function proxyMaps(): Expr {
  const address = lambda("address", text("  ", ref("address"), " 1;\n"));
  return apply(
    ref("lib.optionalString"),
    ref("trustsProxy"),
    block(
      "# Whose headers count: the peer's, even where a realip module puts the client in its place.",
      "geo $realip_remote_addr $frigate_proxy_is_trusted {",
      ["  default ", ifThenElse(binary(trusted, "==", list()), text("1"), text("0")), ";"],
      [apply(ref("lib.concatMapStrings"), address, trusted), "}"],
      "map $frigate_proxy_is_trusted $frigate_proxy_user {",
      '  default "";',
      ["  1 ", requestHeader("userHeader"), ";"],
      "}",
      [
        apply(
          ref("roleOf"),
          ifThenElse(
            binary(ref("cfg.nginx.reverseProxy.roleHeader"), "==", literal(null)),
            text("$frigate_proxy_is_trusted"),
            requestHeader("roleHeader"),
          ),
          text("$frigate_proxy_role"),
        ),
      ],
      "# A proxy that does not replace a client's header lets two through, which nginx joins with a comma from 1.23 on.",
      "map $frigate_proxy_user $frigate_person {",
      '  "" frigate-identity/stranger;',
      '  "~," frigate-identity/stranger;',
      "  default frigate-api/auth;",
      "}",
    ),
  );
}

function gatewayMaps(): Expr {
  const cookie = apply(ref("lib.escapeRegex"), ref("sessionCookie"));
  const split = apply(
    ref("lib.optionalString"),
    ref("splitsCookie"),
    block(
      "# Two cookies in one answer: from nginx 1.23 on, $upstream_http_set_cookie holds both, joined by a comma, before that",
      "# the first. The second is known by name, and has the attributes of the first.",
      "map $frigate_gateway_cookie $frigate_gateway_first_cookie {",
      ["  ", apply(ref("quoted"), text("~^(?<frigate_first>.*?), ", cookie, "_1=")), " $frigate_first;"],
      "  default $frigate_gateway_cookie;",
      "}",
      "map $frigate_gateway_first_cookie $frigate_cookie_attributes {",
      '  "~^[^;]*(?<frigate_attributes>;.*)" $frigate_attributes;',
      '  default "";',
      "}",
      "map $frigate_gateway_second_value $frigate_gateway_second_cookie {",
      '  "" "";',
      ['  default "', ref("sessionCookie"), '_1=$frigate_gateway_second_value$frigate_cookie_attributes";'],
      "}",
    ),
  );
  const whole = apply(
    ref("lib.optionalString"),
    not(ref("splitsCookie")),
    block(
      "map $frigate_gateway_cookie $frigate_gateway_first_cookie {",
      "  default $frigate_gateway_cookie;",
      "}",
    ),
  );
  return apply(
    ref("lib.optionalString"),
    ref("asksGateway"),
    chain(
      "+",
      block(
        "# A yes without a name is a no. A map, as set and if run before the gateway is asked.",
        "map $frigate_gateway_user $frigate_judge {",
        '  "" frigate-identity/nameless;',
        "  default frigate-api/auth;",
        "}",
        ["map $upstream_http_", apply(ref("variableOf"), ref("userHeaderOrNone")), " $frigate_nameless {"],
        '  "" 1;',
        "  default 0;",
        "}",
        "# Whether a browser goes to a page; older ones do not say.",
        "map $http_sec_fetch_mode $frigate_navigation {",
        '  "" 1;',
        "  navigate 1;",
        '  default "";',
        "}",
      ),
      apply(
        ref("roleOf"),
        ifThenElse(
          binary(ref("cfg.nginx.reverseProxy.roleHeader"), "==", literal(null)),
          text("$frigate_gateway_user"),
          text("$frigate_gateway_groups"),
        ),
        text("$frigate_gateway_role"),
      ),
      split,
      whole,
    ),
  );
}

function signOnMaps(): Expr {
  const listener = apply(
    ref("lib.replaceStrings"),
    list(text("["), text("]")),
    list(text(""), text("")),
    ref("cfg.nginx.internalListen"),
  );
  const person = ifThenElse(
    ref("asksGateway"),
    text("frigate-identity/auth"),
    ifThenElse(ref("trustsProxy"), text("$frigate_person"), text("frigate-api/auth")),
  );
  const client = ifThenElse(ref("nativeLogin"), text("frigate-identity/client"), text("frigate-api/auth"));
  const nobody = (variable: string): Expr => ifThenElse(ref("trustsProxy"), text(variable), text('""'));
  return apply(
    ref("lib.optionalString"),
    ref("signsOn"),
    chain(
      "+",
      block(
        "# Frigate's own requests, by address and port: another listener on that port is not its own.",
        'map "$server_addr:$server_port" $frigate_internal_port {',
        '  default "";',
        [
          "  ",
          apply(
            ref("lib.optionalString"),
            binary(ref("cfg.nginx.internalListen"), "!=", literal(null)),
            text('"', listener, '" ', apply(ref("portOf"), ref("cfg.nginx.internalListen")), ";"),
          ),
        ],
        "}",
      ),
      ref("clientMaps"),
      ref("proxyMaps"),
      ref("gatewayMaps"),
      block(
        ["map ", ref("clientOrNobody"), " $frigate_known_user {"],
        ["  default ", nobody("$frigate_proxy_user"), ";"],
        ["  ", perClient("user"), "}"],
        ["map ", ref("clientOrNobody"), " $frigate_known_role {"],
        ["  default ", nobody("$frigate_proxy_role"), ";"],
        ["  ", perClient("role"), "}"],
        ["map ", ref("clientOrNobody"), " $frigate_outside {"],
        ['  "" ', person, ";"],
        ["  default ", client, ";"],
        "}",
        "map $frigate_internal_port $frigate_decider {",
        '  "" $frigate_outside;',
        "  default frigate-api/auth;",
        "}",
        "map $status $frigate_directions {",
        [
          "  401 ",
          ifThenElse(ref("leadsToSignIn"), apply(ref("quoted"), ref("signInFromCall")), text('""')),
          ";",
        ],
        '  default "";',
        "}",
      ),
    ),
  );
}

/** Bindings that the maps share. */
export const mapDefinitions: readonly Binding[] = [
  assign("clientOrNobody", ifThenElse(ref("hasClients"), text("$frigate_client"), text('""'))),
  assign(
    "userHeaderOrNone",
    ifThenElse(
      binary(ref("cfg.nginx.reverseProxy.userHeader"), "==", literal(null)),
      text("frigate-none"),
      ref("cfg.nginx.reverseProxy.userHeader"),
    ),
  ),
  assign("roleOf", roleOf(), ["Entries are tried in this order."]),
];

function roleOf(): Expr {
  return lambda(
    "list",
    lambda(
      "variable",
      block(
        ["map ", ref("list"), " ", ref("variable"), " {"],
        ["  default ", ref("cfg.nginx.reverseProxy.defaultRole"), ";"],
        [
          "  ",
          apply(
            ref("lib.optionalString"),
            binary(ref("cfg.nginx.reverseProxy.roleHeader"), "!=", literal(null)),
            ref("roleEntries"),
          ),
          "}",
        ],
      ),
    ),
  );
}

/** Bindings of the module's `let`: what the gateway is sent, and the maps at http level. */
export const identityDefinitions: readonly Binding[] = [
  assign("gatewayHeaders", gatewayHeaders()),
  blank,
  assign("permitted", permitted(), [
    "Expression for a client's address, and method and path that it may use.",
  ]),
  assign("clientMaps", clientMaps(), [
    "A client is known by address, method and path together; the first one in alphabetical order counts.",
  ]),
  blank,
  assign("proxyMaps", proxyMaps()),
  blank,
  assign("gatewayMaps", gatewayMaps()),
  blank,
  assign("signOnMaps", signOnMaps()),
];
